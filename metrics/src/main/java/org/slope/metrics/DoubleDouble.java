package org.slope.metrics;

/**
 * A number held as the unevaluated sum of two doubles, about 32 significant digits.
 *
 * <p>Variances of targets around 1e8 lose 16 digits to cancellation; these leave 16. The operations
 * are those of Dekker (1971) and Knuth (TAOCP 2, 4.2.2), with fused multiply-add for products.
 */
record DoubleDouble(double hi, double lo) {
  static final DoubleDouble ZERO = new DoubleDouble(0, 0);
  static final DoubleDouble ONE = new DoubleDouble(1, 0);

  static DoubleDouble of(double x) {
    return new DoubleDouble(x, 0);
  }

  /** Returns a + b exactly. */
  static DoubleDouble sum(double a, double b) {
    double s = a + b;
    double bRounded = s - a;
    return new DoubleDouble(s, (a - (s - bRounded)) + (b - bRounded));
  }

  /** Returns a - b exactly. */
  static DoubleDouble difference(double a, double b) {
    return sum(a, -b);
  }

  DoubleDouble plus(double x) {
    DoubleDouble s = sum(hi, x);
    return normalized(s.hi, s.lo + lo);
  }

  DoubleDouble plus(DoubleDouble x) {
    DoubleDouble s = sum(hi, x.hi);
    DoubleDouble t = sum(lo, x.lo);
    DoubleDouble u = normalized(s.hi, s.lo + t.hi);
    return normalized(u.hi, u.lo + t.lo);
  }

  DoubleDouble minus(DoubleDouble x) {
    return plus(new DoubleDouble(-x.hi, -x.lo));
  }

  DoubleDouble times(double x) {
    double p = hi * x;
    return normalized(p, Math.fma(hi, x, -p) + lo * x);
  }

  DoubleDouble times(DoubleDouble x) {
    double p = hi * x.hi;
    return normalized(p, Math.fma(hi, x.hi, -p) + (hi * x.lo + lo * x.hi));
  }

  DoubleDouble over(DoubleDouble x) {
    double q1 = hi / x.hi;
    DoubleDouble r = minus(x.times(q1));
    double q2 = r.hi / x.hi;
    double q3 = r.minus(x.times(q2)).hi / x.hi;
    return normalized(q1, q2).plus(q3);
  }

  boolean isZero() {
    return hi == 0;
  }

  double value() {
    return hi + lo;
  }

  /** Returns a + b exactly, for |a| &gt;= |b|. */
  private static DoubleDouble normalized(double a, double b) {
    double s = a + b;
    return new DoubleDouble(s, b - (s - a));
  }
}
