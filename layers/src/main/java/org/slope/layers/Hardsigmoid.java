package org.slope.layers;

/**
 * A sigmoid of three lines: {@code y = min(max(x/6 + 1/2, 0), 1)}; the gradient is 0 at ±3 and
 * beyond. Howard et al. 2019.
 */
public record Hardsigmoid() implements ElementWise {

  @Override
  public double value(double x) {
    return Math.min(Math.max(x + 3, 0), 6) / 6;
  }

  @Override
  public double derivative(double x, double y) {
    return x > -3 && x < 3 ? 1 / 6.0 : 0;
  }

  @Override
  public String toString() {
    return "hardsigmoid()";
  }
}
