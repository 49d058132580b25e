package org.slope.layers;

/** The hyperbolic tangent: {@code y = (eˣ − e⁻ˣ)/(eˣ + e⁻ˣ)}. */
public record Tanh() implements ElementWise {

  @Override
  public double value(double x) {
    return Math.tanh(x);
  }

  @Override
  public double derivative(double x, double y) {
    return 1 - y * y;
  }

  @Override
  public String toString() {
    return "tanh()";
  }
}
