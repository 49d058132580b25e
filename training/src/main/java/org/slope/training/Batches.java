package org.slope.training;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.slope.core.internal.Randoms;

/**
 * The mini-batches of one epoch, each example in one of them; the last may be shorter.
 *
 * <p>Every batch is gathered into the same pair of arrays, which all epochs share: {@code
 * batches.epoch(1)} is another order over the same memory. So one iteration runs at a time, and a
 * batch is valid until the next; {@link Batch#copy} keeps one.
 */
public final class Batches implements Iterable<Batch> {
  private static final long KEY = Randoms.key("batches");

  private final Dataset data;
  private final int batchSize;
  private final @Nullable Long seed;
  private final int epoch;
  private final boolean dropsLast;
  private final BatchArrays arrays;

  Batches(Dataset data, int batchSize, @Nullable Long seed) {
    this(data, batchSize, seed, 0, false, new BatchArrays(data, batchSize, data.batchType()));
    if (batchSize < 1) {
      throw new IllegalArgumentException(
          "the batch size is " + batchSize + "; expected 1 or more; 32 and 64 are usual");
    }
  }

  private Batches(
      Dataset data,
      int batchSize,
      @Nullable Long seed,
      int epoch,
      boolean dropsLast,
      BatchArrays arrays) {
    this.data = data;
    this.batchSize = batchSize;
    this.seed = seed;
    this.epoch = epoch;
    this.dropsLast = dropsLast;
    this.arrays = arrays;
  }

  /**
   * Returns the batches of an epoch, in the order that seed and epoch give, in the same arrays.
   *
   * @param epoch the epoch, from 0; without a seed, all epochs are alike
   */
  public Batches epoch(int epoch) {
    return new Batches(data, batchSize, seed, epoch, dropsLast, arrays);
  }

  /**
   * Returns the batches without the last one if it is short.
   *
   * @throws IllegalArgumentException if no batch would be left
   */
  public Batches dropLast() {
    if (data.size() < batchSize) {
      throw new IllegalArgumentException(
          "dropLast leaves no batch of %s examples; expected at least the batch size, %s; lower it"
              .formatted(data.size(), batchSize));
    }
    return new Batches(data, batchSize, seed, epoch, true, arrays);
  }

  /** Returns the batches in arrays of float or double; converted on the way if need be. */
  public Batches as(DataType type) {
    if (type != DataType.FLOAT && type != DataType.DOUBLE) {
      throw new IllegalArgumentException(
          "batches cannot hold " + type + "; expected a network's type; choose FLOAT or DOUBLE");
    }
    return new Batches(
        data, batchSize, seed, epoch, dropsLast, new BatchArrays(data, batchSize, type));
  }

  /** Returns the number of batches of an epoch. */
  public int count() {
    return dropsLast ? data.size() / batchSize : (data.size() - 1) / batchSize + 1;
  }

  /** Returns how many examples every batch has, but for a short last one. */
  public int batchSize() {
    return batchSize;
  }

  /** Starts an iteration; it ends those that began earlier on these arrays. */
  @Override
  public Iterator<Batch> iterator() {
    int[] order = data.order();
    if (seed != null) {
      Splits.shuffle(order, Randoms.of(seed, KEY, epoch));
    }
    Object turn = arrays.begin();
    int end = dropsLast ? count() * batchSize : order.length;
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < end;
      }

      @Override
      public Batch next() {
        if (!hasNext()) {
          throw new NoSuchElementException("the epoch is over; call iterator() for another");
        }
        int from = next;
        next = Math.min(end, from + batchSize);
        return arrays.fill(turn, order, from, next);
      }
    };
  }

  /** Prints {@code Batches(844 of 64 examples, seed 42, epoch 0)}. */
  @Override
  public String toString() {
    return "Batches(%s of %s examples, %s)"
        .formatted(
            count(), batchSize, seed == null ? "in order" : "seed " + seed + ", epoch " + epoch);
  }
}
