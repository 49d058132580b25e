package org.slope.layers;

/** A slow sigmoid: {@code y = x/(1 + |x|)}. Glorot and Bengio 2010. */
public record Softsign() implements ElementWise {

  @Override
  public double value(double x) {
    return x / (1 + Math.abs(x));
  }

  @Override
  public double derivative(double x, double y) {
    double d = 1 + Math.abs(x);
    return 1 / (d * d);
  }

  @Override
  public String toString() {
    return "softsign()";
  }
}
