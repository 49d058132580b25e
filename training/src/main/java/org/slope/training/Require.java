package org.slope.training;

/** Checks of hyper-parameters; each returns the value that it checked. */
final class Require {
  private Require() {}

  /** A finite number, 0 or more. */
  static double notNegative(String name, double value) {
    return check(value >= 0 && value < Double.POSITIVE_INFINITY, name, value, "0 or more");
  }

  /** A finite number above 0. */
  static double positive(String name, double value) {
    return above(name, value, 0);
  }

  /** A finite number above a bound. */
  static double above(String name, double value, int bound) {
    return check(value > bound && value < Double.POSITIVE_INFINITY, name, value, "above " + bound);
  }

  /** A number above 0; infinity switches off. */
  static double positiveOrInfinite(String name, double value) {
    return check(value > 0, name, value, "above 0");
  }

  /** A number from 0 to 1, 1 excluded. */
  static double fraction(String name, double value) {
    return check(value >= 0 && value < 1, name, value, "at least 0 and less than 1");
  }

  /** A number between 0 and 1, both excluded. */
  static double between0And1(String name, double value) {
    return check(value > 0 && value < 1, name, value, "between 0 and 1");
  }

  /** A whole number of 1 or more. */
  static long count(String name, long value) {
    check(value >= 1, name, value, "1 or more");
    return value;
  }

  private static double check(boolean holds, String name, Number value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s cannot be %s; give a number %s".formatted(name, value, expected));
    }
    return value.doubleValue();
  }
}
