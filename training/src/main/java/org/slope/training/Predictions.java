package org.slope.training;

/** What the predictions of a cross-entropy are. */
public enum Predictions {
  /** Any numbers, whose softmax or sigmoid are probabilities. */
  LOGITS,
  /** The logarithms of probabilities. */
  LOG_PROBABILITIES,
  /**
   * Probabilities; of several classes, any numbers of 0 or more that become some by division by
   * their sum.
   */
  PROBABILITIES
}
