package org.slope.layers;

/**
 * A rectifier with a ceiling: {@code y = min(max(x, 0), 6)}; the gradient is 0 at the bounds and
 * beyond. Krizhevsky 2010.
 */
public record Relu6() implements ElementWise {

  @Override
  public double value(double x) {
    return Math.min(Math.max(x, 0), 6);
  }

  @Override
  public double derivative(double x, double y) {
    return x > 0 && x < 6 ? 1 : 0;
  }

  @Override
  public String toString() {
    return "relu6()";
  }
}
