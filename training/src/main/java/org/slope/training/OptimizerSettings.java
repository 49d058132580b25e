package org.slope.training;

/**
 * What every optimizer can do besides its equation; {@link TunableOptimizer} says what each means.
 *
 * @param l1 the factor of Σ|w| in the cost
 * @param l2 the factor of Σw²/2 in the cost
 * @param weightDecay the share of a weight that goes each step, times the learning rate
 * @param penalizesAll whether l1 and l2 are of biases and scales too
 * @param decaysAll whether biases and scales decay too
 * @param clipNorm the largest norm of the gradients, or infinity
 * @param clipValue the largest element of the gradients, or infinity
 * @param schedule how the learning rate changes
 */
public record OptimizerSettings(
    double l1,
    double l2,
    double weightDecay,
    boolean penalizesAll,
    boolean decaysAll,
    double clipNorm,
    double clipValue,
    Schedule schedule) {

  private static final double NONE = Double.POSITIVE_INFINITY;

  /** Checks the numbers. */
  public OptimizerSettings {
    Require.notNegative("the l1 penalty", l1);
    Require.notNegative("the l2 penalty", l2);
    Require.notNegative("the weight decay", weightDecay);
    Require.positiveOrInfinite("the norm to clip to", clipNorm);
    Require.positiveOrInfinite("the value to clip at", clipValue);
  }

  /** Returns settings that do nothing. */
  public static OptimizerSettings none() {
    return new OptimizerSettings(0, 0, 0, false, false, NONE, NONE, Schedules.fixed());
  }

  /** Returns these settings with another l1 penalty. */
  public OptimizerSettings l1(double c) {
    return new OptimizerSettings(
        c, l2, weightDecay, penalizesAll, decaysAll, clipNorm, clipValue, schedule);
  }

  /** Returns these settings with another l2 penalty. */
  public OptimizerSettings l2(double c) {
    return new OptimizerSettings(
        l1, c, weightDecay, penalizesAll, decaysAll, clipNorm, clipValue, schedule);
  }

  /** Returns these settings with another weight decay. */
  public OptimizerSettings weightDecay(double c) {
    return new OptimizerSettings(l1, l2, c, penalizesAll, decaysAll, clipNorm, clipValue, schedule);
  }

  /** Returns these settings with penalties of all parameters. */
  public OptimizerSettings penalizeAll() {
    return new OptimizerSettings(
        l1, l2, weightDecay, true, decaysAll, clipNorm, clipValue, schedule);
  }

  /** Returns these settings with a decay of all parameters. */
  public OptimizerSettings decayAll() {
    return new OptimizerSettings(
        l1, l2, weightDecay, penalizesAll, true, clipNorm, clipValue, schedule);
  }

  /** Returns these settings with another largest norm. */
  public OptimizerSettings clipNorm(double norm) {
    return new OptimizerSettings(
        l1, l2, weightDecay, penalizesAll, decaysAll, norm, clipValue, schedule);
  }

  /** Returns these settings with another largest element. */
  public OptimizerSettings clipValue(double value) {
    return new OptimizerSettings(
        l1, l2, weightDecay, penalizesAll, decaysAll, clipNorm, value, schedule);
  }

  /** Returns these settings with another schedule. */
  public OptimizerSettings schedule(Schedule schedule) {
    return new OptimizerSettings(
        l1, l2, weightDecay, penalizesAll, decaysAll, clipNorm, clipValue, schedule);
  }

  /** Tells whether there are penalties, or gradients are clipped. */
  boolean changesGradients() {
    return l1 != 0 || l2 != 0 || clipNorm != NONE || clipValue != NONE;
  }

  /** Prints what was chosen, as it is chained to an optimizer: {@code .l2(1.0E-4)}. */
  @Override
  public String toString() {
    return option("l1", l1, 0)
        + option("l2", l2, 0)
        + (penalizesAll ? ".penalizeAll()" : "")
        + option("weightDecay", weightDecay, 0)
        + (decaysAll ? ".decayAll()" : "")
        + option("clipNorm", clipNorm, NONE)
        + option("clipValue", clipValue, NONE)
        + (schedule.equals(Schedules.fixed()) ? "" : ".schedule(" + schedule + ")");
  }

  /** Returns {@code .name(value)}, or nothing for the default. */
  static String option(String name, double value, double normal) {
    return value == normal ? "" : "." + name + "(" + value + ")";
  }
}
