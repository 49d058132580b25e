package org.slope.training;

import org.jspecify.annotations.Nullable;
import org.slope.core.Network;
import org.slope.metrics.Metric;

/**
 * Ends training when it no longer gets better, and restores the best epoch's values (Prechelt
 * 1998).
 *
 * @param patience how many epochs in a row may pass without a new best
 * @param minDelta how much lower than the best a loss must be to count
 * @param monitor what is compared
 */
public record EarlyStopping(int patience, double minDelta, Monitor monitor) implements Callback {

  /** Checks the numbers. */
  public EarlyStopping {
    if (patience < 1 || !(minDelta >= 0)) {
      throw new IllegalArgumentException(
          "earlyStopping has the patience %s and the least improvement %s; expected 1 or more epochs"
                  .formatted(patience, minDelta)
              + " and 0 or more; correct them");
    }
  }

  /** Returns this callback counting only improvements by more than a number. */
  public EarlyStopping minDelta(double delta) {
    return new EarlyStopping(patience, delta, monitor);
  }

  /** Returns this callback comparing a metric, which the trainer must compute, not the loss. */
  public EarlyStopping on(Metric metric) {
    return new EarlyStopping(patience, minDelta, new Monitor(metric));
  }

  @Override
  public Listener start(TrainingRun run) {
    monitor.check(run);
    return new Listener() {
      private @Nullable Network best;
      private double bestCost = Double.POSITIVE_INFINITY;
      private int bestEpoch;

      @Override
      public void onEpoch(Epoch epoch) {
        double cost = monitor.cost(epoch);
        if (cost < bestCost - minDelta) {
          bestCost = cost;
          bestEpoch = epoch.number();
          keep(run.network());
        } else if (epoch.number() - bestEpoch >= patience) {
          run.stop(
              best == null
                  ? "%s was not a number in any of %s; nothing was restored"
                      .formatted(monitor, Text.count(epoch.number(), "epoch"))
                  : "no better %s for %s after epoch %s, whose values were restored"
                      .formatted(monitor, Text.count(patience, "epoch"), bestEpoch));
        }
      }

      private void keep(Network network) {
        if (best == null) {
          best = network.copy();
        } else {
          best.copyFrom(network);
        }
      }

      @Override
      public void onEnd() {
        if (best != null) {
          run.network().copyFrom(best);
        }
      }
    };
  }

  @Override
  public String toString() {
    String delta = minDelta == 0 ? "" : ".minDelta(" + minDelta + ")";
    return "earlyStopping(" + patience + ")" + delta + monitor.option();
  }
}
