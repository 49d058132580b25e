package org.slope.layers;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.slope.core.Builder;
import org.slope.core.Forward;
import org.slope.core.Layer;
import org.slope.core.LayerSpec;
import org.slope.core.Pass;
import org.slope.core.Shape;

/**
 * The logarithm of softmax over the channels: {@code y[c] = x[c] − max x − log Σ exp(x − max x)}.
 *
 * <p>{@code [batch, channels]} or {@code [batch, channels, height, width]}; the shape stays.
 * Building it for an input of another rank throws an {@link IllegalArgumentException}.
 */
public record LogSoftmax() implements LayerSpec {

  @Override
  public Layer create(Builder builder) {
    return new Built(Inputs.channels(builder));
  }

  @Override
  public String toString() {
    return "logSoftmax()";
  }

  private static final class Built extends BuiltLayer {
    Built(Shape shape) {
      super(shape, "LogSoftmax()");
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
            Transforms.exp(y).muli(dy.sum(true, 1)).rsubi(dy, dx);
            return dx;
          });
    }

    @Override
    public INDArray predict(INDArray x, Pass pass) {
      INDArray y = outputs(x, pass);
      x.sub(x.max(true, 1), y);
      y.subi(Transforms.log(Transforms.exp(y).sum(true, 1)));
      return y;
    }
  }
}
