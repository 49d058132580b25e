package org.slope.training;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The cross-entropy between target probabilities t and predicted ones, over the classes of {@code
 * [batch, classes]} or of each position of {@code [batch, classes, d1, d2, …]}. With T the sum of
 * {@code w_c·t_c} over the classes, the predictions p are
 *
 * <pre>{@code
 * logits               ℓ = −Σ_c w_c·t_c·log softmax(p)_c    dℓ/dp_c = T·softmax(p)_c − w_c·t_c
 * ofLogProbabilities   ℓ = −Σ_c w_c·t_c·p_c                 dℓ/dp_c = −w_c·t_c
 * ofProbabilities      ℓ = −Σ_c w_c·t_c·log(p_c/Σp)         dℓ/dp_c = T/Σp − w_c·t_c/p_c
 * }</pre>
 *
 * <p>Targets have the predictions' shape (one-hot rows, or any that are not negative), or hold
 * class indices: {@code [batch]}, {@code [batch, 1]}, {@code [batch, d1, d2, …]}. The mean is over
 * examples and positions; class weights w divide too, by the sum of {@code w_c·t_c}, so that
 * one-hot rows and indices give the same loss. PyTorch's divides so for indices alone; for rows it
 * divides by the number of examples and positions, which is {@link #sumOverBatchSize()}.
 *
 * @param predictions what the predictions are
 * @param smoothing ε of label smoothing: t becomes {@code (1 − ε)·t + ε/classes}
 * @param weights a weight for each class, or none
 * @param ignoredIndex the class index that is left out
 * @param reduction what becomes of the examples' losses
 */
public record SoftmaxCrossEntropy(
    Predictions predictions,
    double smoothing,
    List<Double> weights,
    OptionalInt ignoredIndex,
    Reduction reduction)
    implements Loss {

  /** Checks the numbers. */
  public SoftmaxCrossEntropy {
    Require.fraction("softmaxCrossEntropy's label smoothing", smoothing);
    weights = List.copyOf(weights);
    weights.forEach(w -> Require.notNegative("softmaxCrossEntropy's class weight", w));
  }

  /**
   * Returns this loss for a network that ends with a log-softmax: PyTorch's {@code NLLLoss}. That
   * they are logarithms of probabilities is not checked.
   */
  public SoftmaxCrossEntropy ofLogProbabilities() {
    return of(Predictions.LOG_PROBABILITIES);
  }

  /**
   * Returns this loss for a network that ends with a softmax: Keras' categorical cross-entropy with
   * {@code from_logits=False}, which makes them sum to 1. Logarithms are at least −100, and the
   * quotients divide by {@code 1e-12·Σp} or more. From logits it is more precise.
   */
  public SoftmaxCrossEntropy ofProbabilities() {
    return of(Predictions.PROBABILITIES);
  }

  private SoftmaxCrossEntropy of(Predictions what) {
    return new SoftmaxCrossEntropy(what, smoothing, weights, ignoredIndex, reduction);
  }

  /**
   * Returns this loss with smoothed labels (Szegedy et al. 2016): {@code (1 − ε)·t + ε/classes}.
   */
  public SoftmaxCrossEntropy labelSmoothing(double epsilon) {
    return new SoftmaxCrossEntropy(predictions, epsilon, weights, ignoredIndex, reduction);
  }

  /** Returns this loss with a weight for each class, against classes of unequal size. */
  public SoftmaxCrossEntropy classWeights(double... weights) {
    List<Double> list = Arrays.stream(weights).boxed().toList();
    return new SoftmaxCrossEntropy(predictions, smoothing, list, ignoredIndex, reduction);
  }

  /**
   * Returns this loss of class indices that leaves out the examples and positions of one index:
   * they add nothing and do not count in the mean, as with PyTorch's {@code ignore_index}. Where
   * all are left out the loss is 0 (PyTorch's is NaN). Slope has no default one; −100 is PyTorch's.
   *
   * @param index a class, or any number that is none
   */
  public SoftmaxCrossEntropy ignoreIndex(int index) {
    return new SoftmaxCrossEntropy(
        predictions, smoothing, weights, OptionalInt.of(index), reduction);
  }

  /** Returns this loss as a sum: weights multiply, and nothing divides. */
  public SoftmaxCrossEntropy sum() {
    return with(Reduction.SUM);
  }

  /**
   * Returns this loss divided by the number of examples and positions instead of the sum of their
   * weights and their classes': Keras' for sample weights, PyTorch's for class weights of rows.
   */
  public SoftmaxCrossEntropy sumOverBatchSize() {
    return with(Reduction.SUM_OVER_BATCH_SIZE);
  }

  private SoftmaxCrossEntropy with(Reduction other) {
    return new SoftmaxCrossEntropy(predictions, smoothing, weights, ignoredIndex, other);
  }

  @Override
  public double evaluate(
      INDArray predictions,
      INDArray targets,
      @Nullable INDArray exampleWeights,
      INDArray gradient) {
    LossTiles tiles = new LossTiles(this, predictions, targets, exampleWeights, gradient);
    ClassTargets classes = new ClassTargets(this, tiles, predictions, targets);
    ClassFormula formula = ClassFormula.of(this.predictions);
    double[] w = classes.weights();
    int count = classes.classes();
    int positions = classes.positions();
    double divisor = divisor(tiles, classes, predictions.size(0));
    return tiles.evaluate(
        (p, t, loss, dp, first, examples) -> {
          if (this.predictions == Predictions.PROBABILITIES) {
            classes.checkProbabilities(p, first, examples);
          }
          classes.toProbabilities(t, first, examples);
          for (int e = 0; e < examples; e++) {
            for (int position = 0; position < positions; position++) {
              int from = e * count * positions + position;
              int end = from + count * positions;
              if (classes.isIgnored(e * positions + position)) {
                for (int i = from; i < end; i += positions) {
                  loss[i] = 0;
                  dp[i] = 0;
                }
                continue;
              }
              for (int i = from, c = 0; c < count; c++, i += positions) {
                t[i] = w[c] * ((1 - smoothing) * t[i] + smoothing / count);
              }
              formula.apply(p, t, loss, dp, from, end, positions);
            }
          }
        },
        divisor == 0 ? 1 : divisor); // all are ignored, and add up to 0
  }

  /** Returns what divides the sum; 0 if all targets are ignored. */
  private double divisor(LossTiles tiles, ClassTargets classes, long batch) {
    return switch (reduction) {
      case MEAN ->
          weights.isEmpty() && ignoredIndex.isEmpty()
              ? tiles.sumOfWeights() * classes.positions()
              : classes.sumOfPickedWeights(true);
      case SUM_OVER_BATCH_SIZE ->
          ignoredIndex.isEmpty()
              ? (double) batch * classes.positions()
              : classes.sumOfPickedWeights(false);
      case SUM -> 1;
    };
  }

  @Override
  public double divisor(INDArray predictions, INDArray targets, @Nullable INDArray exampleWeights) {
    if (reduction == Reduction.SUM) {
      return 0;
    }
    LossTiles tiles = new LossTiles(this, predictions, targets, exampleWeights, predictions);
    ClassTargets classes = new ClassTargets(this, tiles, predictions, targets);
    return divisor(tiles, classes, predictions.size(0));
  }

  /** Prints the factory's call: {@code softmaxCrossEntropy().labelSmoothing(0.1)}. */
  @Override
  public String toString() {
    return "softmaxCrossEntropy()"
        + switch (predictions) {
          case LOGITS -> "";
          case LOG_PROBABILITIES -> ".ofLogProbabilities()";
          case PROBABILITIES -> ".ofProbabilities()";
        }
        + (smoothing == 0 ? "" : ".labelSmoothing(" + smoothing + ")")
        + (weights.isEmpty()
            ? ""
            : weights.stream()
                .map(String::valueOf)
                .collect(Collectors.joining(", ", ".classWeights(", ")")))
        + (ignoredIndex.isEmpty() ? "" : ".ignoreIndex(" + ignoredIndex.getAsInt() + ")")
        + reduction.option();
  }
}
