package org.slope.layers;

/**
 * The exponential linear unit: {@code y = x} if {@code x > 0}, else {@code alpha·(eˣ − 1)}. Clevert
 * et al. 2016.
 *
 * @param alpha where the negative side ends, negated; 1 unless chosen
 */
public record Elu(double alpha) implements ElementWise {

  /** Checks alpha. */
  public Elu {
    Inputs.require(Double.isFinite(alpha), "elu", "an alpha", alpha, "a finite one");
  }

  @Override
  public double value(double x) {
    return x > 0 ? x : alpha * Math.expm1(x);
  }

  @Override
  public double derivative(double x, double y) {
    return x > 0 ? 1 : alpha * Math.exp(x);
  }

  @Override
  public String toString() {
    return "elu(" + alpha + ")";
  }
}
