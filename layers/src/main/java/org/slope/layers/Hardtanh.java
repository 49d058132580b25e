package org.slope.layers;

/**
 * A line between two bounds: {@code y = min(max(x, low), high)}; the gradient is 0 at the bounds
 * and beyond.
 *
 * @param low the least output; −1 unless chosen
 * @param high the largest output; 1 unless chosen
 */
public record Hardtanh(double low, double high) implements ElementWise {

  /** Checks that the bounds are in order. */
  public Hardtanh {
    Inputs.require(low < high, "hardtanh", "a lower bound", low, "one below " + high);
  }

  @Override
  public double value(double x) {
    return Math.min(Math.max(x, low), high);
  }

  @Override
  public double derivative(double x, double y) {
    return x > low && x < high ? 1 : 0;
  }

  @Override
  public String toString() {
    return "hardtanh(" + (low == -1 && high == 1 ? "" : low + ", " + high) + ")";
  }
}
