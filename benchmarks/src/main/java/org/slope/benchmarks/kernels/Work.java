package org.slope.benchmarks.kernels;

/**
 * What a kernel has to do at least.
 *
 * @param amount how much of it
 * @param products whether it is floating-point operations of products, or else bytes that are read
 *     and written
 */
record Work(double amount, boolean products) {
  /** Multiply-adds, which are two operations each. */
  static Work multiplyAdds(double number) {
    return new Work(2 * number, true);
  }

  /** Floats that are read or written. */
  static Work floats(double number) {
    return new Work(4 * number, false);
  }

  /** Returns 10⁹ of it a second. */
  double rate(double micros) {
    return amount / micros / 1e3;
  }
}
