package org.slope.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.slope.testkit.ArrayAssertions.assertClose;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.opentest4j.AssertionFailedError;

class ArrayAssertionsTest {
  private static INDArray row(double... values) {
    return Nd4j.create(values, new long[] {1, values.length}, 'c');
  }

  private static String failure(INDArray actual, INDArray expected, double rel, double abs) {
    return assertThrows(
            AssertionFailedError.class, () -> assertClose(actual, expected, rel, abs, "y"))
        .getMessage()
        .replace(System.lineSeparator(), "\n");
  }

  @Test
  void whatIsCloseEnoughPasses() {
    assertClose(row(1, -2.02), row(1, -2), 0.011, 0);
    assertClose(row(1, 0.02), row(1, 0), 0, 0.02);
    assertClose(row(0.5, 3).castTo(DataType.FLOAT), row(0.5, 3), 0, 0);
    assertClose(
        Nd4j.create(new double[][] {{1, 2}, {3, 4}}).dup('f'),
        Nd4j.create(new double[][] {{1, 2}, {3, 4}}),
        0,
        0);
  }

  @Test
  void whatIsNoNumberWantsItsLike() {
    double inf = Double.POSITIVE_INFINITY;
    assertClose(row(Double.NaN, inf, -inf, -0.0), row(Double.NaN, inf, -inf, 0.0), 0, 0);
    for (double[] pair : new double[][] {{Double.NaN, 1}, {1, Double.NaN}, {inf, -inf}, {1, inf}}) {
      assertEquals(
          "y [1, 1]: 1 of 1 elements (100 %) are off by more than 1.0 + 1.0·|expected|;\n"
              + "the worst is [0, 0]: %s, expected %s, a difference of %s"
                  .formatted(
                      pair[0],
                      pair[1],
                      Double.isNaN(pair[0] + pair[1]) && !Double.isInfinite(pair[0])
                          ? "NaN"
                          : "Infinity"),
          failure(row(pair[0]), row(pair[1]), 1, 1));
    }
  }

  @Test
  void aFailureShowsTheShapeTheShareAndTheWorst() {
    INDArray expected = Nd4j.create(new double[][] {{1, 2, 3}, {4, 5, 6}});
    INDArray actual = Nd4j.create(new double[][] {{1, 2.5, 3}, {4, 5, 5}});
    assertEquals(
        "y [2, 3]: 2 of 6 elements (33.3 %) are off by more than 0.001 + 0.0·|expected|;\n"
            + "the worst is [1, 2]: 5.0, expected 6.0, a difference of 1.00",
        failure(actual, expected, 0, 1e-3));
    assertEquals(
        "y [2, 3]: 2 of 6 elements (33.3 %) are off by more than 0.0 + 0.001·|expected|;\n"
            + "the worst is [0, 1]: 2.5, expected 2.0, a difference of 0.500",
        failure(actual, expected, 1e-3, 0));
  }

  @Test
  void anotherShapeIsNotClose() {
    assertEquals("y has the shape [1, 2], expected [1, 3]", failure(row(1, 2), row(1, 2, 3), 1, 1));
  }

  @Test
  void aToleranceIsNotNegative() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> assertClose(row(1), row(1), -1, 0));
    assertEquals("the relative tolerance is -1.0; it needs to be 0 or more", e.getMessage());
  }
}
