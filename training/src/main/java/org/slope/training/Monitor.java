package org.slope.training;

import org.jspecify.annotations.Nullable;
import org.slope.metrics.Metric;

/**
 * The number of an epoch that says whether it is the best so far: a metric, or the loss if null.
 */
record Monitor(@Nullable Metric metric) {
  static final Monitor LOSS = new Monitor(null);

  /** Throws if the run does not compute the number. */
  void check(TrainingRun run) {
    if (metric != null && run.metrics().stream().noneMatch(m -> m.name().equals(metric.name()))) {
      throw new IllegalArgumentException(
          "a callback watches %s, but the trainer computes %s; add .metrics(%s) to it"
              .formatted(metric, run.metrics(), metric));
    }
  }

  /** The number, turned so that lower is better. */
  double cost(Epoch epoch) {
    if (metric == null) {
      return Double.isNaN(epoch.validationLoss()) ? epoch.loss() : epoch.validationLoss();
    }
    double value = epoch.metrics().getOrDefault(metric.name(), Double.NaN);
    return metric.higherIsBetter() ? -value : value;
  }

  /** The call that chose it, to follow a callback's own. */
  String option() {
    return metric == null ? "" : ".on(" + metric + ")";
  }

  @Override
  public String toString() {
    return metric == null ? "loss" : metric.name();
  }
}
