package org.slope.layers;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Builder;
import org.slope.core.Forward;
import org.slope.core.Layer;
import org.slope.core.LayerSpec;
import org.slope.core.Pass;
import org.slope.core.Shape;

/**
 * Gives an example other sizes; the elements keep their row-major order.
 *
 * <p>Building it throws an {@link IllegalArgumentException} if the input has another number of
 * elements.
 *
 * @param shape the new sizes, without the batch
 */
public record Reshape(Shape shape) implements LayerSpec {

  @Override
  public Layer create(Builder builder) {
    Shape input = builder.inputShape();
    if (input.count() != shape.count()) {
      throw builder.error(
          "makes %s elements per example, but its input %s has %s; choose sizes whose product is %s"
              .formatted(shape.count(), input.batchText(), input.count(), input.count()));
    }
    return new Built(shape, "Reshape(" + sizes() + ")");
  }

  private String sizes() {
    return shape.sizes().stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    return "reshape(" + sizes() + ")";
  }

  /** The layer of any change of shape. */
  static final class Built extends BuiltLayer {
    Built(Shape output, String text) {
      super(output, text);
    }

    @Override
    public Forward forward(INDArray x, Pass pass) {
      return new Forward(
          predict(x, pass),
          (dy, gradients) -> pass.wantsInputGradient() ? reshaped(dy, pass, x.shape()) : dy);
    }

    @Override
    public INDArray predict(INDArray x, Pass pass) {
      return reshaped(x, pass, outputShape().withBatch(x.size(0)));
    }

    private static INDArray reshaped(INDArray x, Pass pass, long... shape) {
      if (Arrays.equals(x.shape(), shape)) {
        return x;
      }
      INDArray y = pass.array(shape);
      pass.kernels().reshape(x, y);
      return y;
    }
  }
}
