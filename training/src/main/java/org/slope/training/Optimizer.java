package org.slope.training;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Gradients;
import org.slope.core.Parameters;

/**
 * How parameters follow their gradients: an immutable record of hyper-parameters and one equation.
 *
 * <p>{@link Optimizers} has the usual ones. One of your own is a record that implements {@link
 * TunableOptimizer}: it names the vectors that it keeps and writes its equation in {@link #update};
 * penalties, clipping, decay and schedules come with it.
 */
public interface Optimizer {

  /** Returns the learning rate that the schedule starts from. */
  double learningRate();

  /** Returns what every optimizer can do besides its equation. */
  OptimizerSettings settings();

  /** Returns the names of the vectors that are kept from step to step, as PyTorch calls them. */
  default List<String> slots() {
    return List.of();
  }

  /** Returns what a slot is filled with at the start. */
  default double initial(String slot) {
    return 0;
  }

  /**
   * Returns the equation of one step.
   *
   * @param lr the learning rate of this step
   * @param t the number of this step, from 1
   */
  Update update(double lr, long t);

  /** Starts to optimize: nothing is changed until the first step. */
  default State start(Parameters parameters) {
    return new FlatState(this, parameters);
  }

  /** The equation of one step, over a stretch of the parameters. */
  @FunctionalInterface
  interface Update {
    /**
     * Updates n elements, in loops that the virtual machine can vectorize. Threads share the
     * stretches of a step, so it may be called by several at once: keep what it needs in the slots.
     *
     * @param p the parameters; modified in place
     * @param g the gradients; may be overwritten
     * @param slots the slots in the order of {@link Optimizer#slots}; modified in place
     */
    void apply(double[] p, double[] g, double[][] slots, int n);
  }

  /**
   * What an optimizer keeps from step to step: its slots, the number of steps, and what its
   * schedule looks at. Belongs to one thread.
   */
  interface State {

    /**
     * Takes one step: penalties are added to the gradients, these are clipped, the parameters are
     * updated and decayed, in place. The given gradients stay as they are.
     *
     * @throws IllegalArgumentException if the gradients are another network's
     */
    void step(Gradients gradients);

    /**
     * Tells the schedule that an epoch ended.
     *
     * @param loss the loss to watch: on validation data, if there are any
     */
    void endEpoch(double loss);

    /** Returns what the penalties add to the cost at the current parameters. */
    double penalty();

    /** Returns the learning rate of the next step. */
    double learningRate();

    /** Returns the number of steps taken. */
    long steps();

    /**
     * Returns the Euclidean norm of the last step's gradients, penalties included, before clipping;
     * 0 before the first step.
     */
    double gradientNorm();

    /**
     * Returns the slots by name: views, in the layout of {@link Parameters#flat()}, so that a
     * change to one changes the next step.
     */
    Map<String, INDArray> slots();
  }
}
