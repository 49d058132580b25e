package org.slope.metrics;

/**
 * A metric of regressions: predictions and targets [n], or [n, outputs].
 *
 * <p>{@link Metric.State#values()} has the score of each output.
 */
public interface RegressionMetric extends Metric {

  /**
   * Returns this metric with another way to make one score of several outputs.
   *
   * @throws IllegalArgumentException if this metric has no such way
   */
  RegressionMetric multiOutput(MultiOutput multiOutput);

  /**
   * Returns this metric with weights for the outputs, in place of equal ones.
   *
   * @throws IllegalArgumentException if a weight is negative or all are zero
   */
  RegressionMetric outputWeights(double... weights);

  @Override
  RegressionMetric lenient();
}
