package org.slope.training;

/** How the losses ℓᵢ of examples of weights wᵢ become one number. */
public enum Reduction {
  /** {@code Σ wᵢ·ℓᵢ/Σ wᵢ}: PyTorch's mean, and the mean that its class weights make. */
  MEAN,
  /** {@code Σ wᵢ·ℓᵢ/n}: Keras' {@code sum_over_batch_size}, whatever the weights sum to. */
  SUM_OVER_BATCH_SIZE,
  /** {@code Σ wᵢ·ℓᵢ}. */
  SUM;

  /** Returns the option as it is chained to a loss: {@code .sum()}, or nothing for the mean. */
  String option() {
    return switch (this) {
      case MEAN -> "";
      case SUM_OVER_BATCH_SIZE -> ".sumOverBatchSize()";
      case SUM -> ".sum()";
    };
  }
}
