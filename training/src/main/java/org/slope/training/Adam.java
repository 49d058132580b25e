package org.slope.training;

import java.util.List;

/**
 * Adam (Kingma and Ba 2015): a running mean of the gradients over the root of one of their squares,
 * both corrected for their start at 0.
 *
 * <pre>{@code
 * m ← β₁·m + (1 − β₁)·g
 * v ← β₂·v + (1 − β₂)·g²           AMSGrad: w ← max(w, v), and w instead of v below
 * p ← p − lr·m/(1 − β₁ᵗ)/(√(v/(1 − β₂ᵗ)) + ε)
 *   or, with epsilonHat:             p − lr·√(1 − β₂ᵗ)/(1 − β₁ᵗ)·m/(√v + ε)
 *   or, withoutBiasCorrection:       p − lr·m/(√v + ε)
 * }</pre>
 *
 * <p>Float parameters without penalties, clipping and decay are updated in float, as PyTorch does,
 * with v not below 1e-30; all others in double.
 *
 * <p>Slots: {@code exp_avg}, m; {@code exp_avg_sq}, v; {@code max_exp_avg_sq}, w.
 *
 * @param learningRate lr
 * @param beta1 β₁
 * @param beta2 β₂
 * @param epsilon ε
 * @param isAmsgrad whether the second moment never falls
 * @param isEpsilonHat whether ε joins the root before the correction
 * @param isBiasCorrected whether the moments are corrected for their start
 * @param settings what every optimizer has
 */
public record Adam(
    double learningRate,
    double beta1,
    double beta2,
    double epsilon,
    boolean isAmsgrad,
    boolean isEpsilonHat,
    boolean isBiasCorrected,
    OptimizerSettings settings)
    implements TunableOptimizer<Adam> {

  /** Checks the numbers. */
  public Adam {
    Require.notNegative("adam's learning rate", learningRate);
    Require.fraction("adam's beta1", beta1);
    Require.fraction("adam's beta2", beta2);
    Require.notNegative("adam's epsilon", epsilon);
  }

  /** Returns this with other memories of gradients and of their squares; 0.9, 0.999 otherwise. */
  public Adam betas(double beta1, double beta2) {
    return new Adam(
        learningRate, beta1, beta2, epsilon, isAmsgrad, isEpsilonHat, isBiasCorrected, settings);
  }

  /** Returns this with another epsilon, beside the corrected root; 1e-8 unless chosen. */
  public Adam epsilon(double epsilon) {
    return new Adam(
        learningRate, beta1, beta2, epsilon, isAmsgrad, false, isBiasCorrected, settings);
  }

  /** Returns this with a second moment that never falls (Reddi et al. 2018). */
  public Adam amsgrad() {
    return new Adam(
        learningRate, beta1, beta2, epsilon, true, isEpsilonHat, isBiasCorrected, settings);
  }

  /**
   * Returns this with an epsilon beside the uncorrected root, {@code p −= lr·√(1 − β₂ᵗ)/(1 − β₁ᵗ)·
   * m/(√v + ε̂)}: the last lines of the paper's section 2, and Keras', with 1e-7, and TensorFlow's.
   */
  public Adam epsilonHat(double epsilon) {
    return new Adam(
        learningRate, beta1, beta2, epsilon, isAmsgrad, true, isBiasCorrected, settings);
  }

  /**
   * Returns this with moments that are not corrected for their start at 0, {@code p −= lr·m/(√v +
   * ε)}: BERT's, Hugging Face's {@code AdamW(correct_bias=False)}, and ONNX's at T = 0. The first
   * steps are larger.
   */
  public Adam withoutBiasCorrection() {
    return new Adam(learningRate, beta1, beta2, epsilon, isAmsgrad, isEpsilonHat, false, settings);
  }

  @Override
  public Adam with(OptimizerSettings settings) {
    return new Adam(
        learningRate, beta1, beta2, epsilon, isAmsgrad, isEpsilonHat, isBiasCorrected, settings);
  }

  @Override
  public List<String> slots() {
    return isAmsgrad
        ? List.of("exp_avg", "exp_avg_sq", "max_exp_avg_sq")
        : List.of("exp_avg", "exp_avg_sq");
  }

  @Override
  public Update update(double lr, long t) {
    double rate = isBiasCorrected ? lr / (1 - Math.pow(beta1, (double) t)) : lr;
    double correction = isBiasCorrected ? 1 / Math.sqrt(1 - Math.pow(beta2, (double) t)) : 1;
    double added = isEpsilonHat ? correction * epsilon : epsilon;
    return new Step(rate, beta1, beta2, correction, added, isAmsgrad);
  }

  /** The equations of a step, with the factors of its number. */
  private record Step(
      double rate, double beta1, double beta2, double correction, double added, boolean isAmsgrad)
      implements FloatUpdate {

    /**
     * Moments that fade take no denormal numbers, with which a processor is a hundred times as
     * slow: m is rounded to multiples of 2⁻¹¹⁷ by a number that is added and taken away, and v
     * falls no further than to where its root is nothing beside ε.
     */
    private static final float ROUNDING = 1e-28f;

    private static final float LEAST_SQUARE = 1e-30f;

    @Override
    public void apply(double[] p, double[] g, double[][] slots, int n) {
      double[] m = slots[0];
      double[] v = slots[1];
      for (int i = 0; i < n; i++) {
        m[i] = beta1 * m[i] + (1 - beta1) * g[i];
        v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
      }
      double[] w = v;
      if (isAmsgrad) {
        w = slots[2];
        for (int i = 0; i < n; i++) {
          w[i] = Math.max(w[i], v[i]);
        }
      }
      for (int i = 0; i < n; i++) {
        p[i] -= rate * m[i] / (correction * Math.sqrt(w[i]) + added);
      }
    }

    @Override
    public void apply(float[] p, float[] g, float[][] slots, int n) {
      float[] m = slots[0];
      float[] v = slots[1];
      float ofM = (float) beta1;
      float ofG = (float) (1 - beta1);
      float ofV = (float) beta2;
      float ofSquare = (float) (1 - beta2);
      for (int i = 0; i < n; i++) {
        m[i] = ofM * m[i] + ofG * g[i] + ROUNDING - ROUNDING;
        v[i] = Math.max(ofV * v[i] + ofSquare * g[i] * g[i], LEAST_SQUARE);
      }
      float[] w = v;
      if (isAmsgrad) {
        w = slots[2];
        for (int i = 0; i < n; i++) {
          w[i] = Math.max(w[i], v[i]);
        }
      }
      float a = (float) rate;
      float c = (float) correction;
      float e = (float) added;
      for (int i = 0; i < n; i++) {
        p[i] -= a * (m[i] / (c * (float) Math.sqrt(w[i]) + e));
      }
    }
  }

  /** Prints the factory's call: {@code adam(0.001).l2(1.0E-4)}. */
  @Override
  public String toString() {
    return "adam("
        + learningRate
        + ")"
        + (beta1 == 0.9 && beta2 == 0.999 ? "" : ".betas(" + beta1 + ", " + beta2 + ")")
        + (isEpsilonHat
            ? ".epsilonHat(" + epsilon + ")"
            : OptimizerSettings.option("epsilon", epsilon, 1e-8))
        + (isAmsgrad ? ".amsgrad()" : "")
        + (isBiasCorrected ? "" : ".withoutBiasCorrection()")
        + settings;
  }
}
