package org.slope.layers;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Builder;
import org.slope.core.Forward;
import org.slope.core.Initializers;
import org.slope.core.Parameter;
import org.slope.core.Pass;
import org.slope.core.Role;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;

/**
 * Normalisation within each example: {@code y = γ·x̂ + β} with {@code x̂ = (x − mean)/√(variance +
 * ε)} over the elements of a group. It works on images with groups of channels, or on a matrix with
 * a group a row.
 */
final class Norms extends BuiltLayer {
  private final int groups;
  private final long rowLength;
  private final double epsilon;
  private final @Nullable Parameter gamma;
  private final @Nullable Parameter beta;

  /**
   * Makes the layer.
   *
   * @param rowLength the length of the matrix's rows; 0 if x stays as it is
   */
  Norms(
      Builder builder,
      String text,
      int groups,
      long rowLength,
      double epsilon,
      @Nullable Shape affine) {
    super(builder.inputShape(), text);
    this.groups = groups;
    this.rowLength = rowLength;
    this.epsilon = epsilon;
    gamma =
        affine == null
            ? null
            : builder.parameter("weight", Role.SCALE, affine, Initializers.ones());
    beta =
        affine == null ? null : builder.parameter("bias", Role.BIAS, affine, Initializers.zeros());
  }

  static void checkEpsilon(String layer, double epsilon) {
    Inputs.require(
        epsilon >= 0 && epsilon < Double.POSITIVE_INFINITY,
        layer,
        "an epsilon",
        epsilon,
        "a finite one of 0 or more");
  }

  @Override
  public Forward forward(INDArray input, Pass pass) {
    INDArray x = inForm(input, pass);
    INDArray normalized = pass.array(x.shape());
    INDArray inverse = pass.array(x.size(0), groups);
    INDArray y = compute(x, normalized, inverse, pass);
    return new Forward(
        as(y, input.shape(), pass),
        (dOutput, gradients) -> {
          INDArray dy = inForm(dOutput, pass);
          INDArray dNormalized = dy;
          if (gamma != null && beta != null) {
            dNormalized = pass.array(x.shape());
            INDArray scale = affineInForm(gamma.value(), pass);
            INDArray dGamma = affineInForm(gradients.of(gamma), pass);
            INDArray dBeta = affineInForm(gradients.of(beta), pass);
            pass.kernels().scaleShiftBackward(dy, normalized, scale, dNormalized, dGamma, dBeta);
            writeBack(dGamma, gradients.of(gamma), pass);
            writeBack(dBeta, gradients.of(beta), pass);
          }
          if (!pass.wantsInputGradient()) {
            return dOutput;
          }
          INDArray dx = pass.array(x.shape());
          pass.kernels().groupNormalizeBackward(dNormalized, normalized, groups, inverse, dx);
          return as(dx, input.shape(), pass);
        });
  }

  @Override
  public INDArray predict(INDArray input, Pass pass) {
    INDArray x = inForm(input, pass);
    INDArray normalized = pass.array(x.shape());
    INDArray y = compute(x, normalized, pass.array(x.size(0), groups), pass);
    return as(y, input.shape(), pass);
  }

  private INDArray compute(INDArray x, INDArray normalized, INDArray inverse, Pass pass) {
    pass.kernels().groupNormalize(x, groups, epsilon, normalized, inverse);
    if (gamma == null || beta == null) {
      return normalized;
    }
    INDArray y = pass.array(x.shape());
    INDArray scale = affineInForm(gamma.value(), pass);
    INDArray shift = affineInForm(beta.value(), pass);
    pass.kernels().scaleShift(normalized, scale, shift, y);
    return y;
  }

  private INDArray inForm(INDArray x, Pass pass) {
    return rowLength == 0 ? x : as(x, new long[] {x.length() / rowLength, rowLength}, pass);
  }

  /** Returns γ, β or a gradient as a row: a view, or a copy of what lies in memory otherwise. */
  private INDArray affineInForm(INDArray affine, Pass pass) {
    return rowLength == 0 ? affine : as(affine, new long[] {rowLength}, pass);
  }

  /** Writes a gradient back from its row, if that is a copy. */
  private static void writeBack(INDArray row, INDArray gradient, Pass pass) {
    if (isCopied(row.shape(), gradient.shape())) {
      pass.kernels().reshape(row, gradient);
    }
  }

  /** Returns whether {@link #as} copies: images need not lie in memory in row-major order. */
  private static boolean isCopied(long[] from, long[] to) {
    return !Arrays.equals(from, to) && (from.length == 4 || to.length == 4);
  }

  /** Returns the elements in row-major order under another shape. */
  private static INDArray as(INDArray x, long[] shape, Pass pass) {
    if (Arrays.equals(x.shape(), shape)) {
      return x;
    }
    if (!isCopied(x.shape(), shape)) {
      return Memory.view(x, 0, shape);
    }
    INDArray copy = pass.array(shape);
    pass.kernels().reshape(x, copy);
    return copy;
  }
}
