package org.slope.training;

import java.util.List;
import java.util.OptionalInt;

/**
 * The usual losses. p is a prediction and t its target; the means are over all elements unless said
 * otherwise, {@code .sum()} makes any of them a sum, and {@code .sumOverBatchSize()} leaves the
 * weights out of the divisor, as Keras does.
 */
public final class Losses {
  private Losses() {}

  private static ElementwiseLoss mean(String name, ElementwiseLoss.Formula formula) {
    return new ElementwiseLoss(name, formula, false, Reduction.MEAN);
  }

  /** The mean absolute error: the mean of {@code |p − t|}. */
  public static ElementwiseLoss l1() {
    return mean("l1()", new Formulas.Absolute());
  }

  /** The sum of {@code (p − t)²} over each example's outputs, averaged over the batch. */
  public static ElementwiseLoss l2() {
    return new ElementwiseLoss("l2()", new Formulas.Square(), true, Reduction.MEAN);
  }

  /** The mean squared error: the mean of {@code (p − t)²}. */
  public static ElementwiseLoss mse() {
    return mean("mse()", new Formulas.Square());
  }

  /**
   * Square near the target, absolute beyond (Huber 1964): {@code d²/2} where {@code |d| ≤ δ}, else
   * {@code δ·(|d| − δ/2)}, with {@code d = p − t}.
   */
  public static ElementwiseLoss huber(double delta) {
    Require.positive("huber's delta", delta);
    return mean("huber(" + delta + ")", new Formulas.Huber(delta, 1));
  }

  /** {@code huber(β)/β}: {@code d²/(2β)} where {@code |d| ≤ β}, else {@code |d| − β/2}. */
  public static ElementwiseLoss smoothL1(double beta) {
    Require.positive("smoothL1's beta", beta);
    return mean("smoothL1(" + beta + ")", new Formulas.Huber(beta, 1 / beta));
  }

  /** The logarithm of the hyperbolic cosine of {@code p − t}: a smooth {@link #huber}. */
  public static ElementwiseLoss logCosh() {
    return mean("logCosh()", new Formulas.LogCosh());
  }

  /**
   * The loss whose minimum is the q-quantile (Koenker and Bassett 1978): {@code q·(t − p)} where
   * the prediction is low, {@code (1 − q)·(p − t)} where it is high.
   */
  public static ElementwiseLoss quantile(double q) {
    Require.between0And1("quantile's q", q);
    return mean("quantile(" + q + ")", new Formulas.Quantile(q));
  }

  /**
   * The negative log-likelihood of a count t whose rate is exp p, without the constant: {@code exp
   * p − t·p}. Targets are 0 or more.
   */
  public static ElementwiseLoss poisson() {
    return mean("poisson()", new Formulas.Poisson());
  }

  /**
   * The mean absolute percentage error as a fraction, {@code |p − t|/max(|t|, 2⁻⁵²)}:
   * scikit-learn's and {@code Metric.mape()}. At a target of 0 the divisor is 2⁻⁵² and the gradient
   * 4.5e15, which ends a training: where targets can be 0, train on {@link #msle()} or {@link
   * #l1()}, or give those examples a weight of 0.
   */
  public static ElementwiseLoss mape() {
    return mean("mape()", new Formulas.AbsolutePercentage(1, Math.ulp(1.0)));
  }

  /**
   * The mean absolute percentage error in percent as Keras has it: {@code 100·|p − t|/max(|t|,
   * 1e-7)}.
   */
  public static ElementwiseLoss mapePercent() {
    return mean("mapePercent()", new Formulas.AbsolutePercentage(100, 1e-7));
  }

  /**
   * The mean squared logarithmic error: the mean of {@code (log(1 + p) − log(1 + t))²}. Predictions
   * or targets of −1 or less throw.
   */
  public static ElementwiseLoss msle() {
    return mean("msle()", new Formulas.SquaredLogarithmic());
  }

  /**
   * {@link #msle()} of predictions and targets that are raised to a floor first; a prediction below
   * it has no gradient. Keras' is {@code msle(1e-7)}.
   *
   * @param floor above −1
   */
  public static ElementwiseLoss msle(double floor) {
    Require.above("msle's floor", floor, -1);
    return mean("msle(" + floor + ")", new Formulas.FlooredSquaredLogarithmic(floor));
  }

  /**
   * The hinge loss of a support vector machine, {@code max(0, 1 − t·p)}, of labels −1 and 1; labels
   * 0 and 1 mean the same, as in Keras.
   */
  public static ElementwiseLoss hinge() {
    return mean("hinge()", new Formulas.Hinge());
  }

  /** The cross-entropy of yes-or-no targets and logits: see {@link BinaryCrossEntropy}. */
  public static BinaryCrossEntropy binaryCrossEntropy() {
    return new BinaryCrossEntropy(Predictions.LOGITS, Reduction.MEAN);
  }

  /** The cross-entropy of class targets and logits: see {@link SoftmaxCrossEntropy}. */
  public static SoftmaxCrossEntropy softmaxCrossEntropy() {
    return new SoftmaxCrossEntropy(
        Predictions.LOGITS, 0, List.of(), OptionalInt.empty(), Reduction.MEAN);
  }
}
