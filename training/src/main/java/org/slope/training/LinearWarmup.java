package org.slope.training;

/**
 * A schedule that starts low: {@code base·(start + (1 − start)·t/epochs)} for some epochs t, then
 * another schedule.
 *
 * @param epochs how many epochs it takes to reach base
 * @param start the share of base in the first epoch
 * @param next the schedule from then on
 */
public record LinearWarmup(int epochs, double start, Schedule next) implements Schedule {

  /** Checks the numbers. */
  public LinearWarmup {
    Require.count("the epochs of linearWarmup", epochs);
    Require.notNegative("linearWarmup's start", start);
  }

  /** Returns this warm-up followed by a schedule that counts its epochs from there. */
  public LinearWarmup then(Schedule schedule) {
    return new LinearWarmup(epochs, start, schedule);
  }

  @Override
  public double rate(double base, Progress progress) {
    long t = progress.epoch();
    return t < epochs
        ? base * (start + (1 - start) * t / epochs)
        : next.rate(base, progress.since(epochs));
  }

  /** Prints the factory's call: {@code linearWarmup(5, 0.1).then(cosine(25))}. */
  @Override
  public String toString() {
    String call = "linearWarmup(" + epochs + ", " + start + ")";
    return next.equals(Schedules.fixed()) ? call : call + ".then(" + next + ")";
  }
}
