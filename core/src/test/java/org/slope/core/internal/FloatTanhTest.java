package org.slope.core.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The tanh of floats against the JDK's of doubles, which is right to an ulp. */
class FloatTanhTest {
  private static final int COUNT = 200_001;

  @Test
  void isTheJdksToWithinAFewRoundingErrors() {
    float[] x = new float[COUNT];
    for (int i = 0; i < COUNT; i++) {
      x[i] = (i - COUNT / 2) * 1e-4f; // -10..10
    }
    float[] y = x.clone();
    FloatTanh.apply(y, COUNT);
    for (int i = 0; i < COUNT; i++) {
      double expected = Math.tanh(x[i]);
      assertEquals(expected, y[i], 5 * Math.ulp(1f) * Math.abs(expected), "tanh of " + x[i]);
    }
  }

  @Test
  void takesTheEnds() {
    float[] x = {Float.NEGATIVE_INFINITY, -100, -0f, 100, Float.POSITIVE_INFINITY, Float.NaN};
    FloatTanh.apply(x, x.length);
    float[] expected = {-1, -1, -0f, 1, 1, Float.NaN};
    for (int i = 0; i < x.length; i++) {
      assertEquals(expected[i], x[i], 1e-6f);
    }
  }
}
