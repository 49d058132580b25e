package org.slope.training;

import java.util.List;

/**
 * AdaDelta (Zeiler 2012): steps as large as the root mean square of the steps before.
 *
 * <pre>{@code
 * s ← ρ·s + (1 − ρ)·g²
 * d = √(a + ε)/√(s + ε)·g
 * a ← ρ·a + (1 − ρ)·d²
 * p ← p − lr·d
 * }</pre>
 *
 * <p>Slots: {@code square_avg}, s; {@code acc_delta}, a.
 *
 * @param learningRate lr
 * @param rho ρ
 * @param epsilon ε
 * @param settings what every optimizer has
 */
public record AdaDelta(double learningRate, double rho, double epsilon, OptimizerSettings settings)
    implements TunableOptimizer<AdaDelta> {

  /** Checks the numbers. */
  public AdaDelta {
    Require.notNegative("adadelta's learning rate", learningRate);
    Require.fraction("adadelta's rho", rho);
    Require.notNegative("adadelta's epsilon", epsilon);
  }

  /** Returns this with another memory of squares; 0.9 unless chosen. */
  public AdaDelta rho(double rho) {
    return new AdaDelta(learningRate, rho, epsilon, settings);
  }

  /** Returns this with another epsilon; 1e-6 unless chosen. */
  public AdaDelta epsilon(double epsilon) {
    return new AdaDelta(learningRate, rho, epsilon, settings);
  }

  @Override
  public AdaDelta with(OptimizerSettings settings) {
    return new AdaDelta(learningRate, rho, epsilon, settings);
  }

  @Override
  public List<String> slots() {
    return List.of("square_avg", "acc_delta");
  }

  @Override
  public Update update(double lr, long t) {
    return (p, g, slots, n) -> {
      double[] s = slots[0];
      double[] a = slots[1];
      for (int i = 0; i < n; i++) {
        s[i] = rho * s[i] + (1 - rho) * g[i] * g[i];
        double d = Math.sqrt((a[i] + epsilon) / (s[i] + epsilon)) * g[i];
        a[i] = rho * a[i] + (1 - rho) * d * d;
        p[i] -= lr * d;
      }
    };
  }

  /** Prints the factory's call: {@code adadelta(1.0)}. */
  @Override
  public String toString() {
    return "adadelta("
        + learningRate
        + ")"
        + OptimizerSettings.option("rho", rho, 0.9)
        + OptimizerSettings.option("epsilon", epsilon, 1e-6)
        + settings;
  }
}
