package org.slope.layers;

/**
 * A rectifier that starts late: {@code y = x} if {@code x > threshold}, else 0; the gradient is 0
 * at the threshold. Konda et al. 2015.
 *
 * @param threshold below what x counts for nothing
 */
public record ThresholdedRelu(double threshold) implements ElementWise {

  /** Checks the threshold. */
  public ThresholdedRelu {
    Inputs.require(
        Double.isFinite(threshold), "thresholdedRelu", "a threshold", threshold, "a finite one");
  }

  @Override
  public double value(double x) {
    return x <= threshold ? 0 : x;
  }

  @Override
  public double derivative(double x, double y) {
    return x > threshold ? 1 : 0;
  }

  @Override
  public String toString() {
    return "thresholdedRelu(" + threshold + ")";
  }
}
