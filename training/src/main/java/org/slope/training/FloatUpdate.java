package org.slope.training;

/**
 * The equation of an {@link Optimizer.Update} once more, in float: nothing is converted, and a
 * vector holds twice as many. For the optimizer that most people use alone; it must agree with the
 * one in double.
 */
interface FloatUpdate extends Optimizer.Update {
  /** Updates n elements, as the same in double does. */
  void apply(float[] p, float[] g, float[][] slots, int n);
}
