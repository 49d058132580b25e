package org.slope.layers;

/**
 * A rectifier that lets some of the negative side through: {@code y = x} if {@code x > 0}, else
 * {@code slope·x}. Maas et al. 2013.
 *
 * @param slope the slope of the negative side; 0.01 unless chosen
 */
public record LeakyRelu(double slope) implements ElementWise {

  /** Checks the slope. */
  public LeakyRelu {
    Inputs.require(Double.isFinite(slope), "leakyRelu", "a slope", slope, "a finite one");
  }

  @Override
  public double value(double x) {
    return x > 0 ? x : slope * x;
  }

  @Override
  public double derivative(double x, double y) {
    return x > 0 ? 1 : slope;
  }

  @Override
  public String toString() {
    return "leakyRelu(" + slope + ")";
  }
}
