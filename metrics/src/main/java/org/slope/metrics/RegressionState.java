package org.slope.metrics;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The state of a regression metric. */
final class RegressionState extends Streaming<RegressionSpec> {
  private final Columns<Column> columns;
  private int width;

  RegressionState(RegressionSpec spec) {
    super(spec, spec.isLenient());
    this.columns = new Columns<>(() -> spec.kind().column(spec.parameter()));
  }

  @Override
  public void add(INDArray predictions, INDArray targets, @Nullable INDArray weights) {
    Examples examples = new Examples(predictions, targets, weights);
    examples.checkOutputs(width);
    List<Double> outputWeights = spec.weights();
    if (!outputWeights.isEmpty() && outputWeights.size() != examples.targets.width) {
      throw new IllegalArgumentException(
          String.format(
              "%s has %s output weights and got %s outputs; expected one weight per output; change"
                  + " outputWeights(...)",
              spec, outputWeights.size(), examples.targets.width));
    }
    String problem = null;
    for (Block block : examples) {
      block.checkTargetsAndWeights();
      String bad = block.notFinitePrediction();
      if (bad == null && spec.kind().logarithmic()) {
        bad = block.outsideLogarithm();
      }
      problem = problem == null ? bad : problem;
    }
    boolean accepted = accepts(problem, examples);
    width = examples.targets.width;
    for (Block block : examples) {
      sawWeights(block);
      if (accepted) {
        columns.add(block, width);
      }
    }
  }

  @Override
  public void merge(Metric.State other) {
    RegressionState o = sameKind(other, RegressionState.class);
    if (o.width != 0) {
      Examples.checkSameOutputs(o.width, width);
      width = o.width;
    }
    mergeCounts(o);
    columns.merge(o.columns);
  }

  @Override
  public double[] values() {
    double[] scores = scores();
    if (spec.kind().root()) {
      Arrays.setAll(scores, i -> Math.sqrt(scores[i]));
    }
    return scores;
  }

  @Override
  public double value() {
    double[] scores = scores();
    boolean root = spec.kind().root();
    if (spec.kind() == RegressionKind.MAX_ERROR) {
      return Arrays.stream(scores).reduce(Math::max).orElse(Double.NaN);
    }
    if (root && spec.multiOutput() == MultiOutput.AVERAGE_OF_ROOTS) {
      return mean(values());
    }
    return root ? Math.sqrt(mean(scores)) : mean(scores);
  }

  private double[] scores() {
    double[] scores = new double[Math.max(1, width)];
    Arrays.fill(scores, Double.NaN);
    if (!defined()) {
      return scores;
    }
    for (int j = 0; j < width; j++) {
      Column column = columns.list().get(j);
      scores[j] = spec.kind().score(column, spec.parameter(), n(), weighted());
      if (Double.isNaN(scores[j])) {
        undefined(spec.kind().undefined(spec.parameter()));
      }
    }
    return scores;
  }

  /** Returns the mean over outputs, weighted as the spec says. */
  private double mean(double[] scores) {
    double sum = 0;
    double weights = 0;
    for (int j = 0; j < scores.length; j++) {
      double w = outputWeight(j);
      sum += w * scores[j];
      weights += w;
    }
    return weights > 0 ? sum / weights : Arrays.stream(scores).average().orElse(Double.NaN);
  }

  private double outputWeight(int j) {
    if (spec.multiOutput() == MultiOutput.VARIANCE_WEIGHTED
        && j < columns.list().size()
        && columns.list().get(j) instanceof MomentsColumn moments) {
      return moments.targetVariance();
    }
    return spec.weights().isEmpty() ? 1 : spec.weights().get(j);
  }
}
