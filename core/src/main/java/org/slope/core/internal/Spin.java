package org.slope.core.internal;

/**
 * How long one thread looks for what another is about to do before it sleeps: some times what it
 * costs to be woken, so that a helper is awake through the gaps of a step, and not at all where it
 * has not paid of late. On a busy machine, the other one may be waiting for this very processor.
 */
final class Spin {
  private static final long NANOS = 200_000;
  private static final int MOST_MISSES = 4;
  private static final int TRY_AGAIN = 64;

  private int misses;
  private long start;

  /** Begins to look. */
  void begin() {
    start = System.nanoTime();
  }

  /** Waits a moment; returns whether to go on looking. */
  boolean goesOn() {
    boolean pays = misses < MOST_MISSES || misses % TRY_AGAIN == 0;
    if (pays && System.nanoTime() - start < NANOS) {
      Thread.onSpinWait();
      return true;
    }
    return false;
  }

  /** Learns whether it was seen in time. */
  void end(boolean seen) {
    misses = seen ? 0 : (misses + 1) & Integer.MAX_VALUE;
  }
}
