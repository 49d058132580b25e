package org.slope.layers;

/**
 * The continuously differentiable exponential linear unit: {@code y = max(x, 0) + min(α·(e^(x/α) −
 * 1), 0)}. Barron 2017.
 *
 * @param alpha where the negative side ends, negated; 1 unless chosen
 */
public record Celu(double alpha) implements ElementWise {

  /** Checks alpha. */
  public Celu {
    Inputs.require(
        Double.isFinite(alpha) && alpha > 0, "celu", "an alpha", alpha, "a finite one above 0");
  }

  @Override
  public double value(double x) {
    return x > 0 ? x : alpha * Math.expm1(x / alpha);
  }

  @Override
  public double derivative(double x, double y) {
    return x > 0 ? 1 : Math.exp(x / alpha);
  }

  @Override
  public String toString() {
    return "celu(" + alpha + ")";
  }
}
