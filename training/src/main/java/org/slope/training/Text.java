package org.slope.training;

import java.util.Locale;

/** Numbers as people read them. */
final class Text {
  private Text() {}

  static String count(long n, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", n, noun, n == 1 ? "" : "s");
  }

  /** Five significant digits. */
  static String number(double x) {
    if (!Double.isFinite(x)) {
      return Double.toString(x);
    }
    double size = Math.abs(x);
    return String.format(
        Locale.ROOT, size != 0 && (size < 1e-4 || size >= 1e7) ? "%.4e" : "%.5g", x);
  }

  static String seconds(double s) {
    if (s < 60) {
      return String.format(Locale.ROOT, "%.1f s", s);
    }
    long whole = Math.round(s);
    return whole < 3600
        ? String.format(Locale.ROOT, "%s:%02d min", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%s:%02d:%02d h", whole / 3600, whole / 60 % 60, whole % 60);
  }
}
