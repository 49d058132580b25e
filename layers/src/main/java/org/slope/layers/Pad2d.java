package org.slope.layers;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Builder;
import org.slope.core.Forward;
import org.slope.core.Layer;
import org.slope.core.LayerSpec;
import org.slope.core.Pass;
import org.slope.core.Shape;
import org.slope.core.internal.Window;

/**
 * Puts a border around an image: {@code y[c, i, j] = x[c, i − top, j − left]}, and the padding's
 * value where x has no such pixel.
 *
 * <p>{@code [batch, channels, height, width]} becomes {@code [batch, channels, height + top +
 * bottom, width + left + right]}. Convolution and pooling have a padding of their own; this layer
 * is for networks that pad elsewhere. Building it for an input of another rank throws an {@link
 * IllegalArgumentException}.
 *
 * @param padding the border; its value is 0 unless chosen
 */
public record Pad2d(Padding padding) implements LayerSpec {

  /** Checks that the border has sizes. */
  public Pad2d {
    if (padding.automatic()) {
      throw new IllegalArgumentException(
          "pad2d was given %s, whose size is that of a window, and pad2d has none; use Padding.of"
              .formatted(padding));
    }
  }

  @Override
  public Layer create(Builder builder) {
    Size one = Size.square(1);
    Geometry geometry = Geometry.of(builder, one, one, one, padding, false);
    return new Built(geometry.window(), geometry.output(builder.inputShape().size(0)));
  }

  @Override
  public String toString() {
    return "pad2d(" + padding + ")";
  }

  /** The mean of a window of one pixel is that pixel, or that of the border. */
  private final class Built extends BuiltLayer {
    private final Window window;

    Built(Window window, Shape output) {
      super(output, "Pad2d(" + padding + ")");
      this.window = window;
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
            pass.kernels().avgPoolBackward(dy, window, true, 0, dx);
            return dx;
          });
    }

    @Override
    public INDArray predict(INDArray x, Pass pass) {
      INDArray y = outputs(x, pass);
      pass.kernels().avgPool(x, window, true, padding.valueOr(0), 0, y);
      return y;
    }
  }
}
