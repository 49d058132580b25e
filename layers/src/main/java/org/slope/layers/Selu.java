package org.slope.layers;

/**
 * The scaled exponential linear unit: {@code y = λ·x} if {@code x > 0}, else {@code λα·(eˣ − 1)},
 * with the λ and α that keep mean 0 and variance 1, unless others are chosen. Klambauer et al.
 * 2017.
 *
 * @param alpha α; 1.6732632423543772 unless chosen
 * @param lambda λ; 1.0507009873554805 unless chosen
 */
public record Selu(double alpha, double lambda) implements ElementWise {
  static final double ALPHA = 1.6732632423543772;
  static final double LAMBDA = 1.0507009873554805;

  /** Checks the numbers. */
  public Selu {
    Inputs.require(Double.isFinite(alpha), "selu", "an alpha", alpha, "a finite one");
    Inputs.require(Double.isFinite(lambda), "selu", "a lambda", lambda, "a finite one");
  }

  @Override
  public double value(double x) {
    return x > 0 ? lambda * x : lambda * alpha * Math.expm1(x);
  }

  @Override
  public double derivative(double x, double y) {
    return x > 0 ? lambda : lambda * alpha * Math.exp(x);
  }

  @Override
  public String toString() {
    return "selu(" + (alpha == ALPHA && lambda == LAMBDA ? "" : alpha + ", " + lambda) + ")";
  }
}
