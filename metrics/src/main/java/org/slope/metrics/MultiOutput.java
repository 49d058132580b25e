package org.slope.metrics;

/** How the scores of several outputs become one. */
public enum MultiOutput {
  /** The mean over the outputs; of the mean squares for RMSE and RMSLE, before the root. */
  UNIFORM_AVERAGE,
  /** For R² and explained variance: outputs weigh as much as their targets vary. */
  VARIANCE_WEIGHTED,
  /** For RMSE and RMSLE: the mean of each output's root, as scikit-learn 1.2 does. */
  AVERAGE_OF_ROOTS
}
