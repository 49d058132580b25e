package org.slope.training;

import java.util.List;

/**
 * The usual losses. p is a prediction and t its target; the means are over all elements unless said
 * otherwise, and {@code .sum()} makes any of them a sum.
 */
public final class Losses {
  private Losses() {}

  private static ElementwiseLoss mean(String name, ElementwiseLoss.Formula formula) {
    return new ElementwiseLoss(name, formula, Reduction.MEAN);
  }

  /** The mean absolute error: the mean of {@code |p − t|}. */
  public static ElementwiseLoss l1() {
    return mean("l1()", new Formulas.Absolute());
  }

  /** The sum of {@code (p − t)²} over each example's outputs, averaged over the batch. */
  public static ElementwiseLoss l2() {
    return new ElementwiseLoss("l2()", new Formulas.Square(), Reduction.MEAN_OF_EXAMPLES);
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
   * The cross-entropy of yes-or-no targets in 0..1 and logits: {@code −t·log σ(p) − (1 − t)·log(1 −
   * σ(p))}.
   */
  public static ElementwiseLoss binaryCrossEntropy() {
    return mean("binaryCrossEntropy()", new Formulas.BinaryCrossEntropy());
  }

  /** The cross-entropy of class targets and logits: see {@link SoftmaxCrossEntropy}. */
  public static SoftmaxCrossEntropy softmaxCrossEntropy() {
    return new SoftmaxCrossEntropy(0, List.of(), false);
  }
}
