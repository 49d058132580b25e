package org.slope.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.slope.core.internal.Randoms;

/**
 * The spread of 60,000 draws from weights of a convolution: fan-in 20·5·5 = 500, fan-out 120·5·5 =
 * 3,000. The standard error of a variance of n normal values is √(2/n), 0.6 % here; 3 % allows
 * five.
 */
class InitializersTest {
  private static final Shape WEIGHT = Shape.of(120, 20, 5, 5);

  @Test
  void variancesAreThoseOfThePapers() {
    assertVariance(2.0 / 500, Initializers.heNormal());
    assertVariance(2.0 / 500, Initializers.heUniform());
    assertVariance(2.0 / 3500, Initializers.glorotNormal());
    assertVariance(2.0 / 3500, Initializers.glorotUniform());
    assertVariance(1.0 / 500, Initializers.lecunNormal());
    assertVariance(0.25, Initializers.normal(0, 0.5));
    assertVariance(4.0 / 12, Initializers.uniform(-1, 1));
  }

  private static void assertVariance(double expected, Initializer initializer) {
    double[] values = initializer.values(WEIGHT, Randoms.of(3, 1));
    double variance = Arrays.stream(values).map(v -> v * v).average().orElseThrow();
    assertEquals(expected, variance, 0.03 * expected, initializer.toString());
    assertEquals(0, Arrays.stream(values).average().orElseThrow(), 0.03 * Math.sqrt(expected));
  }

  @Test
  void uniformStaysInItsBounds() {
    double bound = Math.sqrt(6.0 / 500);
    double[] values = Initializers.heUniform().values(WEIGHT, Randoms.of(3, 1));
    assertTrue(Arrays.stream(values).allMatch(v -> Math.abs(v) <= bound));
  }

  @Test
  void orthogonalRowsOrColumnsAreOrthonormal() {
    for (Shape shape : new Shape[] {Shape.of(5, 12), Shape.of(12, 5), Shape.of(6, 2, 3, 1)}) {
      int rows = (int) shape.size(0);
      int columns = (int) (shape.count() / rows);
      double[] w = Initializers.orthogonal().values(shape, Randoms.of(9));
      int vectors = Math.min(rows, columns);
      for (int i = 0; i < vectors; i++) {
        for (int j = 0; j < vectors; j++) {
          double dot = 0;
          for (int k = 0; k < Math.max(rows, columns); k++) {
            dot +=
                rows <= columns
                    ? w[i * columns + k] * w[j * columns + k]
                    : w[k * columns + i] * w[k * columns + j];
          }
          assertEquals(i == j ? 1 : 0, dot, 1e-12);
        }
      }
    }
  }

  @Test
  void drawsDependOnSeedAndNameAlone() {
    double[] one = draw(1, "0.weight");
    assertArrayEquals(one, draw(1, "0.weight"));
    assertTrue(!Arrays.equals(one, draw(2, "0.weight")));
    assertTrue(!Arrays.equals(one, draw(1, "1.weight")));
  }

  private static double[] draw(long seed, String name) {
    return Initializers.heNormal().values(Shape.of(3, 3), Randoms.of(seed, Randoms.key(name)));
  }

  @Test
  void badRangesAreRefused() {
    assertEquals(
        "uniform(1.0, 1.0) is empty; give a low end below the high end",
        assertThrows(IllegalArgumentException.class, () -> Initializers.uniform(1, 1))
            .getMessage());
    assertEquals(
        "normal(0.0, -1.0) has no spread; give a standard deviation of 0 or more",
        assertThrows(IllegalArgumentException.class, () -> Initializers.normal(0, -1))
            .getMessage());
  }
}
