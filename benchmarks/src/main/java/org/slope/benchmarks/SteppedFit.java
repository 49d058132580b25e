package org.slope.benchmarks;

import java.util.concurrent.SynchronousQueue;
import org.slope.benchmarks.protocol.Workload;
import org.slope.core.Network;
import org.slope.training.Callback;
import org.slope.training.Dataset;
import org.slope.training.Epoch;
import org.slope.training.Optimizers;
import org.slope.training.Trainer;
import org.slope.training.TrainingRun;

/**
 * One long {@link Trainer#fit} on a thread of its own that runs an epoch when told to and waits in
 * between, so that its start is in no figure. An epoch is timed whole: shuffling, gathering the
 * mini-batches and the updates.
 */
final class SteppedFit implements AutoCloseable {
  private final SynchronousQueue<Boolean> commands = new SynchronousQueue<>();
  private final SynchronousQueue<Object> answers = new SynchronousQueue<>();
  private final int steps;

  SteppedFit(Network network, Workload workload, int steps) {
    this.steps = steps;
    int n = Math.multiplyExact(workload.batch(), steps);
    Dataset data = Dataset.of(Networks.inputs(workload, n), Networks.targets(workload, n));
    Trainer trainer =
        Trainer.of(network, Networks.loss(workload), Optimizers.adam(1e-3))
            .batchSize(workload.batch())
            .epochs(Integer.MAX_VALUE)
            .with(Pauses::new);
    Thread thread = new Thread(() -> fit(trainer, data), "fit");
    thread.setDaemon(true);
    thread.start();
  }

  private void fit(Trainer trainer, Dataset data) {
    try {
      trainer.fit(data);
      put(answers, "the training stopped");
    } catch (RuntimeException e) {
      put(answers, e);
    }
  }

  /** Returns how many steps an epoch has. */
  int steps() {
    return steps;
  }

  /** Runs an epoch; returns how many milliseconds each step took. */
  double epoch() {
    put(commands, true);
    Object answer = take(answers);
    if (answer instanceof Long nanos) {
      return nanos / 1e6 / steps;
    }
    throw new IllegalStateException(
        "no epoch was trained: " + answer, answer instanceof Exception e ? e : null);
  }

  @Override
  public void close() {
    put(commands, false);
    take(answers);
  }

  private static <T> void put(SynchronousQueue<T> queue, T element) {
    try {
      queue.put(element);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> T take(SynchronousQueue<T> queue) {
    try {
      return queue.take();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits before each epoch, and times it. */
  private final class Pauses implements Callback.Listener {
    private final TrainingRun run;
    private long start;

    Pauses(TrainingRun run) {
      this.run = run;
      await();
    }

    @Override
    public void onEpoch(Epoch epoch) {
      put(answers, System.nanoTime() - start);
      await();
    }

    private void await() {
      if (!take(commands)) {
        run.stop("enough");
      }
      start = System.nanoTime();
    }
  }
}
