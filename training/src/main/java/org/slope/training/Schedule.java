package org.slope.training;

import java.util.List;

/**
 * How the learning rate changes in the course of a training: a function of how far it got, with no
 * state of its own.
 */
@FunctionalInterface
public interface Schedule {

  /**
   * Returns the learning rate of the next step.
   *
   * @param base the optimizer's learning rate
   * @param progress how far the training got
   */
  double rate(double base, Progress progress);

  /** Returns this schedule counting steps where it counted epochs. */
  default Schedule perStep() {
    return new Schedules.PerStep(this);
  }

  /**
   * How far a training got.
   *
   * @param epoch the number of epochs that ended
   * @param step the number of steps taken
   * @param losses the watched loss of each epoch that ended
   */
  record Progress(long epoch, long step, List<Double> losses) {

    /** Returns the progress since an epoch; steps are counted from the start as before. */
    public Progress since(long first) {
      int skipped = (int) Math.min(first, losses.size());
      return new Progress(epoch - first, step, losses.subList(skipped, losses.size()));
    }
  }
}
