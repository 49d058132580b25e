package org.slope.layers;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Builder;
import org.slope.core.Forward;
import org.slope.core.Layer;
import org.slope.core.LayerSpec;
import org.slope.core.Pass;
import org.slope.core.Shape;
import org.slope.core.internal.MakesGradient;
import org.slope.core.internal.TakesReluDerivative;

/**
 * The maximum of each window: {@code y[c, i, j] = max x[c, i·stride + p·dilation − top, j·stride +
 * q·dilation − left]} over p, q. The first maximum, row by row, takes the gradient; the border
 * takes none.
 *
 * <p>{@code [batch, channels, height, width]} becomes {@code [batch, channels, ⌊(height + top +
 * bottom − span)/stride⌋ + 1, …]} with {@code span = (window − 1)·dilation + 1}. Building it throws
 * an {@link IllegalArgumentException} if the window is larger than the padded input, or lies in the
 * border alone somewhere while the border has no value of its own.
 *
 * @param window the window's size
 * @param stride how far it moves; the window's size unless chosen
 * @param dilation the distance between its taps; 1 is dense
 * @param padding the border; its value is −infinity unless chosen
 * @param ceil whether a last window may reach beyond the input
 */
public record MaxPool2d(Size window, Size stride, Size dilation, Padding padding, boolean ceil)
    implements LayerSpec {

  /** Returns this layer with a window that moves by as many rows as columns. */
  public MaxPool2d stride(int stride) {
    return stride(stride, stride);
  }

  /** Returns this layer with a window that moves by rows and columns. */
  public MaxPool2d stride(int rows, int columns) {
    return new MaxPool2d(window, new Size(rows, columns), dilation, padding, ceil);
  }

  /** Returns this layer with taps that lie apart. */
  public MaxPool2d dilation(int dilation) {
    return dilation(dilation, dilation);
  }

  /** Returns this layer with taps that lie apart, by rows and by columns. */
  public MaxPool2d dilation(int rows, int columns) {
    return new MaxPool2d(window, stride, new Size(rows, columns), padding, ceil);
  }

  /** Returns this layer with as many rows and columns of border on each side. */
  public MaxPool2d padding(int size) {
    return padding(Padding.of(size, size));
  }

  /** Returns this layer with a border. */
  public MaxPool2d padding(Padding padding) {
    return new MaxPool2d(window, stride, dilation, padding, ceil);
  }

  /**
   * Returns this layer with an output size that is rounded up. Beyond the border, the last window
   * takes nothing; it must start in the input or in its leading border, as in PyTorch.
   */
  public MaxPool2d ceilMode() {
    return new MaxPool2d(window, stride, dilation, padding, true);
  }

  /** Tells whether it takes the maximum of each two by two pixels, if there are as many. */
  boolean takesPairs() {
    Size pair = Size.square(2);
    return window.equals(pair)
        && stride.equals(pair)
        && dilation.equals(Size.square(1))
        && padding.isNone();
  }

  @Override
  public Layer create(Builder builder) {
    Geometry geometry = Geometry.of(builder, window, stride, dilation, padding, ceil);
    if (padding.value() == null) {
      geometry.checkWindowsTouch(builder);
    }
    return new Built(
        geometry,
        geometry.output(builder.inputShape().size(0)),
        "MaxPool2d(" + window + Geometry.options(stride, window, dilation, padding) + ")");
  }

  @Override
  public String toString() {
    return "maxPool2d("
        + window.arguments()
        + ")"
        + Texts.sizes("stride", stride, window)
        + Texts.sizes("dilation", dilation, Size.square(1))
        + Texts.padding(padding)
        + (ceil ? ".ceilMode()" : "");
  }

  private final class Built extends BuiltLayer implements TakesReluDerivative, MakesGradient {
    private final Geometry geometry;
    private boolean reluDerivative;

    Built(Geometry geometry, Shape output, String text) {
      super(output, text);
      this.geometry = geometry;
    }

    @Override
    public boolean takeReluDerivative() {
      reluDerivative = true;
      return true;
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
                .maxPoolBackward(dy, x, y, geometry.window(), border(), reluDerivative, dx);
            return dx;
          });
    }

    @Override
    public INDArray predict(INDArray x, Pass pass) {
      INDArray y = outputs(x, pass);
      pass.kernels().maxPool(x, geometry.window(), border(), y);
      return y;
    }

    private double border() {
      return padding.valueOr(Double.NEGATIVE_INFINITY);
    }
  }
}
