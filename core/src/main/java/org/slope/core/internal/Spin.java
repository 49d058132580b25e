package org.slope.core.internal;

/**
 * How long one thread looks for what another is about to do before it sleeps: a few microseconds,
 * less than to be woken costs, and no longer at all where it has not paid of late. On a busy
 * machine, the other one may be waiting for this very processor.
 */
final class Spin {
  private static final long NANOS = 20_000;
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
