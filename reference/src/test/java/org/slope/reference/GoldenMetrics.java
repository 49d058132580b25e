package org.slope.reference;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.opentest4j.AssertionFailedError;
import org.slope.metrics.Metric;
import org.slope.metrics.MultiOutput;
import org.slope.metrics.RegressionMetric;

/** The published scores. */
final class GoldenMetrics {
  private GoldenMetrics() {}

  /** Returns the score, or one for each output if several are expected. */
  static double[] values(GoldenCase c) {
    RegressionMetric metric = metric(c);
    if (c.id().endsWith("_variance_weighted") || c.id().endsWith("_vw")) {
      metric = metric.multiOutput(MultiOutput.VARIANCE_WEIGHTED);
    }
    if (c.has("attrs", "column_weights")) {
      metric = metric.outputWeights(c.attributes("column_weights"));
    }
    @Nullable INDArray weights = c.has("inputs", "sample_weight") ? c.array("sample_weight") : null;
    Metric.State state = metric.start();
    state.add(c.array("y_pred"), c.array("y_true"), weights);
    return c.expectsSeveral() ? state.values() : new double[] {state.value()};
  }

  /** The ids name the metric in one of their words. */
  private static RegressionMetric metric(GoldenCase c) {
    String id = c.id() + "_";
    if (id.contains("_median_ae_")) {
      return Metric.medianAbsoluteError();
    } else if (id.contains("_r2_adjusted_")) {
      return Metric.adjustedR2((int) c.attribute("num_regressors"));
    } else if (id.contains("_mae_")) {
      return Metric.mae();
    } else if (id.contains("_mse_")) {
      return Metric.mse();
    } else if (id.contains("_rmse_")) {
      return Metric.rmse();
    } else if (id.contains("_msle_")) {
      return Metric.msle();
    } else if (id.contains("_mape_")) {
      return Metric.mape();
    } else if (id.contains("_r2_")) {
      return Metric.r2();
    } else if (id.contains("_ev_")) {
      return Metric.explainedVariance();
    } else if (id.contains("_rse_")) {
      return Metric.relativeSquaredError();
    } else if (id.contains("_pearson_")) {
      return Metric.pearson();
    }
    throw new AssertionFailedError(c.id() + " names no metric that is known");
  }
}
