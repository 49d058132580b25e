package org.slope.layers;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Builder;
import org.slope.core.Forward;
import org.slope.core.Layer;
import org.slope.core.LayerSpec;
import org.slope.core.Pass;

/**
 * The maximum of each channel: {@code y[c] = max x[c, i, j]} over i, j. The first maximum, row by
 * row, takes the gradient.
 *
 * <p>{@code [batch, channels, height, width]} becomes {@code [batch, channels]}; a {@code
 * reshape(channels, 1, 1)} after it gives back the two dimensions. Building it for an input of
 * another rank throws an {@link IllegalArgumentException}.
 */
public record GlobalMaxPool2d() implements LayerSpec {

  @Override
  public Layer create(Builder builder) {
    return new Built(Global.of(builder));
  }

  @Override
  public String toString() {
    return "globalMaxPool2d()";
  }

  private static final class Built extends BuiltLayer {
    private final Global global;

    Built(Global global) {
      super(global.output(), "GlobalMaxPool2d()");
      this.global = global;
    }

    @Override
    public Forward forward(INDArray x, Pass pass) {
      INDArray y = predict(x, pass);
      return new Forward(
          y,
          (dy, gradients) -> {
            if (!pass.wantsInputGradient()) {
              return dy;
            }
            INDArray dx = pass.array(x.shape());
            pass.kernels()
                .maxPoolBackward(
                    Global.pixels(dy), x, Global.pixels(y), global.window(), 0, false, dx);
            return dx;
          });
    }

    @Override
    public INDArray predict(INDArray x, Pass pass) {
      INDArray y = outputs(x, pass);
      pass.kernels().maxPool(x, global.window(), 0, Global.pixels(y));
      return y;
    }
  }
}
