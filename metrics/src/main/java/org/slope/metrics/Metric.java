package org.slope.metrics;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A score of predictions against targets: an immutable recipe, whose {@link State} does the sums.
 *
 * <p>Predictions come first, always. All sums run in twice the precision of double, whatever the
 * arrays' type; batches of any size, merged in any order, give the same score.
 *
 * <pre>{@code
 * double rmse = Metric.rmse().of(predictions, targets);
 *
 * Metric.State state = Metric.r2().start();
 * for (Batch batch : batches) {
 *   state.add(net.predict(batch.inputs()), batch.targets());
 * }
 * double r2 = state.value();
 * }</pre>
 *
 * <p>Sample weights, [n] or [n, 1], weigh examples: a mean is Σwx / Σw, and weight 0 leaves an
 * example out. Conventions are scikit-learn 1.2's unless a method says otherwise.
 */
public interface Metric {

  /** The sums of one metric over the examples seen so far; for one thread at a time. */
  interface State {

    /**
     * Adds examples; if it throws, nothing was added.
     *
     * @throws IllegalArgumentException if shapes do not match, a number is not finite, a weight is
     *     negative, a label is out of range, or a value makes the metric undefined
     */
    void add(INDArray predictions, INDArray targets, @Nullable INDArray weights);

    /** Adds examples of weight 1. */
    default void add(INDArray predictions, INDArray targets) {
      add(predictions, targets, null);
    }

    /** Adds what {@code other}, a state of an equal metric, has seen, and leaves it as it is. */
    void merge(State other);

    /**
     * Returns the score.
     *
     * @throws IllegalStateException if nothing was added
     * @throws IllegalArgumentException if all weights are zero or the score is undefined
     */
    double value();

    /**
     * Returns the score of each output (scikit-learn's {@code raw_values}), or of each class for
     * precision, recall and F1; else the value alone.
     */
    default double[] values() {
      return new double[] {value()};
    }
  }

  /** Returns the name under which the score is printed, such as {@code rmse}. */
  String name();

  /** Returns whether a better model has a higher score. */
  boolean higherIsBetter();

  /** Returns a state that has seen nothing. */
  State start();

  /**
   * Returns this metric for the training loop: where the score is undefined, or a prediction is not
   * finite, the value is NaN instead of an exception. Bad targets, shapes and weights still throw.
   */
  default Metric lenient() {
    return this;
  }

  /** Returns the score of predictions against targets. */
  default double of(INDArray predictions, INDArray targets) {
    return of(predictions, targets, null);
  }

  /** Returns the score of predictions against targets with a weight for each example. */
  default double of(INDArray predictions, INDArray targets, @Nullable INDArray weights) {
    State state = start();
    state.add(predictions, targets, weights);
    return state.value();
  }

  /** The mean absolute error, mean |ŷ − y|. */
  static RegressionMetric mae() {
    return RegressionSpec.of(RegressionKind.MAE);
  }

  /** The mean squared error, mean (ŷ − y)². */
  static RegressionMetric mse() {
    return RegressionSpec.of(RegressionKind.MSE);
  }

  /** The root of the mean squared error, over all outputs. */
  static RegressionMetric rmse() {
    return RegressionSpec.of(RegressionKind.RMSE);
  }

  /** The mean squared logarithmic error, mean (ln(1 + ŷ) − ln(1 + y))²; undefined at −1 or less. */
  static RegressionMetric msle() {
    return RegressionSpec.of(RegressionKind.MSLE);
  }

  /** The root of the mean squared logarithmic error, over all outputs; undefined as it is. */
  static RegressionMetric rmsle() {
    return RegressionSpec.of(RegressionKind.RMSLE);
  }

  /**
   * The coefficient of determination, R² = 1 − Σ(y − ŷ)² / Σ(y − mean y)².
   *
   * <p>Constant targets score 1 if predicted perfectly, else 0; one example alone is undefined.
   */
  static RegressionMetric r2() {
    return RegressionSpec.of(RegressionKind.R2);
  }

  /** R² adjusted for p regressors, 1 − (1 − R²)(n − 1) / (n − p − 1); undefined for n ≤ p + 1. */
  static RegressionMetric adjustedR2(int regressors) {
    return RegressionSpec.adjustedR2(regressors);
  }

  /** The explained variance, 1 − Var(y − ŷ) / Var(y): R² that forgives a constant offset. */
  static RegressionMetric explainedVariance() {
    return RegressionSpec.of(RegressionKind.EXPLAINED_VARIANCE);
  }

  /** The variance ratio, Var(ŷ) / Var(y), best at 1; undefined for constant targets. */
  static RegressionMetric varianceRatio() {
    return RegressionSpec.of(RegressionKind.VARIANCE_RATIO);
  }

  /** The relative squared error, 1 − R²; undefined for constant targets. */
  static RegressionMetric relativeSquaredError() {
    return RegressionSpec.of(RegressionKind.RELATIVE_SQUARED_ERROR);
  }

  /** Pearson's correlation, Cov(ŷ, y) / √(Var ŷ Var y); undefined if either is constant. */
  static RegressionMetric pearson() {
    return RegressionSpec.of(RegressionKind.PEARSON);
  }

  /**
   * The median of |ŷ − y|; with weights the lowest error whose cumulative weight reaches half.
   *
   * <p>Its state keeps the errors, 8 bytes for each element, and as much for a weight.
   */
  static RegressionMetric medianAbsoluteError() {
    return RegressionSpec.of(RegressionKind.MEDIAN_ABSOLUTE_ERROR);
  }

  /** The largest |ŷ − y| over all outputs; weights only leave out examples whose weight is 0. */
  static RegressionMetric maxError() {
    return RegressionSpec.of(RegressionKind.MAX_ERROR);
  }

  /** The mean absolute percentage error as a fraction, mean |ŷ − y| / max(|y|, 2⁻⁵²). */
  static RegressionMetric mape() {
    return RegressionSpec.of(RegressionKind.MAPE);
  }

  /** The quantile (pinball) loss, mean of q(y − ŷ) where y ≥ ŷ and (1 − q)(ŷ − y) elsewhere. */
  static RegressionMetric quantileLoss(double q) {
    return RegressionSpec.quantileLoss(q);
  }

  /** The share of examples whose largest logit is that of the target. */
  static ClassificationMetric accuracy() {
    return ClassificationSpec.of(ClassificationKind.ACCURACY);
  }

  /**
   * The share of examples whose target is among the k largest logits.
   *
   * <p>Of equal logits the lower class comes first, so that top-1 is the accuracy; scikit-learn's
   * prefers the higher.
   */
  static ClassificationMetric topK(int k) {
    return ClassificationSpec.topK(k);
  }

  /** The mean recall over the classes that have examples. */
  static ClassificationMetric balancedAccuracy() {
    return ClassificationSpec.of(ClassificationKind.BALANCED_ACCURACY);
  }

  /** The share of a class's predictions that are right, TP / (TP + FP), 0 without predictions. */
  static ClassificationMetric precision() {
    return ClassificationSpec.of(ClassificationKind.PRECISION);
  }

  /** The share of a class's examples that are found, TP / (TP + FN), 0 without examples. */
  static ClassificationMetric recall() {
    return ClassificationSpec.of(ClassificationKind.RECALL);
  }

  /** The harmonic mean of precision and recall, 2TP / (2TP + FP + FN), 0 where undefined. */
  static ClassificationMetric f1() {
    return ClassificationSpec.of(ClassificationKind.F1);
  }

  /** Cohen's kappa, agreement beyond chance; undefined if a single class occurs. */
  static ClassificationMetric kappa() {
    return ClassificationSpec.of(ClassificationKind.KAPPA);
  }

  /** Matthews' correlation of predicted and true classes, 0 where either is constant. */
  static ClassificationMetric matthews() {
    return ClassificationSpec.of(ClassificationKind.MATTHEWS);
  }

  /**
   * The mean negative log-likelihood of the targets.
   *
   * <p>Of logits it is computed without clipping; probabilities are clipped to 2⁻⁵² and made to sum
   * to 1, as scikit-learn does.
   */
  static ClassificationMetric logLoss() {
    return ClassificationSpec.of(ClassificationKind.LOG_LOSS);
  }

  /**
   * The area under the ROC curve: the chance that an example of the class scores higher than one
   * that is not, ties counting half.
   *
   * <p>With two classes, of class 1; with more, the mean over each class against the rest, by its
   * probability. Undefined if a class has no examples, or all of them. Its state keeps every score,
   * 8 bytes for each class (one of two) and example, and 16 for its label and weight.
   */
  static ClassificationMetric rocAuc() {
    return ClassificationSpec.of(ClassificationKind.ROC_AUC);
  }
}
