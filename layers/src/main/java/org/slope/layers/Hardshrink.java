package org.slope.layers;

/**
 * A rectifier of both sides: {@code y = x} if {@code |x| > λ}, else 0; the gradient is 0 at ±λ and
 * between. Donoho and Johnstone 1994.
 *
 * @param lambda λ, up to where x counts for nothing; 0.5 unless chosen
 */
public record Hardshrink(double lambda) implements ElementWise {

  /** Checks λ. */
  public Hardshrink {
    Inputs.require(
        lambda >= 0 && lambda < Double.POSITIVE_INFINITY,
        "hardshrink",
        "a lambda",
        lambda,
        "a finite one of 0 or more");
  }

  @Override
  public double value(double x) {
    return Math.abs(x) <= lambda ? 0 : x;
  }

  @Override
  public double derivative(double x, double y) {
    return Math.abs(x) > lambda ? 1 : 0;
  }

  @Override
  public String toString() {
    return "hardshrink(" + lambda + ")";
  }
}
