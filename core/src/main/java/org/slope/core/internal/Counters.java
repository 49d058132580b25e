package org.slope.core.internal;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts of the work that kernels do, for tests that hold a pass to what its shapes ask for.
 * Nothing is counted until {@link #start}; all threads count together.
 */
public final class Counters {
  private static volatile @Nullable Counters counting;

  private final LongAdder products = new LongAdder();
  private final LongAdder multiplications = new LongAdder();
  private final LongAdder unfolded = new LongAdder();

  private Counters() {}

  /** Begins to count from 0, in place of what counted before. */
  public static Counters start() {
    Counters counters = new Counters();
    counting = counters;
    return counters;
  }

  /** Ends counting. */
  public static void stop() {
    counting = null;
  }

  /** Counts a product of matrices, rows × inner and inner × columns. */
  static void product(long rows, long inner, long columns) {
    Counters counters = counting;
    if (counters != null) {
      counters.products.increment();
      counters.multiplications.add(rows * inner * columns);
    }
  }

  /** Counts elements that were copied so that a convolution becomes a product. */
  static void unfolded(long elements) {
    Counters counters = counting;
    if (counters != null) {
      counters.unfolded.add(elements);
    }
  }

  /** Returns how many products of matrices were computed, or what took their place. */
  public long products() {
    return products.sum();
  }

  /** Returns how many multiplications these had. */
  public long multiplications() {
    return multiplications.sum();
  }

  /** Returns how many elements convolutions copied first, to matrices or with their border. */
  public long unfolded() {
    return unfolded.sum();
  }

  @Override
  public String toString() {
    return "Counters(%s products, %s multiplications, %s unfolded)"
        .formatted(products(), multiplications(), unfolded());
  }
}
