package org.slope.benchmarks;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers as the tables show them. */
public final class Numbers {
  private Numbers() {}

  /** Three significant digits: {@code 0.0123}, {@code 4.56}, {@code 789}. */
  public static String three(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    if (value == 0) {
      return "0";
    }
    int digits = (int) Math.floor(Math.log10(Math.abs(value)));
    return String.format(Locale.ROOT, "%,." + Math.max(0, 2 - digits) + "f", value);
  }

  /** Least and median milliseconds: {@code 4.51 / 4.72}. */
  static String times(double @Nullable [] times) {
    return times == null
        ? "-"
        : three(Statistics.least(times)) + " / " + three(Statistics.median(times));
  }

  /** A ratio: {@code 2.51x}. */
  static String ratio(double value) {
    return Double.isNaN(value) ? "-" : three(value) + "x";
  }

  /** A percentage: {@code 63 %}. */
  public static String percent(double share) {
    return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  /** A count: {@code 20,000}. */
  static String count(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  /** A target and whether it is met. */
  static String judged(String target, boolean met) {
    return target + (met ? ": met" : ": MISSED");
  }
}
