package org.slope.metrics;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Predictions and targets of a classification, checked. */
final class ClassExamples {
  final Examples examples;
  final int classes;
  final boolean probabilities;
  private final boolean oneHot;

  ClassExamples(
      INDArray predictions, INDArray targets, @Nullable INDArray weights, boolean probabilities) {
    checkRank("predictions", predictions);
    checkRank("targets", targets);
    this.examples = new Examples(predictions, targets, weights);
    int outputs = examples.predictions.width;
    int width = examples.targets.width;
    this.classes = Math.max(2, outputs);
    this.probabilities = probabilities;
    this.oneHot = width > 1;
    if (oneHot && width != classes) {
      throw new IllegalArgumentException(
          String.format(
              "predictions have shape [%s, %s] and targets [%s, %s]; expected one-hot targets [%s,"
                  + " %s] or class indices [%s]; encode the targets for %s classes",
              count(), outputs, count(), width, count(), classes, count(), classes));
    }
  }

  long count() {
    return examples.count();
  }

  /**
   * Throws for bad targets and weights; returns what is wrong with the predictions, if anything.
   */
  @Nullable String check(int classesBefore) {
    checkSameClasses(classes, classesBefore);
    String problem = null;
    for (Block block : examples) {
      block.checkTargetsAndWeights();
      for (int i = 0; i < block.rows; i++) {
        label(block, i);
      }
      String bad = block.notFinitePrediction();
      if (bad == null && probabilities) {
        bad = notProbabilities(block);
      }
      problem = problem == null ? bad : problem;
    }
    return problem;
  }

  /** Throws unless there were no classes before, or as many as now. */
  static void checkSameClasses(int now, int before) {
    if (before != 0 && now != before) {
      throw new IllegalArgumentException(
          String.format(
              "got %s classes after batches with %s; expected as many in every batch; start a new"
                  + " state",
              now, before));
    }
  }

  ClassBlock read(Block block) {
    int[] labels = new int[block.rows];
    for (int i = 0; i < block.rows; i++) {
      labels[i] = label(block, i);
    }
    return new ClassBlock(block, labels, classes, probabilities);
  }

  private int label(Block block, int i) {
    return oneHot ? oneHotLabel(block, i) : index(block.t[i], block.first + i);
  }

  private int index(double label, long row) {
    if (label < 0 || label >= classes || label != Math.rint(label)) {
      throw new IllegalArgumentException(
          String.format(
              "targets hold label %s in row %s; expected a class from 0 to %s; pass as many"
                  + " predictions per row as there are classes",
              Numbers.plain(label), row, classes - 1));
    }
    return (int) label;
  }

  private int oneHotLabel(Block block, int i) {
    int label = -1;
    for (int c = 0; c < classes; c++) {
      double t = block.t[i * classes + c];
      boolean one = t == 1 && label < 0;
      if (one) {
        label = c;
      } else if (t != 0) {
        label = classes;
      }
    }
    if (label < 0 || label == classes) {
      throw new IllegalArgumentException(
          String.format(
              "targets are not one-hot in row %s; expected a single 1 among zeros; pass class"
                  + " indices [%s], the argmax of soft targets",
              block.first + i, count()));
    }
    return label;
  }

  private @Nullable String notProbabilities(Block block) {
    int width = examples.predictions.width;
    for (int i = 0; i < block.rows; i++) {
      double sum = 0;
      boolean inRange = true;
      for (int c = 0; c < width; c++) {
        double p = block.p[i * width + c];
        inRange &= p >= 0 && p <= 1;
        sum += p;
      }
      if (!inRange || (width > 1 && Math.abs(sum - 1) > 1e-3)) {
        return String.format(
            "predictions are not probabilities in row %s; expected numbers in 0..1%s; pass logits to"
                + " the methods that take logits",
            block.first + i, width > 1 ? " that add up to 1" : "");
      }
    }
    return null;
  }

  private static void checkRank(String what, INDArray array) {
    if (array.rank() > 2) {
      throw new IllegalArgumentException(
          String.format(
              "%s have rank %s; expected [examples, classes]; reshape them to two dimensions",
              what, array.rank()));
    }
  }
}
