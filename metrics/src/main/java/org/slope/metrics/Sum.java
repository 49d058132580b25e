package org.slope.metrics;

/** A running sum that carries its rounding error along (Neumaier 1974). */
final class Sum {
  private double sum;
  private double error;

  void add(double x) {
    double s = sum + x;
    error += Math.abs(sum) >= Math.abs(x) ? (sum - s) + x : (x - s) + sum;
    sum = s;
  }

  void add(Sum other) {
    double otherError = other.error;
    add(other.sum);
    error += otherError;
  }

  double value() {
    return Double.isFinite(sum) ? sum + error : sum;
  }
}
