package org.slope.layers;

/**
 * A sigmoid of three lines: {@code y = min(max(slope·x + offset, 0), 1)}; the gradient is 0 where y
 * is 0 or 1. Howard et al. 2019.
 *
 * @param slope that of the line in the middle; 1/6 unless chosen, as in PyTorch
 * @param offset its height at 0; 1/2 unless chosen
 */
public record Hardsigmoid(double slope, double offset) implements ElementWise {

  /** Checks the numbers. */
  public Hardsigmoid {
    Inputs.require(Double.isFinite(slope), "hardsigmoid", "a slope", slope, "a finite one");
    Inputs.require(Double.isFinite(offset), "hardsigmoid", "an offset", offset, "a finite one");
  }

  @Override
  public double value(double x) {
    return Math.min(Math.max(slope * x + offset, 0), 1);
  }

  @Override
  public double derivative(double x, double y) {
    double line = slope * x + offset;
    return line > 0 && line < 1 ? slope : 0;
  }

  @Override
  public String toString() {
    boolean usual = slope == 1 / 6.0 && offset == 0.5;
    return "hardsigmoid(" + (usual ? "" : slope + ", " + offset) + ")";
  }
}
