package org.slope.layers;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Builder;
import org.slope.core.Forward;
import org.slope.core.Layer;
import org.slope.core.LayerSpec;
import org.slope.core.Pass;
import org.slope.core.Shape;

/**
 * Turns the channels into shares that add up to 1: {@code y[c] = exp(x[c])/Σ exp(x)}.
 *
 * <p>{@code [batch, channels]} or {@code [batch, channels, height, width]}; the shape stays.
 * Slope's classification losses take logits, so a network that is trained with them does without.
 * Building it for an input of another rank throws an {@link IllegalArgumentException}. Bridle 1990.
 */
public record Softmax() implements LayerSpec {

  @Override
  public Layer create(Builder builder) {
    return new Built(Inputs.channels(builder));
  }

  @Override
  public String toString() {
    return "softmax()";
  }

  private static final class Built extends BuiltLayer {
    Built(Shape shape) {
      super(shape, "Softmax()");
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
            pass.kernels().softmaxBackward(dy, y, dx);
            return dx;
          });
    }

    @Override
    public INDArray predict(INDArray x, Pass pass) {
      INDArray y = outputs(x, pass);
      pass.kernels().softmax(x, y);
      return y;
    }
  }
}
