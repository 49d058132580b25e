package org.slope.core.internal;

/** A function of one number and its derivative. */
public interface Activation {
  /** Returns {@code f(x)}. */
  double value(double x);

  /** Returns {@code f′(x)}, given {@code y = f(x)} too. */
  double derivative(double x, double y);

  /** Replaces n numbers by {@code f(x)}; a function may have a loop that is vectorized. */
  default void apply(float[] x, int n) {
    for (int i = 0; i < n; i++) {
      x[i] = (float) value(x[i]);
    }
  }

  /** Multiplies n numbers by {@code f′(x)}, in place. */
  default void multiplyByDerivative(float[] dy, float[] x, float[] y, int n) {
    for (int i = 0; i < n; i++) {
      dy[i] *= (float) derivative(x[i], y[i]);
    }
  }
}
