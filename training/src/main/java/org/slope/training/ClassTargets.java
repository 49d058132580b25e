package org.slope.training;

import java.util.Arrays;
import java.util.OptionalInt;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The targets of a cross-entropy over the classes of {@code [batch, classes, …]}: probabilities, or
 * an index for each position. Belongs to one evaluation.
 */
final class ClassTargets {
  private static final boolean[] NONE = {};

  private final SoftmaxCrossEntropy loss;
  private final LossTiles tiles;
  private final INDArray targets;
  private final int classes;
  private final int positions;
  private final boolean isOfIndices;
  private final OptionalInt ignoredIndex;

  /** Of each position of the tile that was converted last. */
  private boolean[] ignored = NONE;

  ClassTargets(SoftmaxCrossEntropy loss, LossTiles tiles, INDArray predictions, INDArray targets) {
    this.loss = loss;
    this.tiles = tiles;
    this.targets = targets;
    this.ignoredIndex = loss.ignoredIndex();
    long[] shape = predictions.shape();
    if (shape.length < 2 || shape[1] < 2) {
      throw tiles.error(
          "logits [batch, classes] of two classes or more",
          predictions,
          "for one logit an example, use binaryCrossEntropy()");
    }
    this.classes = Math.toIntExact(shape[1]);
    this.positions = tiles.outputs() / classes;
    if (!loss.weights().isEmpty() && loss.weights().size() != classes) {
      throw new IllegalArgumentException(
          "%s has %s class weights, the predictions have %s classes; give one weight a class"
              .formatted(loss, loss.weights().size(), classes));
    }
    this.isOfIndices = isOfIndices(shape);
    if (ignoredIndex.isPresent() && !isOfIndices) {
      throw tiles.error(
          "class indices " + Arrays.toString(withoutClasses(shape)),
          targets,
          "rows of probabilities have no index to ignore; weigh those examples 0");
    }
  }

  private boolean isOfIndices(long[] shape) {
    if (Arrays.equals(targets.shape(), shape)) {
      return false;
    }
    long[] one = shape.clone();
    one[1] = 1;
    long[] without = withoutClasses(shape);
    if (!Arrays.equals(targets.shape(), one) && !Arrays.equals(targets.shape(), without)) {
      throw tiles.error(
          "targets %s, or class indices %s"
              .formatted(Arrays.toString(shape), Arrays.toString(without)),
          targets,
          "give the last layer as many outputs as there are classes");
    }
    return true;
  }

  private static long[] withoutClasses(long[] shape) {
    long[] without = new long[shape.length - 1];
    without[0] = shape[0];
    System.arraycopy(shape, 2, without, 1, shape.length - 2);
    return without;
  }

  int classes() {
    return classes;
  }

  /** The number of positions of an example, 1 for {@code [batch, classes]}. */
  int positions() {
    return positions;
  }

  /** The classes' weights, 1 unless chosen. */
  double[] weights() {
    double[] w = new double[classes];
    Arrays.setAll(w, c -> loss.weights().isEmpty() ? 1 : loss.weights().get(c));
    return w;
  }

  /** Whether a position of the tile that was converted last is left out. */
  boolean isIgnored(int position) {
    return ignored.length > 0 && ignored[position];
  }

  /** Checks the targets of a tile, and replaces indices by one-hot columns, in place. */
  void toProbabilities(double[] t, long first, int examples) {
    if (isOfIndices) {
      toOneHot(t, first, examples);
      return;
    }
    checkNotNegative("target probabilities of 0 or more", t, first, examples, "look at the data");
  }

  private void checkNotNegative(
      String expected, double[] values, long first, int examples, String remedy) {
    int outputs = classes * positions;
    for (int i = 0; i < examples * outputs; i++) {
      if (!(values[i] >= 0)) {
        throw error(expected, values[i], first + i / outputs, remedy);
      }
    }
  }

  /** Checks predictions that are to be probabilities; NaN passes, and becomes the loss. */
  void checkProbabilities(double[] p, long first, int examples) {
    int outputs = classes * positions;
    for (int e = 0; e < examples; e++) {
      for (int position = 0; position < positions; position++) {
        double sum = 0;
        for (int c = 0; c < classes; c++) {
          double value = p[e * outputs + c * positions + position];
          if (value < 0) {
            throw notProbabilities("predictions of 0 or more", value, first + e);
          }
          sum += value;
        }
        if (sum == 0 || sum == Double.POSITIVE_INFINITY) {
          throw notProbabilities("predictions of a finite sum above 0", sum, first + e);
        }
      }
    }
  }

  private IllegalArgumentException notProbabilities(String expected, double got, long row) {
    return error(
        expected,
        got,
        row,
        "end the network with softmax(), or leave out ofProbabilities() for logits");
  }

  private void toOneHot(double[] t, long first, int examples) {
    int[] labels = new int[examples * positions];
    ignored = new boolean[ignoredIndex.isPresent() ? labels.length : 0];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (int) t[i];
      boolean isWhole = labels[i] == t[i];
      if (ignoredIndex.isPresent() && isWhole && labels[i] == ignoredIndex.getAsInt()) {
        ignored[i] = true;
      } else if (!isWhole || labels[i] < 0 || labels[i] >= classes) {
        throw error(
            "class indices from 0 to " + (classes - 1),
            t[i],
            first + i / positions,
            "look at the data");
      }
    }
    Arrays.fill(t, 0, examples * classes * positions, 0);
    for (int i = 0; i < labels.length; i++) {
      if (!isIgnored(i)) {
        int example = i / positions;
        t[(example * classes + labels[i]) * positions + i % positions] = 1;
      }
    }
  }

  /**
   * Returns {@code Σ w_c·t_c} over the positions that are not ignored, times the examples' weights;
   * or, if these are not wanted, the number of such positions. 0 if all that has weight is ignored.
   */
  double sumOfPickedWeights(boolean isWeighted) {
    double[] w = weights();
    int n = isOfIndices ? positions : classes * positions;
    double[] t = new double[classes * positions];
    Elements elements = Elements.of(targets);
    double sum = 0;
    boolean isAnyLeft = ignoredIndex.isEmpty() && tiles.sumOfWeights() > 0; // which throws if not
    for (long e = 0; e < targets.size(0); e++) {
      elements.read(e * n, t, n);
      toProbabilities(t, e, 1);
      double weight = isWeighted ? tiles.weight(e) : 1;
      double picked = 0;
      for (int i = 0; i < t.length; i++) {
        picked += (isWeighted ? w[i / positions] : 1) * t[i];
        isAnyLeft |= weight * t[i] > 0;
      }
      sum += weight * picked;
    }
    if (sum == 0 && isAnyLeft) {
      throw new IllegalArgumentException(
          "%s cannot average: the classes that occur all weigh 0; give one of them a weight above 0"
              .formatted(loss));
    }
    return sum;
  }

  private IllegalArgumentException error(String expected, double got, long row, String remedy) {
    return new IllegalArgumentException(
        "%s expects %s, got %s in row %s of the batch, counted from 0; %s"
            .formatted(loss, expected, got, row, remedy));
  }
}
