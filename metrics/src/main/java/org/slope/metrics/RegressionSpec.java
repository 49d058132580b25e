package org.slope.metrics;

import java.util.Arrays;
import java.util.List;

/** A regression metric and its options. */
record RegressionSpec(
    RegressionKind kind,
    double parameter,
    MultiOutput multiOutput,
    List<Double> weights,
    boolean isLenient)
    implements RegressionMetric {

  static RegressionSpec of(RegressionKind kind) {
    return of(kind, 0);
  }

  static RegressionSpec quantileLoss(double q) {
    if (!(q >= 0 && q <= 1)) {
      throw new IllegalArgumentException(
          "quantileLoss("
              + q
              + "): expected a quantile in 0..1; 0.9 stands for the 90th percentile");
    }
    return of(RegressionKind.QUANTILE_LOSS, q);
  }

  static RegressionSpec adjustedR2(int regressors) {
    if (regressors < 0) {
      throw new IllegalArgumentException(
          "adjustedR2("
              + regressors
              + "): expected 0 or more regressors; pass the number of inputs");
    }
    return of(RegressionKind.ADJUSTED_R2, regressors);
  }

  private static RegressionSpec of(RegressionKind kind, double parameter) {
    return new RegressionSpec(kind, parameter, MultiOutput.UNIFORM_AVERAGE, List.of(), false);
  }

  @Override
  public String name() {
    return switch (kind) {
      case QUANTILE_LOSS -> "quantileLoss(" + parameter + ")";
      case ADJUSTED_R2 -> "adjustedR2(" + (int) parameter + ")";
      default -> kind.label;
    };
  }

  @Override
  public boolean higherIsBetter() {
    return kind.higherIsBetter;
  }

  @Override
  public RegressionMetric multiOutput(MultiOutput how) {
    if (!kind.supports(how)) {
      throw new IllegalArgumentException(
          String.format(
              "%s has no %s; expected %s; leave the option out",
              name(),
              how,
              how == MultiOutput.VARIANCE_WEIGHTED ? "r2 or explainedVariance" : "rmse or rmsle"));
    }
    return new RegressionSpec(kind, parameter, how, weights, isLenient);
  }

  @Override
  public RegressionMetric outputWeights(double... outputWeights) {
    List<Double> list = Arrays.stream(outputWeights).boxed().toList();
    if (list.stream().anyMatch(w -> !(w >= 0 && Double.isFinite(w)))
        || list.stream().noneMatch(w -> w > 0)) {
      throw new IllegalArgumentException(
          String.format(
              "%s got output weights %s; expected numbers >= 0, one of them positive; pass one weight"
                  + " per output",
              name(), list));
    }
    return new RegressionSpec(kind, parameter, multiOutput, list, isLenient);
  }

  @Override
  public RegressionMetric lenient() {
    return new RegressionSpec(kind, parameter, multiOutput, weights, true);
  }

  @Override
  public Metric.State start() {
    return new RegressionState(this);
  }

  @Override
  public String toString() {
    return name();
  }
}
