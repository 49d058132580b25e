package org.slope.training;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.internal.Memory;

/** The arrays that all batches of all epochs are written into, made for the first batch. */
final class BatchArrays {
  private final Dataset data;
  private final int batchSize;
  private final DataType type;
  private @Nullable Parts parts;
  private Object turn = this;

  BatchArrays(Dataset data, int batchSize, DataType type) {
    this.data = data;
    this.batchSize = Math.min(batchSize, data.size());
    this.type = type;
  }

  /** Begins an iteration and returns its token; tokens handed out earlier are no longer good. */
  Object begin() {
    turn = new Object();
    return turn;
  }

  Batch fill(Object turn, int[] order, int from, int to) {
    if (turn != this.turn) {
      throw new IllegalStateException(
          "another iteration over these batches has begun and uses their arrays; expected one at a time; call batches(…) again for the second");
    }
    if (parts == null) {
      Dataset.Base base = data.base();
      INDArray weights = base.weights();
      parts =
          new Parts(
              new Part(base.inputs(), batchSize, type),
              new Part(base.targets(), batchSize, type),
              weights == null ? null : new Part(weights, batchSize, type));
    }
    return parts.fill(order, from, to);
  }

  private record Parts(Part inputs, Part targets, @Nullable Part weights) {
    Batch fill(int[] order, int from, int to) {
      return new Batch(
          inputs.fill(order, from, to),
          targets.fill(order, from, to),
          weights == null ? null : weights.fill(order, from, to));
    }
  }

  /** An array, its gather, and the view of its first rows for a short batch. */
  private static final class Part {
    private final INDArray whole;
    private final Gather gather;
    private INDArray last;

    Part(INDArray source, int batchSize, DataType type) {
      long[] shape = source.shape().clone();
      shape[0] = batchSize;
      whole = Memory.array(type, shape);
      gather = new Gather(source, whole);
      last = whole;
    }

    INDArray fill(int[] order, int from, int to) {
      gather.copy(order, from, to);
      int size = to - from;
      if (size == whole.size(0)) {
        return whole;
      }
      if (last.size(0) != size) {
        last = Memory.rows(whole, 0, size);
      }
      return last;
    }
  }
}
