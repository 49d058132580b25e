package org.slope.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Derivatives by {@code (8·(f(h) − f(−h)) − (f(2h) − f(−2h)))/12h}, whose error is of order h⁴: in
 * double, 1e-12 from the step and 1e-12 from rounding.
 */
final class FiniteDifferences {
  private static final double STEP = 1e-3;
  private static final int MOST = 16;

  private FiniteDifferences() {}

  /** Compares derivatives of a loss by some of the values of a vector, which it changes and restores. */
  static void check(
      String what, double[] analytic, INDArray values, DoubleSupplier loss, double tolerance) {
    double largest = Arrays.stream(analytic).map(Math::abs).max().orElse(0);
    double allowed = tolerance * Math.max(largest, 0.01);
    int[] chosen =
        analytic.length <= MOST
            ? IntStream.range(0, analytic.length).toArray()
            : new Random(1).ints(MOST, 0, analytic.length).toArray();
    for (int i : chosen) {
      double numeric = derivative(values, i, loss);
      assertEquals(numeric, analytic[i], allowed, what + " gradient at " + i);
    }
  }

  private static double derivative(INDArray values, int i, DoubleSupplier loss) {
    double value = values.getDouble(i);
    double near = at(values, i, value + STEP, loss) - at(values, i, value - STEP, loss);
    double far = at(values, i, value + 2 * STEP, loss) - at(values, i, value - 2 * STEP, loss);
    values.putScalar(i, value);
    return (8 * near - far) / (12 * STEP);
  }

  private static double at(INDArray values, int i, double value, DoubleSupplier loss) {
    values.putScalar(i, value);
    return loss.getAsDouble();
  }
}
