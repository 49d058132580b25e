package org.slope.layers;

/**
 * The scaled exponential linear unit: {@code y = λ·x} if {@code x > 0}, else {@code λα·(eˣ − 1)},
 * with the λ and α that keep mean 0 and variance 1. Klambauer et al. 2017.
 */
public record Selu() implements ElementWise {
  private static final double LAMBDA = 1.0507009873554805;
  private static final double ALPHA = 1.6732632423543772;

  @Override
  public double value(double x) {
    return x > 0 ? LAMBDA * x : LAMBDA * ALPHA * Math.expm1(x);
  }

  @Override
  public double derivative(double x, double y) {
    return x > 0 ? LAMBDA : LAMBDA * ALPHA * Math.exp(x);
  }

  @Override
  public String toString() {
    return "selu()";
  }
}
