package org.slope.layers;

/** The logarithm of the logistic function: {@code y = −log(1 + e⁻ˣ)}. */
public record LogSigmoid() implements ElementWise {

  @Override
  public double value(double x) {
    return -Softplus.max0(-x);
  }

  @Override
  public double derivative(double x, double y) {
    return Sigmoid.logistic(-x);
  }

  @Override
  public String toString() {
    return "logSigmoid()";
  }
}
