package org.slope.training;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One evaluation of a loss, by tiles of whole examples in double[]. */
final class LossTiles {
  private static final int TILE = 4096;

  /** Computes the loss and the derivative of each element of a tile. */
  interface Kernel {
    /**
     * Computes one tile.
     *
     * @param p the predictions
     * @param t the targets; may be overwritten
     * @param loss written
     * @param dp written: dloss/dp
     * @param first the tile's first example
     * @param examples how many there are
     */
    void apply(double[] p, double[] t, double[] loss, double[] dp, long first, int examples);
  }

  private final Loss loss;
  private final INDArray predictions;
  private final INDArray targets;
  private final double @Nullable [] weights;
  private final INDArray gradient;
  private final long batch;
  private final int outputs;

  LossTiles(
      Loss loss,
      INDArray predictions,
      INDArray targets,
      @Nullable INDArray weights,
      INDArray gradient) {
    this.loss = loss;
    this.predictions = predictions;
    this.targets = targets;
    this.gradient = gradient;
    if (predictions.rank() == 0 || predictions.length() == 0) {
      throw error("predictions [batch, …] of one example or more", predictions, "give some");
    }
    this.batch = predictions.size(0);
    this.outputs = Math.toIntExact(predictions.length() / batch);
    this.weights = weights == null ? null : checkedWeights(weights);
    if (!Arrays.equals(gradient.shape(), predictions.shape()) || !gradient.isR()) {
      throw error(
          "a float or double array of the predictions' shape %s for the gradient"
              .formatted(Arrays.toString(predictions.shape())),
          gradient,
          "give one like the predictions");
    }
  }

  private double[] checkedWeights(INDArray array) {
    if (array.rank() == 0 || array.length() != batch || array.size(0) != batch) {
      throw error("a weight for each example, [%s]".formatted(batch), array, "give one an example");
    }
    double[] values = new double[(int) batch];
    Elements.of(array).read(0, values, values.length);
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] >= 0 && values[i] < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "%s cannot weigh row %s of the batch, counted from 0, by %s; give finite weights of 0 or more"
                .formatted(loss, i, values[i]));
      }
    }
    return values;
  }

  /** The exception for an array of the wrong shape. */
  IllegalArgumentException error(String expected, INDArray got, String remedy) {
    return new IllegalArgumentException(
        "%s expects %s, got %s; %s"
            .formatted(loss, expected, Arrays.toString(got.shape()), remedy));
  }

  /** The number of elements of an example. */
  int outputs() {
    return outputs;
  }

  double weight(long example) {
    return weights == null ? 1 : weights[(int) example];
  }

  /** Returns what divides a mean, above 0. */
  double sumOfWeights() {
    double sum = weights == null ? batch : Arrays.stream(weights).sum();
    if (sum == 0) {
      throw new IllegalArgumentException(
          "%s cannot average: all %s weights are 0; give one example or more a weight above 0"
              .formatted(loss, batch));
    }
    return sum;
  }

  /** Returns the weighted sum of the elements' losses over the divisor, and writes the gradient. */
  double evaluate(Kernel kernel, double divisor) {
    int tile = (int) Math.min(batch, Math.max(1, TILE / outputs));
    int targetOutputs = Math.toIntExact(targets.length() / batch);
    double[] p = HeapTiles.own(0, tile * outputs);
    double[] t = HeapTiles.own(1, tile * outputs);
    double[] losses = HeapTiles.own(2, tile * outputs);
    double[] dp = HeapTiles.own(3, tile * outputs);
    Elements predicted = Elements.of(predictions);
    Elements expected = Elements.of(targets);
    Elements gradients = Elements.of(gradient);
    double total = 0;
    for (long first = 0; first < batch; first += tile) {
      int examples = (int) Math.min(tile, batch - first);
      predicted.read(first * outputs, p, examples * outputs);
      expected.read(first * targetOutputs, t, examples * targetOutputs);
      kernel.apply(p, t, losses, dp, first, examples);
      for (int e = 0; e < examples; e++) {
        double weight = weight(first + e) / divisor;
        double sum = 0;
        for (int i = e * outputs; i < (e + 1) * outputs; i++) {
          sum += losses[i];
          dp[i] *= weight;
        }
        total += weight * sum;
      }
      gradients.write(first * outputs, dp, examples * outputs);
    }
    gradients.finish();
    return total;
  }
}
