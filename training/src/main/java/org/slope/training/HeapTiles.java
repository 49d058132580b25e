package org.slope.training;

/** A thread's own tiles, kept from one use to the next; what they hold at first is unspecified. */
final class HeapTiles {
  private static final int MOST_KEPT = 1 << 16;
  private static final int COUNT = 16;
  private static final ThreadLocal<double[][]> OWN =
      ThreadLocal.withInitial(() -> new double[COUNT][0]);

  private static final ThreadLocal<double[][]> GROUP =
      ThreadLocal.withInitial(() -> new double[0][]);

  private HeapTiles() {}

  /** Returns the calling thread's tile of a number, of at least n elements. */
  static double[] own(int number, int n) {
    if (number >= COUNT || n > MOST_KEPT) {
      return new double[n];
    }
    double[][] tiles = OWN.get();
    if (tiles[number].length < n) {
      tiles[number] = new double[n];
    }
    return tiles[number];
  }

  /** Returns the calling thread's tiles from a number on, together in an array. */
  static double[][] own(int first, int count, int n) {
    double[][] group = GROUP.get();
    if (group.length != count) {
      group = new double[count][];
      GROUP.set(group);
    }
    for (int k = 0; k < count; k++) {
      group[k] = own(first + k, n);
    }
    return group;
  }
}
