package org.slope.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SumTest {

  private static Sum of(double... x) {
    Sum sum = new Sum();
    for (double v : x) {
      sum.add(v);
    }
    return sum;
  }

  /** Neumaier's example, which plain and Kahan summation get wrong. */
  @Test
  void carriesItsError() {
    assertEquals(2, of(1, 1e100, 1, -1e100).value());
    Sum merged = of(1, 1e100);
    merged.add(of(1, -1e100));
    assertEquals(2, merged.value());
    assertEquals(Double.POSITIVE_INFINITY, of(1e308, 1e308).value());
  }

  /** Neither 1e16 + 1 nor 1 + 2⁻⁶⁰ is a double. */
  @Test
  void doubleDouble() {
    DoubleDouble big = DoubleDouble.of(1e16).plus(1);
    assertEquals(1, big.minus(DoubleDouble.of(1e16)).value());
    DoubleDouble x = DoubleDouble.sum(1, 0x1p-60);
    assertEquals(0x1p-59, x.times(x).minus(DoubleDouble.ONE).value(), 0x1p-105);
    DoubleDouble third = DoubleDouble.ONE.over(DoubleDouble.of(3));
    assertEquals(0, third.times(3).minus(DoubleDouble.ONE).value(), 0x1p-103);
    DoubleDouble both = x.plus(0x1p-10).minus(DoubleDouble.of(1 + 0x1p-10));
    assertEquals(0x1p-60, both.value());
  }

  @Test
  void orderIsStable() {
    Doubles x = new Doubles();
    for (int i = 0; i < 100; i++) {
      x.add(i * 37 % 10);
    }
    int[] expected =
        java.util.stream.IntStream.range(0, 100)
            .boxed()
            .sorted(java.util.Comparator.comparingInt(i -> i * 37 % 10))
            .mapToInt(i -> i)
            .toArray();
    assertArrayEquals(expected, x.order());
  }
}
