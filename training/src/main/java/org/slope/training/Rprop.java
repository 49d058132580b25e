package org.slope.training;

import java.util.List;

/**
 * Resilient backpropagation (Riedmiller and Braun 1993): each parameter has a step size of its own,
 * which grows while the gradient keeps its sign and shrinks when that changes. PyTorch's equation.
 * For gradients of the whole data set; those of mini-batches change their signs by chance.
 *
 * <pre>{@code
 * s ← max(smallest, min(largest, s·η₊))     where g·h > 0
 * s ← max(smallest, min(largest, s·η₋))     where g·h < 0; and g = 0
 * p ← p − s·sign(g)
 * h ← g
 * }</pre>
 *
 * <p>The step sizes start at the learning rate; after that there is none, and so no schedule.
 *
 * <p>Slots: {@code prev}, h; {@code step_size}, s.
 *
 * @param learningRate the first step size
 * @param etaMinus η₋
 * @param etaPlus η₊
 * @param smallest the smallest step size
 * @param largest the largest step size
 * @param settings what every optimizer has
 */
public record Rprop(
    double learningRate,
    double etaMinus,
    double etaPlus,
    double smallest,
    double largest,
    OptimizerSettings settings)
    implements TunableOptimizer<Rprop> {

  /** Checks the numbers. */
  public Rprop {
    Require.notNegative("rprop's learning rate", learningRate);
    Require.between0And1("rprop's etaMinus", etaMinus);
    Require.above("rprop's etaPlus", etaPlus, 1);
    Require.notNegative("rprop's smallest step", smallest);
    Require.positive("rprop's largest step", largest);
    if (smallest > largest) {
      throw new IllegalArgumentException(
          "rprop cannot step from %s to %s; give the smaller step first"
              .formatted(smallest, largest));
    }
    if (!settings.schedule().equals(Schedules.fixed())) {
      throw new IllegalArgumentException(
          "rprop cannot follow %s, for its steps set their own size; leave the schedule out"
              .formatted(settings.schedule()));
    }
  }

  /** Returns this with other factors of the step sizes; 0.5, 1.2 otherwise. */
  public Rprop etas(double minus, double plus) {
    return new Rprop(learningRate, minus, plus, smallest, largest, settings);
  }

  /** Returns this with other bounds of the step sizes; 1e-6, 50 otherwise. */
  public Rprop stepSizes(double smallest, double largest) {
    return new Rprop(learningRate, etaMinus, etaPlus, smallest, largest, settings);
  }

  @Override
  public Rprop with(OptimizerSettings settings) {
    return new Rprop(learningRate, etaMinus, etaPlus, smallest, largest, settings);
  }

  @Override
  public List<String> slots() {
    return List.of("prev", "step_size");
  }

  @Override
  public double initial(String slot) {
    return slot.equals("step_size") ? learningRate : 0;
  }

  @Override
  public Update update(double lr, long t) {
    return (p, g, slots, n) -> {
      double[] h = slots[0];
      double[] s = slots[1];
      for (int i = 0; i < n; i++) {
        double agreement = g[i] * h[i];
        double factor = agreement > 0 ? etaPlus : agreement < 0 ? etaMinus : 1;
        s[i] = Math.max(smallest, Math.min(largest, s[i] * factor));
        h[i] = agreement < 0 ? 0 : g[i];
        p[i] -= s[i] * Math.signum(h[i]);
      }
    };
  }

  /** Prints the factory's call: {@code rprop(0.01).etas(0.4, 1.3)}. */
  @Override
  public String toString() {
    return "rprop("
        + learningRate
        + ")"
        + (etaMinus == 0.5 && etaPlus == 1.2 ? "" : ".etas(" + etaMinus + ", " + etaPlus + ")")
        + (smallest == 1e-6 && largest == 50 ? "" : ".stepSizes(" + smallest + ", " + largest + ")")
        + settings;
  }
}
