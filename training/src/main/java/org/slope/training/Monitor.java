package org.slope.training;

import org.jspecify.annotations.Nullable;
import org.slope.metrics.Metric;

/**
 * The number of an epoch that says whether it is the best so far: a metric, or the loss if null.
 */
record Monitor(@Nullable Metric metric) {
  static final Monitor LOSS = new Monitor(null);

  /** The number, turned so that lower is better. */
  double cost(Epoch epoch) {
    if (metric == null) {
      return Double.isNaN(epoch.validationLoss()) ? epoch.loss() : epoch.validationLoss();
    }
    Double value = epoch.metrics().get(metric.name());
    if (value == null) {
      throw new IllegalArgumentException(
          "a callback watches %s, but the trainer computes %s; add .metrics(%s) to it"
              .formatted(metric.name(), epoch.metrics().keySet(), metric));
    }
    return metric.higherIsBetter() ? -value : value;
  }

  @Override
  public String toString() {
    return metric == null ? "loss" : metric.name();
  }
}
