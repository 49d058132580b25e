package org.slope.training;

/**
 * Something that watches training, such as a progress bar: a recipe, from which each run makes a
 * listener of its own. {@link Callbacks} has the usual ones.
 *
 * <pre>{@code
 * Callback printLoss = run -> new Callback.Listener() {
 *   public void onEpoch(Epoch epoch) {
 *     System.out.println(epoch.loss());
 *   }
 * };
 * }</pre>
 */
@FunctionalInterface
public interface Callback {

  /** Starts to watch a run. */
  Listener start(TrainingRun run);

  /** What is told of one run, in the order of its methods. */
  interface Listener {
    /** Called after the forward pass of each mini-batch, before the update. */
    default void onIteration(Iteration iteration) {}

    /** Called after each epoch, once its validation is done. */
    default void onEpoch(Epoch epoch) {}

    /** Called once, after the last epoch or when training was stopped, also by an exception. */
    default void onEnd() {}
  }
}
