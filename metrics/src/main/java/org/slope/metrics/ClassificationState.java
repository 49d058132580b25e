package org.slope.metrics;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The state of a classification metric. */
final class ClassificationState extends Streaming<ClassificationSpec> {
  private final Tally tally;
  private int classes;

  ClassificationState(ClassificationSpec spec) {
    super(spec, spec.isLenient());
    this.tally = spec.kind().tally(spec.k());
  }

  @Override
  public void add(INDArray predictions, INDArray targets, @Nullable INDArray weights) {
    ClassExamples batch = new ClassExamples(predictions, targets, weights, spec.probabilities());
    if (spec.average() == Average.BINARY && batch.classes != 2) {
      throw new IllegalArgumentException(
          String.format(
              "%s got %s classes; expected 2; choose Average.MACRO, MICRO or WEIGHTED",
              spec, batch.classes));
    }
    boolean accepted = accepts(batch.check(classes), batch.examples);
    classes = batch.classes;
    for (Block block : batch.examples) {
      sawWeights(block);
      if (accepted) {
        tally.add(batch.read(block));
      }
    }
  }

  @Override
  public void merge(Metric.State other) {
    ClassificationState o = sameKind(other, ClassificationState.class);
    if (o.classes != 0) {
      ClassExamples.checkSameClasses(o.classes, classes);
      classes = o.classes;
    }
    mergeCounts(o);
    tally.merge(o.tally);
  }

  @Override
  public double value() {
    if (!defined()) {
      return Double.NaN;
    }
    if (tally instanceof Tally.Mean mean) {
      return mean.value();
    } else if (tally instanceof MatrixTally matrix) {
      return value(matrix.matrix());
    }
    double[] areas = ((RocTally) tally).areas();
    for (int i = 0; i < areas.length; i++) {
      if (Double.isNaN(areas[i])) {
        return undefined(
            String.format(
                "rocAuc is undefined: class %s has no examples, or all of them; expected some of"
                    + " each class; score more examples, or use lenient() for NaN",
                areas.length == 1 ? 1 : i));
      }
    }
    return Arrays.stream(areas).average().orElse(Double.NaN);
  }

  private double value(ConfusionMatrix matrix) {
    Average average = spec.average();
    return switch (spec.kind()) {
      case BALANCED_ACCURACY -> matrix.balancedAccuracy();
      case PRECISION -> matrix.average(average, matrix.precisions());
      case RECALL -> matrix.average(average, matrix.recalls());
      case F1 -> matrix.average(average, matrix.f1s());
      case MATTHEWS -> matrix.matthews();
      default -> {
        double kappa = matrix.kappa();
        yield Double.isNaN(kappa)
            ? undefined(
                "kappa is undefined: targets and predictions hold a single class; expected two or"
                    + " more; score more examples, or use lenient() for NaN")
            : kappa;
      }
    };
  }

  @Override
  public double[] values() {
    if (!spec.kind().averaged()) {
      return new double[] {value()};
    }
    double[] nan = new double[Math.max(1, classes)];
    Arrays.fill(nan, Double.NaN);
    if (!defined()) {
      return nan;
    }
    ConfusionMatrix matrix = ((MatrixTally) tally).matrix();
    return switch (spec.kind()) {
      case PRECISION -> matrix.precisions();
      case RECALL -> matrix.recalls();
      default -> matrix.f1s();
    };
  }
}
