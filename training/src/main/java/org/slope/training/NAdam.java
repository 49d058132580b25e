package org.slope.training;

import java.util.List;

/**
 * NAdam (Dozat 2016): {@link Adam} with Nesterov's momentum, which grows in the first steps.
 *
 * <pre>{@code
 * μ_t = β₁·(1 − 0.96^(t·ψ)/2)
 * m ← β₁·m + (1 − β₁)·g
 * v ← β₂·v + (1 − β₂)·g²
 * p ← p − lr·((1 − μ_t)/(1 − Π μ_1..t)·g + μ_t+1/(1 − Π μ_1..t+1)·m)/(√(v/(1 − β₂ᵗ)) + ε)
 * }</pre>
 *
 * <p>PyTorch 1.13 divides by 1 minus one μ_t too many unless {@code foreach} is set; 2.0 mends it.
 *
 * <p>Slots: {@code exp_avg}, m; {@code exp_avg_sq}, v.
 *
 * @param learningRate lr
 * @param beta1 β₁
 * @param beta2 β₂
 * @param epsilon ε
 * @param momentumDecay ψ
 * @param settings what every optimizer has
 */
public record NAdam(
    double learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double momentumDecay,
    OptimizerSettings settings)
    implements TunableOptimizer<NAdam> {

  /** Checks the numbers. */
  public NAdam {
    Require.notNegative("nadam's learning rate", learningRate);
    Require.fraction("nadam's beta1", beta1);
    Require.fraction("nadam's beta2", beta2);
    Require.notNegative("nadam's epsilon", epsilon);
    Require.notNegative("nadam's momentum decay", momentumDecay);
  }

  /** Returns this with other memories of gradients and of their squares; 0.9, 0.999 otherwise. */
  public NAdam betas(double beta1, double beta2) {
    return new NAdam(learningRate, beta1, beta2, epsilon, momentumDecay, settings);
  }

  /** Returns this with another epsilon; 1e-8 unless chosen. */
  public NAdam epsilon(double epsilon) {
    return new NAdam(learningRate, beta1, beta2, epsilon, momentumDecay, settings);
  }

  /** Returns this with another pace at which momentum grows; 0.004 unless chosen, 1 in Keras. */
  public NAdam momentumDecay(double decay) {
    return new NAdam(learningRate, beta1, beta2, epsilon, decay, settings);
  }

  @Override
  public NAdam with(OptimizerSettings settings) {
    return new NAdam(learningRate, beta1, beta2, epsilon, momentumDecay, settings);
  }

  @Override
  public List<String> slots() {
    return List.of("exp_avg", "exp_avg_sq");
  }

  @Override
  public Update update(double lr, long t) {
    double mu = mu(Math.pow(0.96, t * momentumDecay));
    double nextMu = mu(Math.pow(0.96, (t + 1) * momentumDecay));
    double product = product(t);
    double ofG = lr * (1 - mu) / (1 - product);
    double ofM = lr * nextMu / (1 - product * nextMu);
    double correction = 1 / Math.sqrt(1 - Math.pow(beta2, (double) t));
    return (p, g, slots, n) -> {
      double[] m = slots[0];
      double[] v = slots[1];
      for (int i = 0; i < n; i++) {
        m[i] = beta1 * m[i] + (1 - beta1) * g[i];
        v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
        p[i] -= (ofG * g[i] + ofM * m[i]) / (correction * Math.sqrt(v[i]) + epsilon);
      }
    };
  }

  private double mu(double power) {
    return beta1 * (1 - 0.5 * power);
  }

  /** {@code Π μ_1..t}; once that is lost beside 1, the other factors do not matter. */
  private double product(long t) {
    double base = Math.pow(0.96, momentumDecay);
    double power = 1;
    double product = 1;
    for (long i = 1; i <= t && product > 1e-20; i++) {
      power *= base;
      product *= mu(power);
    }
    return product;
  }

  /** Prints the factory's call: {@code nadam(0.002)}. */
  @Override
  public String toString() {
    return "nadam("
        + learningRate
        + ")"
        + (beta1 == 0.9 && beta2 == 0.999 ? "" : ".betas(" + beta1 + ", " + beta2 + ")")
        + OptimizerSettings.option("epsilon", epsilon, 1e-8)
        + OptimizerSettings.option("momentumDecay", momentumDecay, 0.004)
        + settings;
  }
}
