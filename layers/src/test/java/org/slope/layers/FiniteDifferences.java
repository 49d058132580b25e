package org.slope.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Derivatives by {@code (8·(f(h) − f(−h)) − (f(2h) − f(−2h)))/12h}, whose error is of order h⁴: in
 * double, 1e-14 from the step and 1e-11 from rounding.
 */
final class FiniteDifferences {
  private static final double STEP = 2e-4;
  private static final int ELEMENTS = 8;
  private static final int DIRECTIONS = 2;

  private FiniteDifferences() {}

  /**
   * Compares the gradient of a loss with its derivatives by some values of a vector, and along some
   * directions that move them all. The values are changed and restored.
   */
  static void check(
      String what, double[] analytic, INDArray values, DoubleSupplier loss, double tolerance) {
    double largest = Arrays.stream(analytic).map(Math::abs).max().orElse(0);
    Random random = new Random(1);
    for (int i : random.ints(ELEMENTS, 0, analytic.length).distinct().toArray()) {
      double[] direction = new double[analytic.length];
      direction[i] = 1;
      check(what + " gradient at " + i, analytic, direction, values, loss, tolerance * largest);
    }
    for (int k = 0; k < DIRECTIONS; k++) {
      double[] direction = random.doubles(analytic.length, -1, 1).toArray();
      check(what + " gradient", analytic, direction, values, loss, tolerance * largest);
    }
  }

  private static void check(
      String what,
      double[] analytic,
      double[] direction,
      INDArray values,
      DoubleSupplier loss,
      double allowed) {
    double slope = 0;
    for (int i = 0; i < direction.length; i++) {
      slope += analytic[i] * direction[i];
    }
    INDArray start = values.dup();
    INDArray step = Nd4j.create(direction);
    double near = at(1, start, step, values, loss) - at(-1, start, step, values, loss);
    double far = at(2, start, step, values, loss) - at(-2, start, step, values, loss);
    values.assign(start);
    double numeric = (8 * near - far) / (12 * STEP);
    assertEquals(numeric, slope, Math.max(allowed, 1e-9), what);
  }

  private static double at(
      int steps, INDArray start, INDArray step, INDArray values, DoubleSupplier loss) {
    values.assign(start.add(step.mul(steps * STEP)));
    return loss.getAsDouble();
  }
}
