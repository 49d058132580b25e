package org.slope.testkit;

import java.util.Arrays;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.opentest4j.AssertionFailedError;
import org.slope.core.internal.Memory;

/** Assertions about arrays, whose failures say how much is wrong and where it is worst. */
public final class ArrayAssertions {
  private ArrayAssertions() {}

  /**
   * Asserts that {@code |actual − expected| ≤ absolute + relative·|expected|} for each element, as
   * numpy's {@code assert_allclose} does; NaN and infinities want their like. The arrays may differ
   * in type and in their order in memory.
   *
   * @param relative the error that each element may have, as a share of the expected value
   * @param absolute the error that any element may have
   * @throws AssertionFailedError that shows the shapes, how many elements are off, and the worst
   */
  public static void assertClose(
      INDArray actual, INDArray expected, double relative, double absolute) {
    assertClose(actual, expected, relative, absolute, "the array");
  }

  /**
   * Asserts as {@link #assertClose(INDArray, INDArray, double, double)}.
   *
   * @param name what the array is called in the failure
   */
  public static void assertClose(
      INDArray actual, INDArray expected, double relative, double absolute, String name) {
    requireTolerance("relative", relative);
    requireTolerance("absolute", absolute);
    if (!Arrays.equals(actual.shape(), expected.shape())) {
      throw new AssertionFailedError(
          "%s has the shape %s, expected %s".formatted(name, shape(actual), shape(expected)));
    }
    double[] a = Memory.toDoubles(actual);
    double[] e = Memory.toDoubles(expected);
    int off = 0;
    int worst = -1;
    double worstExcess = 0;
    for (int i = 0; i < e.length; i++) {
      double excess = excess(a[i], e[i], relative, absolute);
      if (excess > 1) {
        off++;
        if (excess > worstExcess) {
          worstExcess = excess;
          worst = i;
        }
      }
    }
    if (off > 0) {
      throw new AssertionFailedError(
          String.format(
              Locale.ROOT,
              "%s %s: %,d of %,d elements (%.3g %%) are off by more than %s + %s·|expected|;%n"
                  + "the worst is %s: %s, expected %s, a difference of %.3g",
              name,
              shape(actual),
              off,
              e.length,
              100.0 * off / e.length,
              absolute,
              relative,
              index(worst, actual.shape()),
              a[worst],
              e[worst],
              Math.abs(a[worst] - e[worst])),
          e[worst],
          a[worst]);
    }
  }

  private static void requireTolerance(String which, double tolerance) {
    if (!(tolerance >= 0)) {
      throw new IllegalArgumentException(
          "the %s tolerance is %s; it needs to be 0 or more".formatted(which, tolerance));
    }
  }

  /** The error in units of what is allowed: more than 1 is wrong. */
  private static double excess(double a, double e, double relative, double absolute) {
    if (Double.compare(a, e) == 0 || a == e) {
      return 0;
    }
    double error = Math.abs(a - e);
    double allowed = absolute + relative * Math.abs(e);
    return Double.isFinite(a) && Double.isFinite(e)
        ? error <= allowed ? 0 : Math.max(error / allowed, Math.nextUp(1.0))
        : Double.POSITIVE_INFINITY;
  }

  private static String shape(INDArray array) {
    return Arrays.toString(array.shape());
  }

  /** The index of an element in the order of the shape: {@code [0, 2, 1]}. */
  static String index(long element, long... shape) {
    long[] index = new long[shape.length];
    for (int d = shape.length - 1; d >= 0; d--) {
      index[d] = element % shape[d];
      element /= shape[d];
    }
    return Arrays.toString(index);
  }
}
