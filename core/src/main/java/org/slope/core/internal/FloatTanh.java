package org.slope.core.internal;

/**
 * The hyperbolic tangent of floats by a quotient of polynomials, {@code x·P(x²)/Q(x²)}, right to
 * 3e-7: without a call or a branch, so that the loop is vectorized. Beyond ±9 it is ±1 in float.
 *
 * <p>The coefficients are Eigen 3.3's (MathFunctionsImpl.h, generic_fast_tanh_float).
 */
public final class FloatTanh {
  private static final float LAST = 9;

  private FloatTanh() {}

  /** Replaces n numbers by their tanh. */
  public static void apply(float[] x, int n) {
    for (int i = 0; i < n; i++) {
      float v = Math.max(-LAST, Math.min(LAST, x[i]));
      float s = v * v;
      float p = s * -2.7607684e-16f + 2.000188e-13f;
      p = s * p - 8.604672e-11f;
      p = s * p + 5.1222973e-8f;
      p = s * p + 1.48572235e-5f;
      p = s * p + 6.3726195e-4f;
      p = s * p + 4.8935246e-3f;
      float q = s * 1.1982584e-6f + 1.1853471e-4f;
      q = s * q + 2.2684347e-3f;
      q = s * q + 4.893525e-3f;
      x[i] = v * p / q;
    }
  }
}
