package org.slope.metrics;

import java.util.Locale;
import java.util.function.DoubleBinaryOperator;

/** The regression metrics: their names, directions and equations. */
enum RegressionKind {
  MAE("mae", false),
  MSE("mse", false),
  RMSE("rmse", false),
  MSLE("msle", false),
  RMSLE("rmsle", false),
  MAPE("mape", false),
  QUANTILE_LOSS("quantileLoss", false),
  R2("r2", true),
  ADJUSTED_R2("adjustedR2", true),
  EXPLAINED_VARIANCE("explainedVariance", true),
  VARIANCE_RATIO("varianceRatio", true),
  RELATIVE_SQUARED_ERROR("relativeSquaredError", false),
  PEARSON("pearson", true),
  MEDIAN_ABSOLUTE_ERROR("medianAbsoluteError", false),
  MAX_ERROR("maxError", false);

  static final DoubleBinaryOperator ABSOLUTE = (p, t) -> Math.abs(p - t);
  static final DoubleBinaryOperator SQUARED = (p, t) -> (p - t) * (p - t);
  static final DoubleBinaryOperator LOG_SQUARED =
      (p, t) -> {
        double d = Math.log1p(p) - Math.log1p(t);
        return d * d;
      };
  static final DoubleBinaryOperator PERCENTAGE =
      (p, t) -> Math.abs(p - t) / Math.max(Math.abs(t), Math.ulp(1.0));

  final String label;
  final boolean higherIsBetter;

  RegressionKind(String label, boolean higherIsBetter) {
    this.label = label;
    this.higherIsBetter = higherIsBetter;
  }

  boolean logarithmic() {
    return this == MSLE || this == RMSLE;
  }

  boolean root() {
    return this == RMSE || this == RMSLE;
  }

  boolean supports(MultiOutput how) {
    return switch (how) {
      case UNIFORM_AVERAGE -> true;
      case VARIANCE_WEIGHTED -> this == R2 || this == ADJUSTED_R2 || this == EXPLAINED_VARIANCE;
      case AVERAGE_OF_ROOTS -> root();
    };
  }

  Column column(double parameter) {
    return switch (this) {
      case MAE -> new Column.Mean(ABSOLUTE);
      case MSE, RMSE -> new Column.Mean(SQUARED);
      case MSLE, RMSLE -> new Column.Mean(LOG_SQUARED);
      case MAPE -> new Column.Mean(PERCENTAGE);
      case QUANTILE_LOSS ->
          new Column.Mean((p, t) -> t >= p ? parameter * (t - p) : (1 - parameter) * (p - t));
      case MEDIAN_ABSOLUTE_ERROR -> new MedianColumn();
      case MAX_ERROR -> new Column.Max();
      case R2, ADJUSTED_R2, EXPLAINED_VARIANCE, VARIANCE_RATIO, RELATIVE_SQUARED_ERROR, PEARSON ->
          new MomentsColumn();
    };
  }

  /** Returns the score of one output, before any root, or NaN if it is undefined. */
  double score(Column column, double parameter, long n, boolean weighted) {
    if (column instanceof Column.Mean mean) {
      return mean.value();
    } else if (column instanceof Column.Max max) {
      return max.value();
    } else if (column instanceof MedianColumn median) {
      return median.value(weighted);
    }
    MomentsColumn moments = (MomentsColumn) column;
    return switch (this) {
      case R2 -> n < 2 ? Double.NaN : moments.r2();
      case ADJUSTED_R2 -> {
        double freedom = n - parameter - 1;
        yield freedom <= 0 ? Double.NaN : 1 - (1 - moments.r2()) * (n - 1) / freedom;
      }
      case EXPLAINED_VARIANCE -> moments.explainedVariance();
      case VARIANCE_RATIO -> moments.varianceRatio();
      case RELATIVE_SQUARED_ERROR -> moments.relativeSquaredError();
      default -> moments.pearson();
    };
  }

  /** Returns why a score is undefined and what to do. */
  String undefined(double parameter) {
    return switch (this) {
      case R2 ->
          "r2 of one example is undefined; expected two or more; score more examples at once";
      case ADJUSTED_R2 ->
          String.format(
              Locale.ROOT,
              "adjustedR2(%.0f) is undefined for %.0f examples or fewer; expected more; score more"
                  + " examples at once",
              parameter,
              parameter + 1);
      case PEARSON ->
          "pearson is undefined for constant targets or predictions; expected both to vary; score"
              + " more examples, or use lenient() for NaN";
      default ->
          label
              + " is undefined for constant targets; expected targets that vary; score more"
              + " examples, or use lenient() for NaN";
    };
  }
}
