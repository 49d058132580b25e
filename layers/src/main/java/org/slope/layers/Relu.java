package org.slope.layers;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Builder;
import org.slope.core.Forward;
import org.slope.core.Layer;
import org.slope.core.LayerSpec;
import org.slope.core.Pass;
import org.slope.core.Shape;

/**
 * The rectified linear unit: {@code y = max(x, 0)}, element by element; the gradient at 0 is 0.
 * Nair and Hinton 2010. A dense layer, convolution or batch norm before it applies it itself.
 */
public record Relu() implements LayerSpec {

  @Override
  public Layer create(Builder builder) {
    return new Built(builder.inputShape());
  }

  @Override
  public String toString() {
    return "relu()";
  }

  private static final class Built extends BuiltLayer {
    Built(Shape shape) {
      super(shape, "Relu()");
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
            INDArray dx = pass.array(dy.shape());
            pass.kernels().reluBackward(dy, y, dx);
            return dx;
          });
    }

    @Override
    public INDArray predict(INDArray x, Pass pass) {
      INDArray y = outputs(x, pass);
      pass.kernels().relu(x, y);
      return y;
    }
  }
}
