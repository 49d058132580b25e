package org.slope.training;

/**
 * An optimizer with the options that all share. In this order, a step adds the penalties, clips,
 * and updates and decays.
 *
 * <pre>{@code
 * g += l1·sign(p) + l2·p                        weights only, unless penalizeAll
 * g *= min(1, clipNorm/(‖g‖ + 1e-6))            over all parameters
 * g  = max(−clipValue, min(clipValue, g))
 * p ← p − lr·decay·p − update(g)                decay of weights only, unless decayAll
 * }</pre>
 *
 * <p>The decay is of the parameter as it was before the step, as in Loshchilov and Hutter 2019 and
 * PyTorch, so it does not matter which of the two comes first.
 *
 * @param <T> the optimizer itself
 */
public interface TunableOptimizer<T extends TunableOptimizer<T>> extends Optimizer {

  /** Returns this optimizer with other settings. */
  T with(OptimizerSettings settings);

  /** Adds {@code c·Σ|w|} to the cost, over weights; not over biases or batch norm's scales. */
  default T l1(double c) {
    return with(settings().l1(c));
  }

  /** Adds {@code c/2·Σw²} to the cost, over weights; not over biases or batch norm's scales. */
  default T l2(double c) {
    return with(settings().l2(c));
  }

  /** Penalizes biases and scales too, as PyTorch's {@code weight_decay} does outside of AdamW. */
  default T penalizeAll() {
    return with(settings().penalizeAll());
  }

  /** Shrinks weights by {@code lr·c} of themselves each step, apart from the gradient. */
  default T weightDecay(double c) {
    return with(settings().weightDecay(c));
  }

  /** Decays biases and scales too, as PyTorch's AdamW does. */
  default T decayAll() {
    return with(settings().decayAll());
  }

  /** Scales the gradients down to this Euclidean norm, that of all parameters together. */
  default T clipNorm(double norm) {
    return with(settings().clipNorm(norm));
  }

  /** Cuts each element of the gradients off at ± this value, after {@link #clipNorm}. */
  default T clipValue(double value) {
    return with(settings().clipValue(value));
  }

  /** Lets the learning rate change in the course of the training. */
  default T schedule(Schedule schedule) {
    return with(settings().schedule(schedule));
  }
}
