package org.slope.layers;

/** A smooth, not monotonic rectifier: {@code y = x·tanh(log(1 + eˣ))}. Misra 2020. */
public record Mish() implements ElementWise {

  @Override
  public double value(double x) {
    return x * Math.tanh(Softplus.max0(x));
  }

  @Override
  public double derivative(double x, double y) {
    double t = Math.tanh(Softplus.max0(x));
    return t + x * (1 - t * t) * Sigmoid.logistic(x);
  }

  @Override
  public String toString() {
    return "mish()";
  }
}
