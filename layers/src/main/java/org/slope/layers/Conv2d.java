package org.slope.layers;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Builder;
import org.slope.core.Forward;
import org.slope.core.Initializer;
import org.slope.core.Initializers;
import org.slope.core.Layer;
import org.slope.core.LayerSpec;
import org.slope.core.Parameter;
import org.slope.core.Pass;
import org.slope.core.Role;
import org.slope.core.Shape;
import org.slope.core.internal.Finish;
import org.slope.core.internal.FusesNorm;
import org.slope.core.internal.MakesGradient;
import org.slope.core.internal.Normalizes;

/**
 * A convolution (in fact, as everywhere, a cross-correlation): {@code y[o, i, j] = b[o] + Σ w[o, c,
 * p, q]·x[c, i·stride + p·dilation − top, j·stride + q·dilation − left]}, where x beyond its edges
 * is the padding's value.
 *
 * <p>{@code [batch, channels, height, width]} becomes {@code [batch, filters, ⌊(height + top +
 * bottom − span)/stride⌋ + 1, …]} with {@code span = (kernel − 1)·dilation + 1}. Parameters: {@code
 * weight [filters, channels/groups, rows, columns]}, {@code bias [filters]}. With groups, each
 * group of filters sees its own channels; as many groups as channels make it depthwise. Building it
 * throws an {@link IllegalArgumentException} if the kernel is larger than the padded input or the
 * groups do not divide channels and filters. LeCun et al. 1998; dilation: Yu and Koltun 2016.
 *
 * @param filters how many channels come out
 * @param kernel the kernel's size
 * @param stride how far it moves
 * @param dilation the distance between its taps; 1 is dense
 * @param padding the border; its value is 0 unless chosen
 * @param groups into how many independent parts the channels are split
 * @param bias whether it adds b
 * @param initializer what draws w; b starts at 0
 */
public record Conv2d(
    int filters,
    Size kernel,
    Size stride,
    Size dilation,
    Padding padding,
    int groups,
    boolean bias,
    Initializer initializer)
    implements LayerSpec {

  /** Checks the sizes. */
  public Conv2d {
    Inputs.atLeast("conv2d", "filters", filters, 1);
    Inputs.atLeast("conv2d", "groups", groups, 1);
    if (filters % groups != 0) {
      throw new IllegalArgumentException(
          "conv2d was given %s filters in %s groups; the groups must divide the filters; choose %s filters or %s groups"
              .formatted(
                  filters,
                  groups,
                  (filters / groups + 1) * groups,
                  divisor(groups, filters, filters)));
    }
  }

  /** Returns the largest number up to a limit that divides both. */
  private static long divisor(long limit, long a, long b) {
    long divisor = limit;
    while (a % divisor != 0 || b % divisor != 0) {
      divisor--;
    }
    return divisor;
  }

  /** Returns this layer with a kernel that moves by as many rows as columns. */
  public Conv2d stride(int stride) {
    return stride(stride, stride);
  }

  /** Returns this layer with a kernel that moves by rows and columns. */
  public Conv2d stride(int rows, int columns) {
    Size stride = new Size(rows, columns);
    return new Conv2d(filters, kernel, stride, dilation, padding, groups, bias, initializer);
  }

  /** Returns this layer with taps that lie apart. */
  public Conv2d dilation(int dilation) {
    return dilation(dilation, dilation);
  }

  /** Returns this layer with taps that lie apart, by rows and by columns. */
  public Conv2d dilation(int rows, int columns) {
    Size dilation = new Size(rows, columns);
    return new Conv2d(filters, kernel, stride, dilation, padding, groups, bias, initializer);
  }

  /** Returns this layer with as many rows and columns of 0 on each side. */
  public Conv2d padding(int size) {
    return padding(Padding.of(size, size));
  }

  /** Returns this layer with a border. */
  public Conv2d padding(Padding padding) {
    return new Conv2d(filters, kernel, stride, dilation, padding, groups, bias, initializer);
  }

  /**
   * Returns this layer with channels in independent groups. Small groups are computed together,
   * with weights of 0 between them: there, what is not finite spreads from one group to its
   * neighbours.
   */
  public Conv2d groups(int groups) {
    return new Conv2d(filters, kernel, stride, dilation, padding, groups, bias, initializer);
  }

  /** Returns this layer without b. */
  public Conv2d withoutBias() {
    return new Conv2d(filters, kernel, stride, dilation, padding, groups, false, initializer);
  }

  /** Returns this layer with another start of w. */
  public Conv2d initializer(Initializer initializer) {
    return new Conv2d(filters, kernel, stride, dilation, padding, groups, bias, initializer);
  }

  @Override
  public Layer create(Builder builder) {
    long channels = Inputs.images(builder).size(0);
    if (channels % groups != 0) {
      throw builder.error(
          "has %s groups, but its input has %s channels; choose groups that divide both the channels and the filters, such as %s"
              .formatted(groups, channels, divisor(groups, channels, filters)));
    }
    Geometry geometry = Geometry.of(builder, kernel, stride, dilation, padding, false);
    Shape weightShape = Shape.of(filters, channels / groups, kernel.rows(), kernel.columns());
    Parameter weight = builder.parameter("weight", Role.WEIGHT, weightShape, initializer);
    Parameter shift =
        bias ? builder.parameter("bias", Role.BIAS, Shape.of(filters), Initializers.zeros()) : null;
    String options =
        Geometry.options(stride, Size.square(1), dilation, padding)
            + (groups == 1 ? "" : ", " + groups + " groups");
    return new Built(
        geometry,
        weight,
        shift,
        "Conv2d(" + channels + " -> " + filters + ", " + kernel + options + ")");
  }

  @Override
  public String toString() {
    Size one = Size.square(1);
    return "conv2d(%s, %s)".formatted(filters, kernel.arguments())
        + Texts.sizes("stride", stride, one)
        + Texts.sizes("dilation", dilation, one)
        + Texts.padding(padding)
        + (groups == 1 ? "" : ".groups(" + groups + ")")
        + Texts.unlessBias(bias)
        + Texts.initializer(initializer);
  }

  private final class Built extends RectifyingLayer implements FusesNorm, MakesGradient {
    private final Geometry geometry;
    private final Parameter weight;
    private final @Nullable Parameter shift;
    private @Nullable Normalizes norm;

    Built(Geometry geometry, Parameter weight, @Nullable Parameter shift, String text) {
      super(geometry.output(filters), text);
      this.geometry = geometry;
      this.weight = weight;
      this.shift = shift;
    }

    @Override
    public boolean fuseNorm(Normalizes norm) {
      this.norm = norm;
      return true;
    }

    @Override
    public Forward forward(INDArray x, Pass pass) {
      INDArray b = shift == null ? null : shift.value();
      INDArray y = outputs(x, new Finish(b, null, relu), pass);
      return new Forward(
          y,
          (dy, gradients) -> {
            INDArray dz = rectified(dy, y, pass);
            INDArray dx = pass.wantsInputGradient() ? pass.array(x.shape()) : null;
            INDArray dw = gradients.of(weight);
            INDArray db = shift == null ? null : gradients.of(shift);
            pass.kernels()
                .conv2dBackward(
                    dz, x, weight.value(), geometry.window(), groups, border(), dx, dw, db);
            return dx == null ? dy : dx;
          });
    }

    @Override
    public INDArray predict(INDArray x, Pass pass) {
      INDArray b = shift == null ? null : shift.value();
      Finish finish =
          norm == null ? new Finish(b, null, relu) : new Finish(b, norm.norm(), norm.clips());
      return outputs(x, finish, pass);
    }

    private INDArray outputs(INDArray x, Finish finish, Pass pass) {
      INDArray y = outputs(x, pass);
      pass.kernels().conv2d(x, weight.value(), finish, geometry.window(), groups, border(), y);
      return y;
    }

    private double border() {
      return padding.valueOr(0);
    }
  }
}
