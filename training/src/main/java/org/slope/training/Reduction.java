package org.slope.training;

/** How the losses of elements become one number. */
public enum Reduction {
  /** The mean over all elements. */
  MEAN,
  /** The sum over each example's elements, averaged over the batch. */
  MEAN_OF_EXAMPLES,
  /** The sum over all elements; weights multiply, and nothing divides. */
  SUM
}
