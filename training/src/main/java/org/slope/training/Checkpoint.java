package org.slope.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.slope.metrics.Metric;

/**
 * Saves the network whenever an epoch is the best so far.
 *
 * @param file the model file, replaced each time whole or not at all
 * @param monitor what is compared
 */
public record Checkpoint(Path file, Monitor monitor) implements Callback {

  /** Returns this callback comparing a metric, which the trainer must compute, not the loss. */
  public Checkpoint on(Metric metric) {
    return new Checkpoint(file, new Monitor(metric));
  }

  @Override
  public Listener start(TrainingRun run) {
    monitor.check(run);
    return new Listener() {
      private double bestCost = Double.POSITIVE_INFINITY;

      @Override
      public void onEpoch(Epoch epoch) {
        double cost = monitor.cost(epoch);
        if (cost < bestCost) {
          bestCost = cost;
          try {
            run.network().save(file);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      }
    };
  }

  @Override
  public String toString() {
    return "checkpoint(" + file + ")" + monitor.option();
  }
}
