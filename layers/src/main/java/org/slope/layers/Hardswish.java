package org.slope.layers;

/**
 * A swish of three lines: {@code y = x·min(max(x/6 + 1/2, 0), 1)}; the gradient is 0 below −3, 1
 * above 3, and {@code x/3 + 1/2} from −3 to 3, as in PyTorch. Howard et al. 2019.
 */
public record Hardswish() implements ElementWise {

  @Override
  public double value(double x) {
    return x * Math.min(Math.max(x + 3, 0), 6) / 6;
  }

  @Override
  public double derivative(double x, double y) {
    return x < -3 ? 0 : x > 3 ? 1 : (2 * x + 3) / 6;
  }

  @Override
  public String toString() {
    return "hardswish()";
  }
}
