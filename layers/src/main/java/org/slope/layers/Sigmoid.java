package org.slope.layers;

/** The logistic function: {@code y = 1/(1 + e⁻ˣ)}. */
public record Sigmoid() implements ElementWise {

  static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @Override
  public double value(double x) {
    return logistic(x);
  }

  @Override
  public double derivative(double x, double y) {
    return y * (1 - y);
  }

  @Override
  public String toString() {
    return "sigmoid()";
  }
}
