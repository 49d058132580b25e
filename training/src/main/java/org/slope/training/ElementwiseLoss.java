package org.slope.training;

import java.util.Arrays;
import java.util.function.DoublePredicate;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A loss that compares each element of the predictions with one of the targets: a formula and how
 * the elements' losses become one number. Predictions and targets are {@code [batch, …]} of one
 * shape.
 *
 * @param name how it prints: {@code mse()}
 * @param formula the loss of an element
 * @param sumsOutputs whether an example's loss is the sum over its elements instead of their mean
 * @param reduction what becomes of the examples' losses
 */
public record ElementwiseLoss(
    String name, Formula formula, boolean sumsOutputs, Reduction reduction) implements Loss {

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

    /** Returns which predictions make sense. */
    default Domain predictions() {
      return Domain.ANY;
    }

    /** Returns which targets make sense. */
    default Domain targets() {
      return Domain.ANY;
    }
  }

  /**
   * Numbers that make sense.
   *
   * @param text as the message goes on after "expects targets": {@code of 0 or more}
   * @param contains whether it does; true for NaN, which becomes the loss
   * @param remedy what to do about others
   */
  public record Domain(String text, DoublePredicate contains, String remedy) {
    /** All numbers. */
    public static final Domain ANY = new Domain("of any value", x -> true, "");
  }

  /** Returns this loss as a sum: weights multiply, and nothing divides. */
  public ElementwiseLoss sum() {
    return with(Reduction.SUM);
  }

  /**
   * Returns this loss divided by the number of elements (for {@code l2()}, of examples) instead of
   * the sum of their weights, as Keras' losses are: {@code Σ wᵢ·ℓᵢ/n}.
   */
  public ElementwiseLoss sumOverBatchSize() {
    return with(Reduction.SUM_OVER_BATCH_SIZE);
  }

  ElementwiseLoss with(Reduction reduction) {
    return new ElementwiseLoss(name, formula, sumsOutputs, reduction);
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
    int elements = sumsOutputs ? 1 : outputs;
    return tiles.evaluate(
        (p, t, loss, dp, first, examples) -> {
          check("predictions", formula.predictions(), p, outputs, first, examples);
          check("targets", formula.targets(), t, outputs, first, examples);
          formula.apply(p, t, loss, dp, examples * outputs);
        },
        switch (reduction) {
          case MEAN -> tiles.sumOfWeights() * elements;
          case SUM_OVER_BATCH_SIZE -> (double) predictions.size(0) * elements;
          case SUM -> 1;
        });
  }

  @Override
  public double divisor(INDArray predictions, INDArray targets, @Nullable INDArray weights) {
    return switch (reduction) {
      case MEAN -> Loss.super.divisor(predictions, targets, weights);
      case SUM_OVER_BATCH_SIZE -> predictions.size(0);
      case SUM -> 0;
    };
  }

  private void check(
      String what, Domain domain, double[] values, int outputs, long first, int examples) {
    if (domain.equals(Domain.ANY)) {
      return;
    }
    for (int i = 0; i < examples * outputs; i++) {
      if (!domain.contains.test(values[i])) {
        throw new IllegalArgumentException(
            "%s expects %s %s, got %s in row %s of the batch, counted from 0; %s"
                .formatted(this, what, domain.text, values[i], first + i / outputs, domain.remedy));
      }
    }
  }

  /** Prints the factory's call: {@code huber(1.0).sum()}. */
  @Override
  public String toString() {
    return name + reduction.option();
  }
}
