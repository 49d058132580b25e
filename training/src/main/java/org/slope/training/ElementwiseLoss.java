package org.slope.training;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A loss that compares each element of the predictions with one of the targets: a formula and how
 * the elements' losses become one number. Predictions and targets are {@code [batch, …]} of one
 * shape.
 *
 * @param name how it prints: {@code mse()}
 * @param formula the loss of an element
 * @param reduction what becomes of the elements' losses
 */
public record ElementwiseLoss(String name, Formula formula, Reduction reduction) implements Loss {

  /** The loss of an element and its derivative with respect to the prediction. */
  @FunctionalInterface
  public interface Formula {
    /**
     * Computes n elements, in one loop that the virtual machine can vectorize.
     *
     * @param p the predictions
     * @param t the targets
     * @param loss written: ℓ(p, t)
     * @param dp written: dℓ/dp
     */
    void apply(double[] p, double[] t, double[] loss, double[] dp, int n);

    /** Returns the lowest target that makes sense. */
    default double lowestTarget() {
      return Double.NEGATIVE_INFINITY;
    }

    /** Returns the highest target that makes sense. */
    default double highestTarget() {
      return Double.POSITIVE_INFINITY;
    }
  }

  /** Returns this loss as a sum: weights multiply, and nothing divides. */
  public ElementwiseLoss sum() {
    return new ElementwiseLoss(name, formula, Reduction.SUM);
  }

  @Override
  public double evaluate(
      INDArray predictions, INDArray targets, @Nullable INDArray weights, INDArray gradient) {
    LossTiles tiles = new LossTiles(this, predictions, targets, weights, gradient);
    if (!Arrays.equals(predictions.shape(), targets.shape())) {
      String shape = Arrays.toString(predictions.shape());
      throw tiles.error(
          "targets of the predictions' shape " + shape,
          targets,
          predictions.length() == targets.length()
              ? "reshape the targets"
              : "give the last layer as many outputs as there are targets");
    }
    int outputs = tiles.outputs();
    return tiles.evaluate(
        (p, t, loss, dp, first, examples) -> {
          checkTargets(t, outputs, first, examples);
          formula.apply(p, t, loss, dp, examples * outputs);
        },
        switch (reduction) {
          case MEAN -> tiles.sumOfWeights() * outputs;
          case MEAN_OF_EXAMPLES -> tiles.sumOfWeights();
          case SUM -> 1;
        });
  }

  @Override
  public double divisor(INDArray predictions, INDArray targets, @Nullable INDArray weights) {
    return reduction == Reduction.SUM ? 0 : Loss.super.divisor(predictions, targets, weights);
  }

  private void checkTargets(double[] t, int outputs, long first, int examples) {
    double low = formula.lowestTarget();
    double high = formula.highestTarget();
    for (int i = 0; i < examples * outputs; i++) {
      if (t[i] < low || t[i] > high) {
        throw new IllegalArgumentException(
            "%s expects targets from %s to %s, got %s in row %d of the batch, counted from 0; look at the data"
                .formatted(this, low, high, t[i], first + i / outputs));
      }
    }
  }

  /** Prints the factory's call: {@code huber(1.0).sum()}. */
  @Override
  public String toString() {
    return reduction == Reduction.SUM ? name + ".sum()" : name;
  }
}
