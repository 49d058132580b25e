package org.slope.training;

import java.util.List;

/**
 * AdaGrad (Duchi et al. 2011): steps shrink with the sum of the squared gradients.
 *
 * <pre>{@code
 * s ← s + g²
 * p ← p − lr/(1 + (t − 1)·decay)·g/(√s + ε)     or, with epsilonInsideRoot: g/√(s + ε)
 * }</pre>
 *
 * <p>Slots: {@code sum}, s.
 *
 * @param learningRate lr
 * @param initialAccumulator what s starts with
 * @param learningRateDecay decay
 * @param epsilon ε
 * @param isEpsilonInsideRoot whether ε is added to s instead of √s
 * @param settings what every optimizer has
 */
public record AdaGrad(
    double learningRate,
    double initialAccumulator,
    double learningRateDecay,
    double epsilon,
    boolean isEpsilonInsideRoot,
    OptimizerSettings settings)
    implements TunableOptimizer<AdaGrad> {

  /** Checks the numbers. */
  public AdaGrad {
    Require.notNegative("adagrad's learning rate", learningRate);
    Require.notNegative("adagrad's initial accumulator", initialAccumulator);
    Require.notNegative("adagrad's learning rate decay", learningRateDecay);
    Require.notNegative("adagrad's epsilon", epsilon);
  }

  /** Returns this with another start of the sum; 0 unless chosen, 0.1 in Keras. */
  public AdaGrad initialAccumulator(double value) {
    return new AdaGrad(
        learningRate, value, learningRateDecay, epsilon, isEpsilonInsideRoot, settings);
  }

  /** Returns this with a learning rate that falls with the number of steps. */
  public AdaGrad learningRateDecay(double decay) {
    return new AdaGrad(
        learningRate, initialAccumulator, decay, epsilon, isEpsilonInsideRoot, settings);
  }

  /** Returns this with another epsilon, beside the root; 1e-10 unless chosen. */
  public AdaGrad epsilon(double epsilon) {
    return new AdaGrad(
        learningRate, initialAccumulator, learningRateDecay, epsilon, false, settings);
  }

  /** Returns this with {@code g/√(s + ε)} as the step: Keras', with 1e-7. */
  public AdaGrad epsilonInsideRoot(double epsilon) {
    return new AdaGrad(
        learningRate, initialAccumulator, learningRateDecay, epsilon, true, settings);
  }

  @Override
  public AdaGrad with(OptimizerSettings settings) {
    return new AdaGrad(
        learningRate,
        initialAccumulator,
        learningRateDecay,
        epsilon,
        isEpsilonInsideRoot,
        settings);
  }

  @Override
  public List<String> slots() {
    return List.of("sum");
  }

  @Override
  public double initial(String slot) {
    return initialAccumulator;
  }

  @Override
  public Update update(double lr, long t) {
    double rate = lr / (1 + (t - 1) * learningRateDecay);
    double inside = isEpsilonInsideRoot ? epsilon : 0;
    double outside = isEpsilonInsideRoot ? 0 : epsilon;
    return (p, g, slots, n) -> {
      double[] s = slots[0];
      for (int i = 0; i < n; i++) {
        s[i] += g[i] * g[i];
        p[i] -= rate * g[i] / (Math.sqrt(s[i] + inside) + outside);
      }
    };
  }

  /** Prints the factory's call: {@code adagrad(0.01)}. */
  @Override
  public String toString() {
    return "adagrad("
        + learningRate
        + ")"
        + OptimizerSettings.option("initialAccumulator", initialAccumulator, 0)
        + OptimizerSettings.option("learningRateDecay", learningRateDecay, 0)
        + (isEpsilonInsideRoot
            ? ".epsilonInsideRoot(" + epsilon + ")"
            : OptimizerSettings.option("epsilon", epsilon, 1e-10))
        + settings;
  }
}
