package org.slope.training;

import java.util.ArrayList;
import java.util.List;

/**
 * RMSProp (Hinton 2012): gradients over a running root mean square of them.
 *
 * <pre>{@code
 * s ← ρ·s + (1 − ρ)·g²
 * d = g/(√s + ε)                 or, centered: m ← ρ·m + (1 − ρ)·g,  d = g/(√(s − m²) + ε)
 *                                or, with epsilonInsideRoot: √(s + ε) for √s + ε, √(s − m² + ε)
 * p ← p − lr·d                   or, with momentum: v ← μ·v + d,  p − lr·v
 * }</pre>
 *
 * <p>Slots: {@code square_avg}, s; {@code grad_avg}, m; {@code momentum_buffer}, v.
 *
 * @param learningRate lr
 * @param rho ρ
 * @param momentum μ
 * @param isCentered whether the mean is subtracted
 * @param epsilon ε
 * @param isEpsilonInsideRoot whether ε is added under the root instead of to it
 * @param settings what every optimizer has
 */
public record RmsProp(
    double learningRate,
    double rho,
    double momentum,
    boolean isCentered,
    double epsilon,
    boolean isEpsilonInsideRoot,
    OptimizerSettings settings)
    implements TunableOptimizer<RmsProp> {

  /** Checks the numbers. */
  public RmsProp {
    Require.notNegative("rmsprop's learning rate", learningRate);
    Require.fraction("rmsprop's rho", rho);
    Require.fraction("rmsprop's momentum", momentum);
    Require.notNegative("rmsprop's epsilon", epsilon);
  }

  /** Returns this with another memory of squared gradients; 0.99 unless chosen, 0.9 in Keras. */
  public RmsProp rho(double rho) {
    return new RmsProp(
        learningRate, rho, momentum, isCentered, epsilon, isEpsilonInsideRoot, settings);
  }

  /** Returns this with momentum. */
  public RmsProp momentum(double momentum) {
    return new RmsProp(
        learningRate, rho, momentum, isCentered, epsilon, isEpsilonInsideRoot, settings);
  }

  /** Returns this with a running variance instead of the mean square (Graves 2013). */
  public RmsProp centered() {
    return new RmsProp(learningRate, rho, momentum, true, epsilon, isEpsilonInsideRoot, settings);
  }

  /** Returns this with another epsilon, beside the root; 1e-8 unless chosen. */
  public RmsProp epsilon(double epsilon) {
    return new RmsProp(learningRate, rho, momentum, isCentered, epsilon, false, settings);
  }

  /** Returns this with {@code g/√(s + ε)} as the step: Keras' and TensorFlow's, with 1e-7. */
  public RmsProp epsilonInsideRoot(double epsilon) {
    return new RmsProp(learningRate, rho, momentum, isCentered, epsilon, true, settings);
  }

  @Override
  public RmsProp with(OptimizerSettings settings) {
    return new RmsProp(
        learningRate, rho, momentum, isCentered, epsilon, isEpsilonInsideRoot, settings);
  }

  @Override
  public List<String> slots() {
    List<String> names = new ArrayList<>(List.of("square_avg"));
    if (isCentered) {
      names.add("grad_avg");
    }
    if (momentum > 0) {
      names.add("momentum_buffer");
    }
    return names;
  }

  @Override
  public Update update(double lr, long t) {
    return (p, g, slots, n) -> {
      double[] d = g;
      if (isCentered) {
        centered(g, slots[0], slots[1], d, n);
      } else {
        uncentered(g, slots[0], d, n);
      }
      if (momentum > 0) {
        double[] v = slots[slots.length - 1];
        for (int i = 0; i < n; i++) {
          v[i] = momentum * v[i] + d[i];
          d[i] = v[i];
        }
      }
      for (int i = 0; i < n; i++) {
        p[i] -= lr * d[i];
      }
    };
  }

  private void uncentered(double[] g, double[] s, double[] d, int n) {
    double inside = isEpsilonInsideRoot ? epsilon : 0;
    double outside = isEpsilonInsideRoot ? 0 : epsilon;
    for (int i = 0; i < n; i++) {
      s[i] = rho * s[i] + (1 - rho) * g[i] * g[i];
      d[i] = g[i] / (Math.sqrt(s[i] + inside) + outside);
    }
  }

  private void centered(double[] g, double[] s, double[] m, double[] d, int n) {
    double inside = isEpsilonInsideRoot ? epsilon : 0;
    double outside = isEpsilonInsideRoot ? 0 : epsilon;
    for (int i = 0; i < n; i++) {
      s[i] = rho * s[i] + (1 - rho) * g[i] * g[i];
      m[i] = rho * m[i] + (1 - rho) * g[i];
      d[i] = g[i] / (Math.sqrt(Math.max(s[i] - m[i] * m[i], 0) + inside) + outside);
    }
  }

  /** Prints the factory's call: {@code rmsprop(0.01).centered()}. */
  @Override
  public String toString() {
    return "rmsprop("
        + learningRate
        + ")"
        + OptimizerSettings.option("rho", rho, 0.99)
        + OptimizerSettings.option("momentum", momentum, 0)
        + (isCentered ? ".centered()" : "")
        + (isEpsilonInsideRoot
            ? ".epsilonInsideRoot(" + epsilon + ")"
            : OptimizerSettings.option("epsilon", epsilon, 1e-8))
        + settings;
  }
}
