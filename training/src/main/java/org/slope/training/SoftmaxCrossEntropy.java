package org.slope.training;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The cross-entropy between target probabilities t and the softmax of logits, over the classes of
 * {@code [batch, classes]} or of each position of {@code [batch, classes, height, width]}:
 *
 * <pre>{@code
 * ℓ = −Σ_c w_c·t_c·log softmax(p)_c,    dℓ/dp_c = softmax(p)_c·Σ_k w_k·t_k − w_c·t_c
 * }</pre>
 *
 * <p>Targets have the predictions' shape (one-hot rows, or any that are not negative), or hold
 * class indices: {@code [batch]}, {@code [batch, 1]}, {@code [batch, height, width]}. The mean is
 * over examples and positions; class weights w divide too, by the sum of {@code w_c·t_c}, so that
 * one-hot rows and indices give the same loss (PyTorch's divides by the batch for one-hot rows).
 *
 * @param smoothing ε of label smoothing: t becomes {@code (1 − ε)·t + ε/classes}
 * @param weights a weight for each class, or none
 * @param isSum whether the loss is the sum instead of the mean
 */
public record SoftmaxCrossEntropy(double smoothing, List<Double> weights, boolean isSum)
    implements Loss {

  /** Checks the numbers. */
  public SoftmaxCrossEntropy {
    Require.fraction("softmaxCrossEntropy's label smoothing", smoothing);
    weights = List.copyOf(weights);
    weights.forEach(w -> Require.notNegative("softmaxCrossEntropy's class weight", w));
  }

  /**
   * Returns this loss with smoothed labels (Szegedy et al. 2016): {@code (1 − ε)·t + ε/classes}.
   */
  public SoftmaxCrossEntropy labelSmoothing(double epsilon) {
    return new SoftmaxCrossEntropy(epsilon, weights, isSum);
  }

  /** Returns this loss with a weight for each class, against classes of unequal size. */
  public SoftmaxCrossEntropy classWeights(double... weights) {
    return new SoftmaxCrossEntropy(smoothing, Arrays.stream(weights).boxed().toList(), isSum);
  }

  /** Returns this loss as a sum: weights multiply, and nothing divides. */
  public SoftmaxCrossEntropy sum() {
    return new SoftmaxCrossEntropy(smoothing, weights, true);
  }

  @Override
  public double evaluate(
      INDArray predictions,
      INDArray targets,
      @Nullable INDArray exampleWeights,
      INDArray gradient) {
    LossTiles tiles = new LossTiles(this, predictions, targets, exampleWeights, gradient);
    Geometry geometry = geometry(tiles, predictions, targets);
    double divisor =
        isSum
            ? 1
            : weights.isEmpty()
                ? tiles.sumOfWeights() * geometry.positions
                : sumOfPickedWeights(tiles, geometry, targets);
    double[] w = classWeights(geometry.classes);
    return tiles.evaluate(
        (p, t, loss, dp, first, examples) -> {
          geometry.toProbabilities(t, first, examples);
          for (int e = 0; e < examples; e++) {
            for (int position = 0; position < geometry.positions; position++) {
              int from = e * geometry.classes * geometry.positions + position;
              crossEntropy(p, t, w, loss, dp, from, geometry.positions);
            }
          }
        },
        divisor);
  }

  @Override
  public double divisor(INDArray predictions, INDArray targets, @Nullable INDArray exampleWeights) {
    if (isSum) {
      return 0;
    }
    if (weights.isEmpty()) {
      return Loss.super.divisor(predictions, targets, exampleWeights);
    }
    LossTiles tiles = new LossTiles(this, predictions, targets, exampleWeights, predictions);
    return sumOfPickedWeights(tiles, geometry(tiles, predictions, targets), targets);
  }

  /** The equation, for classes that start at an index and are a stride apart. */
  private void crossEntropy(
      double[] p, double[] t, double[] w, double[] loss, double[] dp, int from, int stride) {
    int classes = w.length;
    int end = from + classes * stride;
    double max = Double.NEGATIVE_INFINITY;
    for (int i = from; i < end; i += stride) {
      max = Math.max(max, p[i]);
    }
    double sum = 0;
    for (int i = from; i < end; i += stride) {
      dp[i] = Math.exp(p[i] - max);
      sum += dp[i];
    }
    double logSum = max + Math.log(sum);
    double weight = 0;
    for (int i = from, c = 0; c < classes; c++, i += stride) {
      t[i] = w[c] * ((1 - smoothing) * t[i] + smoothing / classes);
      weight += t[i];
      loss[i] = t[i] == 0 ? 0 * sum : t[i] * (logSum - p[i]); // 0·sum is NaN where a logit is
    }
    for (int i = from; i < end; i += stride) {
      dp[i] = weight * dp[i] / sum - t[i];
    }
  }

  private double[] classWeights(int classes) {
    double[] w = new double[classes];
    Arrays.setAll(w, c -> weights.isEmpty() ? 1 : weights.get(c));
    return w;
  }

  /** {@code Σ w_c·t_c} of all examples and positions, times the examples' weights. */
  private double sumOfPickedWeights(LossTiles tiles, Geometry geometry, INDArray targets) {
    double[] w = classWeights(geometry.classes);
    int n = geometry.indices ? geometry.positions : geometry.classes * geometry.positions;
    double[] t = new double[geometry.classes * geometry.positions];
    Elements elements = Elements.of(targets);
    double sum = 0;
    for (long e = 0; e < targets.size(0); e++) {
      elements.read(e * n, t, n);
      geometry.toProbabilities(t, e, 1);
      double picked = 0;
      for (int i = 0; i < t.length; i++) {
        picked += w[i / geometry.positions] * t[i];
      }
      sum += tiles.weight(e) * picked;
    }
    if (sum == 0) {
      throw new IllegalArgumentException(
          "%s cannot average: the classes that occur all weigh 0; give one of them a weight above 0"
              .formatted(this));
    }
    return sum;
  }

  private Geometry geometry(LossTiles tiles, INDArray predictions, INDArray targets) {
    long[] shape = predictions.shape();
    if (shape.length < 2 || shape[1] < 2) {
      throw tiles.error(
          "logits [batch, classes] of two classes or more",
          predictions,
          "for one logit an example, use binaryCrossEntropy()");
    }
    int classes = Math.toIntExact(shape[1]);
    if (!weights.isEmpty() && weights.size() != classes) {
      throw new IllegalArgumentException(
          "%s has %d class weights, the predictions have %d classes; give one weight a class"
              .formatted(this, weights.size(), classes));
    }
    long[] one = shape.clone();
    one[1] = 1;
    long[] without = new long[shape.length - 1];
    without[0] = shape[0];
    System.arraycopy(shape, 2, without, 1, shape.length - 2);
    boolean probabilities = Arrays.equals(targets.shape(), shape);
    if (!probabilities
        && !Arrays.equals(targets.shape(), one)
        && !Arrays.equals(targets.shape(), without)) {
      throw tiles.error(
          "targets %s, or class indices %s"
              .formatted(Arrays.toString(shape), Arrays.toString(without)),
          targets,
          "give the last layer as many outputs as there are classes");
    }
    return new Geometry(this, classes, tiles.outputs() / classes, !probabilities);
  }

  /** Prints the factory's call: {@code softmaxCrossEntropy().labelSmoothing(0.1)}. */
  @Override
  public String toString() {
    return "softmaxCrossEntropy()"
        + (smoothing == 0 ? "" : ".labelSmoothing(" + smoothing + ")")
        + (weights.isEmpty()
            ? ""
            : weights.stream()
                .map(String::valueOf)
                .collect(Collectors.joining(", ", ".classWeights(", ")")))
        + (isSum ? ".sum()" : "");
  }

  /** How an example lies in memory: classes × positions, or an index for each position. */
  private record Geometry(SoftmaxCrossEntropy loss, int classes, int positions, boolean indices) {

    /** Checks the targets of a tile, and replaces indices by one-hot columns, in place. */
    void toProbabilities(double[] t, long first, int examples) {
      if (indices) {
        toOneHot(t, first, examples);
        return;
      }
      int outputs = classes * positions;
      for (int i = 0; i < examples * outputs; i++) {
        if (!(t[i] >= 0)) {
          throw error("target probabilities of 0 or more", t[i], first + i / outputs);
        }
      }
    }

    private void toOneHot(double[] t, long first, int examples) {
      int[] labels = new int[examples * positions];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = (int) t[i];
        if (labels[i] != t[i] || labels[i] < 0 || labels[i] >= classes) {
          throw error("class indices from 0 to " + (classes - 1), t[i], first + i / positions);
        }
      }
      Arrays.fill(t, 0, examples * classes * positions, 0);
      for (int i = 0; i < labels.length; i++) {
        int example = i / positions;
        t[(example * classes + labels[i]) * positions + i % positions] = 1;
      }
    }

    private IllegalArgumentException error(String expected, double target, long row) {
      return new IllegalArgumentException(
          "%s expects %s, got %s in row %d of the batch, counted from 0; look at the data"
              .formatted(loss, expected, target, row));
    }
  }
}
