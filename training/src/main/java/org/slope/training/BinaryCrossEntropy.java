package org.slope.training;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The cross-entropy of yes-or-no targets t in 0..1, of each element of {@code [batch, …]}, from
 * logits or from probabilities p:
 *
 * <pre>{@code
 * ℓ = −t·log σ(p) − (1 − t)·log(1 − σ(p))    dℓ/dp = σ(p) − t
 * ℓ = −t·log p − (1 − t)·log(1 − p)          dℓ/dp = (p − t)/(p·(1 − p))
 * }</pre>
 *
 * <p>Of probabilities the logarithms are at least −100 and the quotient divides by 1e-12 or more,
 * as PyTorch's {@code BCELoss} has it; of logits nothing needs a bound.
 *
 * @param predictions what the predictions are: logits or probabilities
 * @param reduction what becomes of the examples' losses
 */
public record BinaryCrossEntropy(Predictions predictions, Reduction reduction) implements Loss {

  /** Refuses logarithms of probabilities: one of a pair does not give the other precisely. */
  public BinaryCrossEntropy {
    if (predictions == Predictions.LOG_PROBABILITIES) {
      throw new IllegalArgumentException(
          "binaryCrossEntropy cannot be of LOG_PROBABILITIES; expected LOGITS or PROBABILITIES; "
              + "leave out the network's logarithm");
    }
  }

  /** Returns this loss of probabilities, for a network that ends with a sigmoid. */
  public BinaryCrossEntropy ofProbabilities() {
    return new BinaryCrossEntropy(Predictions.PROBABILITIES, reduction);
  }

  /** Returns this loss as a sum: weights multiply, and nothing divides. */
  public BinaryCrossEntropy sum() {
    return new BinaryCrossEntropy(predictions, Reduction.SUM);
  }

  /** Returns this loss divided by the number of elements instead of the sum of their weights. */
  public BinaryCrossEntropy sumOverBatchSize() {
    return new BinaryCrossEntropy(predictions, Reduction.SUM_OVER_BATCH_SIZE);
  }

  private ElementwiseLoss elementwise() {
    return predictions == Predictions.PROBABILITIES
        ? new ElementwiseLoss(
            "binaryCrossEntropy().ofProbabilities()",
            new Formulas.BinaryCrossEntropyOfProbabilities(),
            false,
            reduction)
        : new ElementwiseLoss(
            "binaryCrossEntropy()", new Formulas.BinaryCrossEntropyOfLogits(), false, reduction);
  }

  @Override
  public double evaluate(
      INDArray predictions, INDArray targets, @Nullable INDArray weights, INDArray gradient) {
    return elementwise().evaluate(predictions, targets, weights, gradient);
  }

  @Override
  public double divisor(INDArray predictions, INDArray targets, @Nullable INDArray weights) {
    return elementwise().divisor(predictions, targets, weights);
  }

  /** Prints the factory's call: {@code binaryCrossEntropy().ofProbabilities()}. */
  @Override
  public String toString() {
    return elementwise().toString();
  }
}
