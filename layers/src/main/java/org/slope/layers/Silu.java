package org.slope.layers;

/**
 * A rectifier gated by itself, also called swish: {@code y = x/(1 + e⁻ˣ)}. Hendrycks and Gimpel
 * 2016; Ramachandran et al. 2017.
 */
public record Silu() implements ElementWise {

  @Override
  public double value(double x) {
    return x * Sigmoid.logistic(x);
  }

  @Override
  public double derivative(double x, double y) {
    double s = Sigmoid.logistic(x);
    return s * (1 + x * (1 - s));
  }

  @Override
  public String toString() {
    return "silu()";
  }
}
