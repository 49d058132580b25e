package org.slope.metrics;

/** How the precision, recall and F1 of the classes become one number. */
public enum Average {
  /** The mean over the classes that occur among the targets or the predictions. */
  MACRO,
  /** Counted over all classes together; with one label per example, the accuracy. */
  MICRO,
  /** The mean over the classes, each weighing as much as it has examples. */
  WEIGHTED,
  /** The score of class 1 of two. */
  BINARY
}
