package org.slope.training;

import java.util.List;

/**
 * Rectified Adam (Liu et al. 2020): {@link Adam} that waits with the division by the root until the
 * mean of the squares is sure enough, and then begins it gently. PyTorch's equation.
 *
 * <pre>{@code
 * m ← β₁·m + (1 − β₁)·g
 * v ← β₂·v + (1 − β₂)·g²
 * ρ∞ = 2/(1 − β₂) − 1,   ρ = ρ∞ − 2t·β₂ᵗ/(1 − β₂ᵗ)
 * r = √((ρ − 4)(ρ − 2)·ρ∞/((ρ∞ − 4)(ρ∞ − 2)·ρ))
 * p ← p − lr·m/(1 − β₁ᵗ)·r·√(1 − β₂ᵗ)/(√v + ε)     if ρ > 5
 * p ← p − lr·m/(1 − β₁ᵗ)                           else
 * }</pre>
 *
 * <p>Slots: {@code exp_avg}, m; {@code exp_avg_sq}, v.
 *
 * @param learningRate lr
 * @param beta1 β₁
 * @param beta2 β₂
 * @param epsilon ε
 * @param settings what every optimizer has
 */
public record RAdam(
    double learningRate, double beta1, double beta2, double epsilon, OptimizerSettings settings)
    implements TunableOptimizer<RAdam> {

  /** Where ρ is enough; the paper says 4, PyTorch and the authors' code 5. */
  private static final double ENOUGH = 5;

  /** Checks the numbers. */
  public RAdam {
    Require.notNegative("radam's learning rate", learningRate);
    Require.fraction("radam's beta1", beta1);
    Require.fraction("radam's beta2", beta2);
    Require.notNegative("radam's epsilon", epsilon);
  }

  /** Returns this with other memories of gradients and of their squares; 0.9, 0.999 otherwise. */
  public RAdam betas(double beta1, double beta2) {
    return new RAdam(learningRate, beta1, beta2, epsilon, settings);
  }

  /** Returns this with another epsilon; 1e-8 unless chosen. */
  public RAdam epsilon(double epsilon) {
    return new RAdam(learningRate, beta1, beta2, epsilon, settings);
  }

  @Override
  public RAdam with(OptimizerSettings settings) {
    return new RAdam(learningRate, beta1, beta2, epsilon, settings);
  }

  @Override
  public List<String> slots() {
    return List.of("exp_avg", "exp_avg_sq");
  }

  @Override
  public Update update(double lr, long t) {
    double power = Math.pow(beta2, (double) t);
    double rate = lr / (1 - Math.pow(beta1, (double) t));
    double most = 2 / (1 - beta2) - 1;
    double rho = most - 2 * t * power / (1 - power);
    boolean isEnough = rho > ENOUGH;
    double rectified =
        rate
            * Math.sqrt(
                (rho - 4) * (rho - 2) * most / ((most - 4) * (most - 2) * rho) * (1 - power));
    return (p, g, slots, n) -> {
      double[] m = slots[0];
      double[] v = slots[1];
      for (int i = 0; i < n; i++) {
        m[i] = beta1 * m[i] + (1 - beta1) * g[i];
        v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
        p[i] -= isEnough ? rectified * m[i] / (Math.sqrt(v[i]) + epsilon) : rate * m[i];
      }
    };
  }

  /** Prints the factory's call: {@code radam(0.001)}. */
  @Override
  public String toString() {
    return "radam("
        + learningRate
        + ")"
        + (beta1 == 0.9 && beta2 == 0.999 ? "" : ".betas(" + beta1 + ", " + beta2 + ")")
        + OptimizerSettings.option("epsilon", epsilon, 1e-8)
        + settings;
  }
}
