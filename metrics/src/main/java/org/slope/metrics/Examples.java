package org.slope.metrics;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Predictions, targets and weights of the same examples, read block by block. */
final class Examples implements Iterable<Block> {
  private static final int BLOCK_ELEMENTS = 1 << 16;

  final Rows predictions;
  final Rows targets;
  private final @Nullable Rows weights;

  Examples(INDArray predictions, INDArray targets, @Nullable INDArray weights) {
    this.predictions = new Rows("predictions", predictions);
    this.targets = new Rows("targets", targets);
    this.weights = weights == null ? null : new Rows("weights", weights);
    if (this.predictions.count != this.targets.count) {
      throw new IllegalArgumentException(
          String.format(
              "got %s predictions and %s targets; expected one row of each per example; pass"
                  + " (predictions, targets) of the same examples",
              this.predictions.count, this.targets.count));
    }
    if (this.weights != null && (this.weights.count != count() || this.weights.width != 1)) {
      throw new IllegalArgumentException(
          String.format(
              "weights have shape [%s, %s]; expected one weight per example, [%s] or [%s, 1]; pass"
                  + " the weights of these examples, or none",
              this.weights.count, this.weights.width, count(), count()));
    }
  }

  long count() {
    return predictions.count;
  }

  boolean weighted() {
    return weights != null;
  }

  /** Throws unless predictions and targets have as many columns as each other and as before. */
  void checkOutputs(int before) {
    if (predictions.width != targets.width) {
      throw new IllegalArgumentException(
          String.format(
              "predictions have shape [%s, %s] and targets [%s, %s]; expected the same number of"
                  + " outputs; pass (predictions, targets) of the same columns",
              count(), predictions.width, count(), targets.width));
    }
    checkSameOutputs(targets.width, before);
  }

  /** Throws unless there were no outputs before, or as many as now. */
  static void checkSameOutputs(int now, int before) {
    if (before != 0 && now != before) {
      throw new IllegalArgumentException(
          String.format(
              "got %s outputs after batches with %s; expected as many in every batch; start a new"
                  + " state",
              now, before));
    }
  }

  @Override
  public Iterator<Block> iterator() {
    int most = Math.max(1, BLOCK_ELEMENTS / Math.max(predictions.width, targets.width));
    return new Iterator<>() {
      private long next;

      @Override
      public boolean hasNext() {
        return next < count();
      }

      @Override
      public Block next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        int rows = (int) Math.min(most, count() - next);
        double[] p = predictions.read(next, rows);
        double[] t = targets.read(next, rows);
        double[] w = weights == null ? null : weights.read(next, rows);
        Block block = new Block(next, rows, p, t, w);
        next += rows;
        return block;
      }
    };
  }
}
