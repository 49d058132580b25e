package org.slope.layers;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Builder;
import org.slope.core.Forward;
import org.slope.core.Layer;
import org.slope.core.LayerSpec;
import org.slope.core.Pass;

/**
 * The mean of each channel: {@code y[c] = Σ x[c, i, j]/(height·width)}.
 *
 * <p>{@code [batch, channels, height, width]} becomes {@code [batch, channels]}; a {@code
 * reshape(channels, 1, 1)} after it gives back the two dimensions. Building it for an input of
 * another rank throws an {@link IllegalArgumentException}. Lin et al. 2014.
 */
public record GlobalAvgPool2d() implements LayerSpec {

  @Override
  public Layer create(Builder builder) {
    return new Built(Global.of(builder));
  }

  @Override
  public String toString() {
    return "globalAvgPool2d()";
  }

  private static final class Built extends BuiltLayer {
    private final Global global;

    Built(Global global) {
      super(global.output(), "GlobalAvgPool2d()");
      this.global = global;
    }

    @Override
    public Forward forward(INDArray x, Pass pass) {
      return new Forward(
          predict(x, pass),
          (dy, gradients) -> {
            if (!pass.wantsInputGradient()) {
              return dy;
            }
            INDArray dx = pass.array(x.shape());
            pass.kernels().avgPoolBackward(Global.pixels(dy), global.window(), true, 0, dx);
            return dx;
          });
    }

    @Override
    public INDArray predict(INDArray x, Pass pass) {
      INDArray y = outputs(x, pass);
      pass.kernels().avgPool(x, global.window(), true, 0, 0, Global.pixels(y));
      return y;
    }
  }
}
