package org.slope.layers;

import org.slope.core.internal.FloatTanh;

/** The hyperbolic tangent: {@code y = (eˣ − e⁻ˣ)/(eˣ + e⁻ˣ)}. */
public record Tanh() implements ElementWise {

  @Override
  public double value(double x) {
    return Math.tanh(x);
  }

  @Override
  public double derivative(double x, double y) {
    return 1 - y * y;
  }

  @Override
  public void apply(float[] x, int n) {
    FloatTanh.apply(x, n);
  }

  @Override
  public void multiplyByDerivative(float[] dy, float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      dy[i] *= 1 - y[i] * y[i];
    }
  }

  @Override
  public String toString() {
    return "tanh()";
  }
}
