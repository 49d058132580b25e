package org.slope.core.internal;

/** A function of one number and its derivative. */
public interface Activation {
  /** Returns {@code f(x)}. */
  double value(double x);

  /** Returns {@code f′(x)}, given {@code y = f(x)} too. */
  double derivative(double x, double y);
}
