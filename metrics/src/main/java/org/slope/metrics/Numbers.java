package org.slope.metrics;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Prints scores for people. */
final class Numbers {
  private Numbers() {}

  /** Returns four significant digits, and all digits before the point: 0.9781, 285.3, 291634. */
  static String format(double x) {
    double size = Math.abs(x);
    if (!Double.isFinite(x)) {
      return Double.toString(x);
    } else if (x == 0) {
      return "0.0000";
    } else if (size < 1e-4 || size >= 1e9) {
      return String.format(Locale.ROOT, "%.3e", x);
    } else if (size >= 1000) {
      return BigDecimal.valueOf(x).setScale(0, RoundingMode.HALF_EVEN).toPlainString();
    }
    BigDecimal rounded = new BigDecimal(x).round(new MathContext(4, RoundingMode.HALF_EVEN));
    int digitsBeforePoint = rounded.precision() - rounded.scale();
    return rounded.setScale(4 - digitsBeforePoint).toPlainString();
  }

  /** Returns a whole number without its point. */
  static String plain(double x) {
    return x == Math.rint(x) && Math.abs(x) < 1e15 ? Long.toString((long) x) : format(x);
  }

  /** Returns {@code 1 prediction} or {@code 549 predictions}. */
  static String count(long n, String noun) {
    return n + " " + noun + (n == 1 ? "" : "s");
  }
}
