package org.slope.training;

import java.util.List;

/**
 * Stochastic gradient descent, with momentum on request (Polyak 1964; Nesterov 1983).
 *
 * <pre>{@code
 * v ← μ·v + (1 − dampening)·g      v = g in the first step
 * p ← p − lr·v                     or, Nesterov's: p − lr·(g + μ·v)
 * }</pre>
 *
 * <p>Slots: {@code momentum_buffer}, v, if there is momentum.
 *
 * @param learningRate lr
 * @param momentum μ
 * @param dampening the share of the gradient that momentum leaves out
 * @param isNesterov whether the step looks ahead
 * @param settings what every optimizer has
 */
public record Sgd(
    double learningRate,
    double momentum,
    double dampening,
    boolean isNesterov,
    OptimizerSettings settings)
    implements TunableOptimizer<Sgd> {

  /** Checks the numbers. */
  public Sgd {
    Require.notNegative("sgd's learning rate", learningRate);
    Require.fraction("sgd's momentum", momentum);
    Require.fraction("sgd's dampening", dampening);
    if (isNesterov && momentum == 0) {
      throw new IllegalArgumentException(
          "sgd(%s).nesterov() has no momentum to look ahead with; write .momentum(0.9).nesterov()"
              .formatted(learningRate));
    }
  }

  /** Returns this with momentum: 0.9 is usual. */
  public Sgd momentum(double momentum) {
    return new Sgd(learningRate, momentum, dampening, isNesterov, settings);
  }

  /** Returns this with dampened gradients. */
  public Sgd dampening(double dampening) {
    return new Sgd(learningRate, momentum, dampening, isNesterov, settings);
  }

  /** Returns this with Nesterov's momentum. */
  public Sgd nesterov() {
    return new Sgd(learningRate, momentum, dampening, true, settings);
  }

  @Override
  public Sgd with(OptimizerSettings settings) {
    return new Sgd(learningRate, momentum, dampening, isNesterov, settings);
  }

  @Override
  public List<String> slots() {
    return momentum == 0 ? List.of() : List.of("momentum_buffer");
  }

  @Override
  public Update update(double lr, long t) {
    if (momentum == 0) {
      return (p, g, slots, n) -> {
        for (int i = 0; i < n; i++) {
          p[i] -= lr * g[i];
        }
      };
    }
    double share = t == 1 ? 1 : 1 - dampening;
    return (p, g, slots, n) -> {
      double[] v = slots[0];
      for (int i = 0; i < n; i++) {
        v[i] = momentum * v[i] + share * g[i];
        p[i] -= lr * (isNesterov ? g[i] + momentum * v[i] : v[i]);
      }
    };
  }

  /** Prints the factory's call: {@code sgd(0.1).momentum(0.9)}. */
  @Override
  public String toString() {
    return "sgd("
        + learningRate
        + ")"
        + OptimizerSettings.option("momentum", momentum, 0)
        + OptimizerSettings.option("dampening", dampening, 0)
        + (isNesterov ? ".nesterov()" : "")
        + settings;
  }
}
