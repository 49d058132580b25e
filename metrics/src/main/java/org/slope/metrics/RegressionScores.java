package org.slope.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The scores of a regression, each as the {@link Metric} of its name defines it; over several
 * outputs, their uniform average.
 *
 * <p>A score that is undefined is NaN and printed with its reason: MSLE and RMSLE where a number is
 * −1 or less, R² of one example, the variance ratio of constant targets.
 *
 * @param n the number of examples
 * @param mae mean absolute error
 * @param mse mean squared error
 * @param rmse its root
 * @param msle mean squared logarithmic error, or NaN
 * @param rmsle its root, or NaN
 * @param r2 the coefficient of determination
 * @param explainedVariance R² that forgives a constant offset
 * @param varianceRatio Var(ŷ) / Var(y), or NaN
 * @param medianAbsoluteError the median absolute error
 * @param maxError the largest absolute error
 * @param mape mean absolute percentage error, as a fraction
 * @param predictionsAtMostMinusOne how many predictions make MSLE undefined
 * @param targetsAtMostMinusOne how many targets make MSLE undefined
 */
public record RegressionScores(
    long n,
    double mae,
    double mse,
    double rmse,
    double msle,
    double rmsle,
    double r2,
    double explainedVariance,
    double varianceRatio,
    double medianAbsoluteError,
    double maxError,
    double mape,
    long predictionsAtMostMinusOne,
    long targetsAtMostMinusOne) {

  /**
   * Scores predictions against targets, both [n] or [n, outputs].
   *
   * @throws IllegalArgumentException if shapes do not match or a number is not finite
   */
  public static RegressionScores of(INDArray predictions, INDArray targets) {
    return of(predictions, targets, null);
  }

  /** Scores predictions against targets with a weight for each example, [n] or [n, 1]. */
  public static RegressionScores of(
      INDArray predictions, INDArray targets, @Nullable INDArray weights) {
    Accumulator accumulator = start();
    accumulator.add(predictions, targets, weights);
    return accumulator.scores();
  }

  /** Returns an accumulator that has seen nothing. */
  public static Accumulator start() {
    return new Accumulator();
  }

  /** Returns all scores, a line each. */
  public String table() {
    StringBuilder table = new StringBuilder();
    line(table, "n", Long.toString(n));
    line(table, "mae", Numbers.format(mae));
    line(table, "mse", Numbers.format(mse));
    line(table, "rmse", Numbers.format(rmse));
    line(table, "msle", logarithmic(msle));
    line(table, "rmsle", logarithmic(rmsle));
    line(table, "r2", printedR2());
    line(table, "explainedVariance", Numbers.format(explainedVariance));
    String constant = "undefined (constant targets)";
    boolean defined = !Double.isNaN(varianceRatio);
    line(table, "varianceRatio", defined ? Numbers.format(varianceRatio) : constant);
    line(table, "medianAbsoluteError", Numbers.format(medianAbsoluteError));
    line(table, "maxError", Numbers.format(maxError));
    line(table, "mape", Numbers.format(mape));
    return table.toString();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "RegressionScores[n=%s, mae=%s, mse=%s, rmse=%s, rmsle=%s, r2=%s]",
        n,
        Numbers.format(mae),
        Numbers.format(mse),
        Numbers.format(rmse),
        logarithmic(rmsle),
        printedR2());
  }

  private static void line(StringBuilder table, String name, String value) {
    table.append(String.format("%-20s %s%n", name, value));
  }

  private String printedR2() {
    return n < 2 ? "undefined (1 example)" : Numbers.format(r2);
  }

  private String logarithmic(double score) {
    List<String> reasons = new ArrayList<>();
    if (predictionsAtMostMinusOne > 0) {
      reasons.add(Numbers.count(predictionsAtMostMinusOne, "prediction"));
    }
    if (targetsAtMostMinusOne > 0) {
      reasons.add(Numbers.count(targetsAtMostMinusOne, "target"));
    }
    return reasons.isEmpty()
        ? Numbers.format(score)
        : "undefined (" + String.join(", ", reasons) + " \u2264 -1)";
  }

  /** The sums behind the scores, batch by batch; it keeps 16 bytes for each target. */
  public static final class Accumulator {
    private final Columns<Column.Mean> absolute = mean(RegressionKind.ABSOLUTE);
    private final Columns<Column.Mean> squared = mean(RegressionKind.SQUARED);
    private final Columns<Column.Mean> logSquared = mean(RegressionKind.LOG_SQUARED);
    private final Columns<Column.Mean> percentage = mean(RegressionKind.PERCENTAGE);
    private final Columns<MomentsColumn> moments = new Columns<>(MomentsColumn::new);
    private final Columns<MedianColumn> median = new Columns<>(MedianColumn::new);
    private final Columns<Column.Max> max = new Columns<>(Column.Max::new);
    private final List<Columns<?>> all =
        List.of(absolute, squared, logSquared, percentage, moments, median, max);
    private long n;
    private int width;
    private boolean weighted;
    private long lowPredictions;
    private long lowTargets;

    private Accumulator() {}

    private static Columns<Column.Mean> mean(DoubleBinaryOperator f) {
      return new Columns<>(() -> new Column.Mean(f));
    }

    /** Adds examples of weight 1. */
    public void add(INDArray predictions, INDArray targets) {
      add(predictions, targets, null);
    }

    /** Adds examples; if it throws, nothing was added. */
    public void add(INDArray predictions, INDArray targets, @Nullable INDArray weights) {
      Examples examples = new Examples(predictions, targets, weights);
      examples.checkOutputs(width);
      for (Block block : examples) {
        block.checkTargetsAndWeights();
        String bad = block.notFinitePrediction();
        if (bad != null) {
          throw new IllegalArgumentException(bad);
        }
      }
      n += examples.count();
      weighted |= examples.weighted();
      width = examples.targets.width;
      for (Block block : examples) {
        all.forEach(columns -> columns.add(block, width));
        lowPredictions += block.countAtMostMinusOne(block.p);
        lowTargets += block.countAtMostMinusOne(block.t);
      }
    }

    /** Adds what {@code other} has seen, and leaves it as it is. */
    public void merge(Accumulator other) {
      if (other.width != 0) {
        Examples.checkSameOutputs(other.width, width);
        width = other.width;
      }
      absolute.merge(other.absolute);
      squared.merge(other.squared);
      logSquared.merge(other.logSquared);
      percentage.merge(other.percentage);
      moments.merge(other.moments);
      median.merge(other.median);
      max.merge(other.max);
      n += other.n;
      weighted |= other.weighted;
      lowPredictions += other.lowPredictions;
      lowTargets += other.lowTargets;
    }

    /**
     * Returns the scores of all examples added.
     *
     * @throws IllegalStateException if nothing was added
     * @throws IllegalArgumentException if all weights are zero
     */
    public RegressionScores scores() {
      Streaming.requireExamples("RegressionScores", n);
      double mae = absolute.average(Column.Mean::value);
      Streaming.requireWeight("RegressionScores", !Double.isNaN(mae));
      double mse = squared.average(Column.Mean::value);
      boolean low = lowPredictions + lowTargets > 0;
      double msle = low ? Double.NaN : logSquared.average(Column.Mean::value);
      return new RegressionScores(
          n,
          mae,
          mse,
          Math.sqrt(mse),
          msle,
          Math.sqrt(msle),
          n < 2 ? Double.NaN : moments.average(MomentsColumn::r2),
          moments.average(MomentsColumn::explainedVariance),
          moments.average(MomentsColumn::varianceRatio),
          median.average(column -> column.value(weighted)),
          max.max(Column.Max::value),
          percentage.average(Column.Mean::value),
          lowPredictions,
          lowTargets);
    }

    @Override
    public String toString() {
      return "RegressionScores.Accumulator(n=" + n + ")";
    }
  }
}
