package org.slope.training;

import java.util.List;

/**
 * AdaMax (Kingma and Ba 2015): {@link Adam} with a running maximum of the gradients' magnitudes.
 *
 * <pre>{@code
 * m ← β₁·m + (1 − β₁)·g
 * u ← max(β₂·u, |g| + ε)
 * p ← p − lr/(1 − β₁ᵗ)·m/u
 * }</pre>
 *
 * <p>Slots: {@code exp_avg}, m; {@code exp_inf}, u.
 *
 * @param learningRate lr
 * @param beta1 β₁
 * @param beta2 β₂
 * @param epsilon ε
 * @param settings what every optimizer has
 */
public record AdaMax(
    double learningRate, double beta1, double beta2, double epsilon, OptimizerSettings settings)
    implements TunableOptimizer<AdaMax> {

  /** Checks the numbers. */
  public AdaMax {
    Require.notNegative("adamax's learning rate", learningRate);
    Require.fraction("adamax's beta1", beta1);
    Require.fraction("adamax's beta2", beta2);
    Require.positive("adamax's epsilon", epsilon);
  }

  /** Returns this with other memories of gradients and magnitudes; 0.9, 0.999 otherwise. */
  public AdaMax betas(double beta1, double beta2) {
    return new AdaMax(learningRate, beta1, beta2, epsilon, settings);
  }

  /** Returns this with another epsilon; 1e-8 unless chosen. */
  public AdaMax epsilon(double epsilon) {
    return new AdaMax(learningRate, beta1, beta2, epsilon, settings);
  }

  @Override
  public AdaMax with(OptimizerSettings settings) {
    return new AdaMax(learningRate, beta1, beta2, epsilon, settings);
  }

  @Override
  public List<String> slots() {
    return List.of("exp_avg", "exp_inf");
  }

  @Override
  public Update update(double lr, long t) {
    double rate = lr / (1 - Math.pow(beta1, (double) t));
    return (p, g, slots, n) -> {
      double[] m = slots[0];
      double[] u = slots[1];
      for (int i = 0; i < n; i++) {
        m[i] = beta1 * m[i] + (1 - beta1) * g[i];
        u[i] = Math.max(beta2 * u[i], Math.abs(g[i]) + epsilon);
        p[i] -= rate * m[i] / u[i];
      }
    };
  }

  /** Prints the factory's call: {@code adamax(0.002)}. */
  @Override
  public String toString() {
    return "adamax("
        + learningRate
        + ")"
        + (beta1 == 0.9 && beta2 == 0.999 ? "" : ".betas(" + beta1 + ", " + beta2 + ")")
        + OptimizerSettings.option("epsilon", epsilon, 1e-8)
        + settings;
  }
}
