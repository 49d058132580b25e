package org.slope.training;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A number that says how far predictions are from targets, and its derivative.
 *
 * <p>With weights, one an example, {@code L = Σ wᵢ·ℓᵢ/Σ wᵢ}, where ℓᵢ is the loss of example i.
 * {@link Losses} has the usual ones; one of your own implements the method that writes a gradient.
 */
@FunctionalInterface
public interface Loss {

  /**
   * Returns the loss, and writes its derivative with respect to the predictions.
   *
   * @param predictions {@code [batch, …]}, of any strides and type
   * @param targets what the predictions should be; most losses want the predictions' shape
   * @param weights the examples' weights, {@code [batch]}, or null for equal ones
   * @param gradient overwritten: of the predictions' shape
   * @throws IllegalArgumentException if a shape does not fit, or a target or weight is none
   */
  double evaluate(
      INDArray predictions, INDArray targets, @Nullable INDArray weights, INDArray gradient);

  /**
   * Returns what this loss is divided by, so that the losses of mini-batches can be joined: {@code
   * L = Σ dᵢ·Lᵢ/Σ dᵢ} is the loss of all together. Unless a loss says otherwise, the number of
   * examples or the sum of their weights; 0 where nothing divides, so that losses add up.
   */
  default double divisor(INDArray predictions, INDArray targets, @Nullable INDArray weights) {
    return weights == null ? predictions.size(0) : weights.sumNumber().doubleValue();
  }

  /** Returns the loss and its derivative, the latter as a new array. */
  default Value evaluate(INDArray predictions, INDArray targets, @Nullable INDArray weights) {
    INDArray gradient =
        Nd4j.createUninitialized(
            predictions.isR() ? predictions.dataType() : Nd4j.defaultFloatingPointType(),
            predictions.shape(),
            'c');
    return new Value(evaluate(predictions, targets, weights, gradient), gradient);
  }

  /** Returns the loss of equally weighted examples and its derivative, the latter a new array. */
  default Value evaluate(INDArray predictions, INDArray targets) {
    return evaluate(predictions, targets, null);
  }

  /**
   * A loss and its derivative.
   *
   * @param value the loss
   * @param gradient the derivative with respect to the predictions, of their shape
   */
  record Value(double value, INDArray gradient) {

    /** Prints the loss and the gradient's shape: {@code Value(0.6931, gradient [64, 10])}. */
    @Override
    public String toString() {
      return "Value(%s, gradient %s)".formatted(value, Arrays.toString(gradient.shape()));
    }
  }
}
