package org.slope.metrics;

/**
 * A metric of classifications.
 *
 * <p>Predictions are logits [n, classes], or for two classes one logit [n] or [n, 1] of class 1.
 * Targets are one-hot [n, classes], or class indices [n] or [n, 1]. Of equal logits the lower class
 * wins.
 */
public interface ClassificationMetric extends Metric {

  /**
   * Returns this metric with another average over the classes; {@link Average#MACRO} unless chosen.
   *
   * @throws IllegalArgumentException if this metric is not precision, recall or F1
   */
  ClassificationMetric average(Average average);

  /** Returns this metric for predictions that are probabilities, not logits. */
  ClassificationMetric ofProbabilities();

  @Override
  ClassificationMetric lenient();
}
