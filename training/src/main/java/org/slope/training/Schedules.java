package org.slope.training;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The usual schedules, as PyTorch computes them. {@code base} is the optimizer's learning rate and
 * t the number of epochs that ended, 0 in the first; {@link Schedule#perStep} makes it the number
 * of steps.
 */
public final class Schedules {
  private Schedules() {}

  /** {@code base}, always: the default. */
  public static Schedule fixed() {
    return new Fixed();
  }

  /** A tenth every so many epochs. */
  public static Schedule step(int epochs) {
    return step(epochs, 0.1);
  }

  /** {@code base·factor^⌊t/epochs⌋}. */
  public static Schedule step(int epochs, double factor) {
    return new Step(epochs, factor);
  }

  /** {@code base·factor^k}, where k of the milestones are at t or before. */
  public static Schedule multiStep(double factor, int... milestones) {
    return new MultiStep(factor, Arrays.stream(milestones).boxed().toList());
  }

  /** {@code base·factorᵗ}. */
  public static Schedule exponential(double factor) {
    return new Exponential(factor);
  }

  /** {@code base·(1 + cos(π·t/epochs))/2} (Loshchilov and Hutter 2017): from base down to 0. */
  public static Schedule cosine(int epochs) {
    return cosine(epochs, 0);
  }

  /**
   * {@code minimum + (base − minimum)·(1 + cos(π·t/epochs))/2}: from base down to the minimum, and
   * up again if training goes on.
   */
  public static Schedule cosine(int epochs, double minimum) {
    return new Cosine(epochs, minimum);
  }

  /** From a third of base up to base, in so many epochs. */
  public static LinearWarmup linearWarmup(int epochs) {
    return linearWarmup(epochs, 1.0 / 3);
  }

  /**
   * {@code base·(start + (1 − start)·t/epochs)} at first, and base after these epochs, or what
   * {@link LinearWarmup#then} says.
   */
  public static LinearWarmup linearWarmup(int epochs, double start) {
    return new LinearWarmup(epochs, start, fixed());
  }

  /**
   * Up and down again along cosines, step by step (Smith and Topin 2018): from base/25 to base in
   * the first 30 % of the steps, then to base/250,000. Momentum stays as it is, other than by
   * PyTorch's default.
   *
   * @param steps the steps of the whole training
   */
  public static Schedule oneCycle(long steps) {
    return new OneCycle(steps, 0.3, 25, 1e4);
  }

  /** A tenth whenever the watched loss did not fall for more than 10 epochs. */
  public static ReduceOnPlateau reduceOnPlateau() {
    return reduceOnPlateau(0.1, 10);
  }

  /** Times the factor whenever the watched loss did not fall for more epochs than the patience. */
  public static ReduceOnPlateau reduceOnPlateau(double factor, int patience) {
    return new ReduceOnPlateau(factor, patience, 1e-4, 0, 0);
  }

  record Fixed() implements Schedule {
    @Override
    public double rate(double base, Progress progress) {
      return base;
    }

    @Override
    public String toString() {
      return "fixed()";
    }
  }

  record Step(int epochs, double factor) implements Schedule {
    Step {
      Require.count("the epochs of a step", epochs);
      Require.notNegative("step's factor", factor);
    }

    @Override
    public double rate(double base, Progress progress) {
      return power(base, factor, progress.epoch() / epochs);
    }

    @Override
    public String toString() {
      return "step(" + epochs + ", " + factor + ")";
    }
  }

  record MultiStep(double factor, List<Integer> milestones) implements Schedule {
    MultiStep {
      Require.notNegative("multiStep's factor", factor);
      milestones.forEach(m -> Require.count("a milestone", m));
    }

    @Override
    public double rate(double base, Progress progress) {
      return power(base, factor, milestones.stream().filter(m -> m <= progress.epoch()).count());
    }

    @Override
    public String toString() {
      return milestones.stream()
          .map(m -> ", " + m)
          .collect(Collectors.joining("", "multiStep(" + factor, ")"));
    }
  }

  record Exponential(double factor) implements Schedule {
    Exponential {
      Require.notNegative("exponential's factor", factor);
    }

    @Override
    public double rate(double base, Progress progress) {
      return power(base, factor, progress.epoch());
    }

    @Override
    public String toString() {
      return "exponential(" + factor + ")";
    }
  }

  record Cosine(int epochs, double minimum) implements Schedule {
    Cosine {
      Require.count("cosine's epochs", epochs);
      Require.notNegative("cosine's minimum", minimum);
    }

    @Override
    public double rate(double base, Progress progress) {
      return between(base, minimum, (double) progress.epoch() / epochs);
    }

    @Override
    public String toString() {
      return "cosine(" + epochs + (minimum == 0 ? "" : ", " + minimum) + ")";
    }
  }

  record OneCycle(long steps, double rising, double initialDivisor, double finalDivisor)
      implements Schedule {
    OneCycle {
      Require.count("oneCycle's steps", steps);
    }

    @Override
    public double rate(double base, Progress progress) {
      double initial = base / initialDivisor;
      double top = rising * steps - 1;
      double last = steps - 1.0;
      double step = Math.min((double) progress.step(), last);
      return step <= top
          ? between(initial, base, step / top)
          : between(base, initial / finalDivisor, (step - top) / (last - top));
    }

    @Override
    public String toString() {
      return "oneCycle(" + steps + ")";
    }
  }

  record PerStep(Schedule schedule) implements Schedule {
    @Override
    public double rate(double base, Progress progress) {
      return schedule.rate(base, new Progress(progress.step(), progress.step(), List.of()));
    }

    @Override
    public String toString() {
      return schedule + ".perStep()";
    }
  }

  private static double power(double base, double factor, long times) {
    return base * Math.pow(factor, (double) times);
  }

  /** Half a cosine's way from one number to another. */
  private static double between(double from, double to, double share) {
    return to + (from - to) * (1 + Math.cos(Math.PI * share)) / 2;
  }
}
