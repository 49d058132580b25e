package org.slope.layers;

/** A smooth rectifier: {@code y = log(1 + eˣ)}. Dugas et al. 2001. */
public record Softplus() implements ElementWise {

  /** Computes {@code log(1 + eˣ)} without overflow. */
  static double max0(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  @Override
  public double value(double x) {
    return max0(x);
  }

  @Override
  public double derivative(double x, double y) {
    return Sigmoid.logistic(x);
  }

  @Override
  public String toString() {
    return "softplus()";
  }
}
