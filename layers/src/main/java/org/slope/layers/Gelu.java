package org.slope.layers;

/**
 * The Gaussian error linear unit: {@code y = x·Φ(x)}, Φ the normal distribution; or its
 * approximation {@code y = x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³)))}. Hendrycks and Gimpel 2016.
 *
 * @param tanh whether it is the approximation
 */
public record Gelu(boolean tanh) implements ElementWise {
  private static final double CUBIC = 0.044715;
  private static final double SLOPE = Math.sqrt(2 / Math.PI);

  /** Returns the approximation by tanh. */
  public Gelu approximate() {
    return new Gelu(true);
  }

  @Override
  public double value(double x) {
    return x * (tanh ? (1 + Math.tanh(inner(x))) / 2 : Erf.normal(x));
  }

  @Override
  public double derivative(double x, double y) {
    if (tanh) {
      double t = Math.tanh(inner(x));
      return (1 + t) / 2 + x / 2 * (1 - t * t) * SLOPE * (1 + 3 * CUBIC * x * x);
    }
    return Erf.normal(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }

  private static double inner(double x) {
    return SLOPE * (x + CUBIC * x * x * x);
  }

  @Override
  public String toString() {
    return tanh ? "gelu().approximate()" : "gelu()";
  }
}
