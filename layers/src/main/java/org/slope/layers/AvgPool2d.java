package org.slope.layers;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Builder;
import org.slope.core.Forward;
import org.slope.core.Layer;
import org.slope.core.LayerSpec;
import org.slope.core.Pass;
import org.slope.core.Shape;

/**
 * The mean of each window: {@code y[c, i, j] = Σ x[c, i·stride + p − top, j·stride + q −
 * left]/count} over p, q. The count is that of the window's taps in the input and in its border, or
 * in the input alone, or a number of your own.
 *
 * <p>{@code [batch, channels, height, width]} becomes {@code [batch, channels, ⌊(height + top +
 * bottom − window)/stride⌋ + 1, …]}. Building it throws an {@link IllegalArgumentException} if the
 * window is larger than the padded input, or lies in an excluded border alone somewhere.
 *
 * @param window the window's size
 * @param stride how far it moves; the window's size unless chosen
 * @param padding the border; its value is 0 unless chosen
 * @param ceil whether a last window may reach beyond the input
 * @param countPadding whether the border counts, with its value
 * @param divisor what replaces the count; 0 for the count itself
 */
public record AvgPool2d(
    Size window, Size stride, Padding padding, boolean ceil, boolean countPadding, int divisor)
    implements LayerSpec {

  /** Checks the divisor. */
  public AvgPool2d {
    Inputs.atLeast("avgPool2d", "a divisor", divisor, 0);
  }

  /** Returns this layer with a window that moves by as many rows as columns. */
  public AvgPool2d stride(int stride) {
    return stride(stride, stride);
  }

  /** Returns this layer with a window that moves by rows and columns. */
  public AvgPool2d stride(int rows, int columns) {
    Size stride = new Size(rows, columns);
    return new AvgPool2d(window, stride, padding, ceil, countPadding, divisor);
  }

  /** Returns this layer with as many rows and columns of 0 on each side. */
  public AvgPool2d padding(int size) {
    return padding(Padding.of(size, size));
  }

  /** Returns this layer with a border. */
  public AvgPool2d padding(Padding padding) {
    return new AvgPool2d(window, stride, padding, ceil, countPadding, divisor);
  }

  /**
   * Returns this layer with an output size that is rounded up. What lies beyond the border does not
   * count; the last window must start in the input or in its leading border, as in PyTorch.
   */
  public AvgPool2d ceilMode() {
    return new AvgPool2d(window, stride, padding, true, countPadding, divisor);
  }

  /** Returns this layer with means over the input alone, without the border. */
  public AvgPool2d excludePadding() {
    return new AvgPool2d(window, stride, padding, ceil, false, divisor);
  }

  /** Returns this layer with sums divided by a number instead of the count. */
  public AvgPool2d divisor(int divisor) {
    Inputs.atLeast("avgPool2d", "a divisor", divisor, 1);
    return new AvgPool2d(window, stride, padding, ceil, countPadding, divisor);
  }

  @Override
  public Layer create(Builder builder) {
    String options = Geometry.options(stride, window, Size.square(1), padding);
    return create(builder, "AvgPool2d(" + window + options + ")");
  }

  /** Returns the layer, which prints as a text: a mean may be another layer's, too. */
  Layer create(Builder builder, String text) {
    Geometry geometry = Geometry.of(builder, window, stride, Size.square(1), padding, ceil);
    if (!countPadding && divisor == 0) {
      geometry.checkWindowsTouch(builder);
    }
    return new Built(geometry, geometry.output(builder.inputShape().size(0)), text);
  }

  @Override
  public String toString() {
    return "avgPool2d("
        + window.arguments()
        + ")"
        + Texts.sizes("stride", stride, window)
        + Texts.padding(padding)
        + (ceil ? ".ceilMode()" : "")
        + (countPadding ? "" : ".excludePadding()")
        + (divisor == 0 ? "" : ".divisor(" + divisor + ")");
  }

  private final class Built extends BuiltLayer {
    private final Geometry geometry;

    Built(Geometry geometry, Shape output, String text) {
      super(output, text);
      this.geometry = geometry;
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
            pass.kernels().avgPoolBackward(dy, geometry.window(), countPadding, divisor, dx);
            return dx;
          });
    }

    @Override
    public INDArray predict(INDArray x, Pass pass) {
      INDArray y = outputs(x, pass);
      pass.kernels().avgPool(x, geometry.window(), countPadding, padding.valueOr(0), divisor, y);
      return y;
    }
  }
}
