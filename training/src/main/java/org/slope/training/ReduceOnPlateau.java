package org.slope.training;

/**
 * A schedule that multiplies the learning rate by a factor when the watched loss no longer falls.
 *
 * <p>The loss falls if it is below {@code best·(1 − threshold)}. After more epochs than the
 * patience without that, the rate is reduced, and the count starts again after the cooldown.
 *
 * @param factor what the rate is multiplied by
 * @param patience how many epochs may pass without a fall
 * @param threshold how much of a fall counts
 * @param cooldown how many epochs are not counted after a reduction
 * @param minimum the lowest rate
 */
public record ReduceOnPlateau(
    double factor, int patience, double threshold, int cooldown, double minimum)
    implements Schedule {

  /** PyTorch's smallest change worth making. */
  private static final double SMALLEST_CHANGE = 1e-8;

  /** Checks the numbers. */
  public ReduceOnPlateau {
    Require.fraction("reduceOnPlateau's factor", factor);
    Require.notNegative("reduceOnPlateau's patience", patience);
    Require.fraction("reduceOnPlateau's threshold", threshold);
    Require.notNegative("reduceOnPlateau's cooldown", cooldown);
    Require.notNegative("reduceOnPlateau's minimum", minimum);
  }

  /** Returns this with another threshold; 1e-4 unless chosen. */
  public ReduceOnPlateau threshold(double threshold) {
    return new ReduceOnPlateau(factor, patience, threshold, cooldown, minimum);
  }

  /** Returns this with epochs that are not counted after a reduction; 0 unless chosen. */
  public ReduceOnPlateau cooldown(int epochs) {
    return new ReduceOnPlateau(factor, patience, threshold, epochs, minimum);
  }

  /** Returns this with a lowest rate; 0 unless chosen. */
  public ReduceOnPlateau minimum(double rate) {
    return new ReduceOnPlateau(factor, patience, threshold, cooldown, rate);
  }

  /** Goes through all losses again: few numbers, and no state to keep or to save. */
  @Override
  public double rate(double base, Progress progress) {
    double rate = base;
    double best = Double.POSITIVE_INFINITY;
    int bad = 0;
    int cooling = 0;
    for (double loss : progress.losses()) {
      if (loss < best * (1 - threshold)) {
        best = loss;
        bad = 0;
      } else {
        bad++;
      }
      if (cooling > 0) {
        cooling--;
        bad = 0;
      }
      if (bad > patience) {
        double reduced = Math.max(rate * factor, minimum);
        rate = rate - reduced > SMALLEST_CHANGE ? reduced : rate;
        cooling = cooldown;
        bad = 0;
      }
    }
    return rate;
  }

  /** Prints the factory's call: {@code reduceOnPlateau(0.1, 10)}. */
  @Override
  public String toString() {
    return "reduceOnPlateau("
        + factor
        + ", "
        + patience
        + ")"
        + OptimizerSettings.option("threshold", threshold, 1e-4)
        + (cooldown == 0 ? "" : ".cooldown(" + cooldown + ")")
        + OptimizerSettings.option("minimum", minimum, 0);
  }
}
