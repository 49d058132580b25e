package org.slope.layers;

/**
 * The normal distribution. {@code erfc(x) = t·exp(−x² + P(t))} with {@code t = 2/(2 + x)} for x ≥
 * 0; P is a Chebyshev series, whose coefficients were computed from erfc in 60 digits by mpmath
 * 1.2.1. It is right to about 1e-15, relatively.
 */
final class Erf {
  private static final double[] SERIES = {
    -1.3026537197817094,
    0.6419697923564902,
    0.019476473204185836,
    -0.009561514786808632,
    -0.0009465953444820369,
    0.00036683949785276145,
    4.252332480690777e-05,
    -2.0278578112534242e-05,
    -1.6242900046470256e-06,
    1.3036558355805232e-06,
    1.5626441722066142e-08,
    -8.523809591492654e-08,
    6.5290544390988515e-09,
    5.059343495551469e-09,
    -9.91364156493033e-10,
    -2.273651222931836e-10,
    9.646791102015527e-11,
    2.3940380830391146e-12,
    -6.886027526497553e-12,
    8.944879273090725e-13,
    3.130921399342958e-13,
    -1.1270822361367252e-13,
    3.810905255189232e-16,
    7.106097613609237e-15,
    -1.5230282014571043e-15,
    -9.457494571291233e-17,
    1.210237189224279e-16,
    -2.816663087747177e-17,
  };

  private Erf() {}

  /** Returns Φ(x), the share of a standard normal variable that lies below x. */
  static double normal(double x) {
    double z = Math.abs(x) / Math.sqrt(2);
    double tail = erfc(z) / 2;
    return x < 0 ? tail : 1 - tail;
  }

  /** Returns erfc of a number that is not negative. */
  private static double erfc(double x) {
    double t = 2 / (2 + x);
    double twice = 4 * t - 2; // 2u with u = 2t − 1 in −1..1; Clenshaw's recurrence
    double b1 = 0;
    double b2 = 0;
    for (int k = SERIES.length - 1; k > 0; k--) {
      double b0 = twice * b1 - b2 + SERIES[k];
      b2 = b1;
      b1 = b0;
    }
    double p = twice / 2 * b1 - b2 + SERIES[0] / 2;
    return t * Math.exp(-x * x + p);
  }
}
