package org.slope.training;

import java.math.BigDecimal;
import java.math.MathContext;

/** The shares of a split, which add up to 1. */
record Fractions(double train, double validation, double test) {
  private static final double TOLERANCE = 1e-9;

  Fractions {
    double sum = train + validation + test;
    if (!(train > 0 && validation > 0 && test > 0)) {
      throw new IllegalArgumentException(
          "the fractions are %s, %s and %s; expected numbers above 0; give each part a share, such as 0.8, 0.1 and 0.1, or use kFold for two parts"
              .formatted(train, validation, test));
    }
    if (!(Math.abs(sum - 1) <= TOLERANCE)) {
      throw new IllegalArgumentException(
          "the fractions %s, %s and %s add up to %s; expected 1; change one of them"
              .formatted(
                  train,
                  validation,
                  test,
                  new BigDecimal(sum).round(new MathContext(9)).stripTrailingZeros()));
    }
  }

  /** Returns where the training part of n rows ends: {@code n·train}, half rounded up. */
  int trainEnd(int n) {
    return (int) Math.round(n * train);
  }

  /** Returns where the validation part ends: {@code n·(train + validation)}, half rounded up. */
  int validationEnd(int n) {
    return (int) Math.round(n * (train + validation));
  }

  /** Checks that no part of n rows is empty. */
  void checkParts(int n, int trainEnd, int validationEnd) {
    String empty =
        trainEnd == 0
            ? "training"
            : validationEnd == trainEnd ? "validation" : validationEnd == n ? "test" : "";
    if (!empty.isEmpty()) {
      throw new IllegalArgumentException(
          "splitting %s %s by %s, %s and %s leaves the %s part empty; expected at least one row in each; take more rows or other fractions"
              .formatted(n, n == 1 ? "row" : "rows", train, validation, test, empty));
    }
  }
}
