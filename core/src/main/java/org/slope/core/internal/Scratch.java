package org.slope.core.internal;

import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;

/**
 * A thread's own working memory: heap tiles and areas outside the heap, each with a number. They
 * are grown and kept for the next kernel; very large ones are not kept. What they hold at first is
 * unspecified.
 */
final class Scratch {
  private static final ThreadLocal<Scratch> OWN = ThreadLocal.withInitial(Scratch::new);

  /** Tiles and areas of more elements are not kept. */
  static final int MOST_KEPT = 1 << 22;

  /** A cache line, in floats. */
  private static final int LINE = 16;

  private final float[][] tiles = new float[143][0];
  private final float[][][] several = new float[143][0][];
  private final float[][][] rows = new float[2][0][];
  private final int[][] bits = new int[8][0];
  private double[] sums = {};
  private final Floats[] areas = {area(0), area(0)};

  /** What this thread calls BLAS with. */
  final Blas.Call call = new Blas.Call();

  /** What this thread unfolds images with. */
  final Copies copies = new Copies();

  /** What this thread finishes products with. */
  final CpuFinish.Rows finish = new CpuFinish.Rows();

  private Scratch() {}

  /** Returns the calling thread's scratch. */
  static Scratch own() {
    return OWN.get();
  }

  /** Returns a heap array of at least n floats. */
  float[] tile(int number, int n) {
    float[] tile = tiles[number];
    if (tile.length < n) {
      tile = new float[n];
      if (n <= MOST_KEPT) {
        tiles[number] = tile;
      }
    }
    return tile;
  }

  /**
   * Returns heap arrays of at least n floats, with numbers from the first on; what holds them is
   * the caller's until the next time.
   */
  float[][] tiles(int first, int count, int n) {
    float[][] tiles = n <= MOST_KEPT ? room(several, first, count) : new float[count][];
    for (int k = 0; k < count; k++) {
      tiles[k] = tile(first + k, n);
    }
    return tiles;
  }

  /** Returns room for so many rows; the caller's until the next time. */
  float[][] rows(int number, int count) {
    return room(rows, number, count);
  }

  private static float[][] room(float[][][] all, int number, int count) {
    if (all[number].length < count) {
      all[number] = new float[count][];
    }
    return all[number];
  }

  /** Returns a heap array of at least n doubles. */
  double[] sums(int n) {
    if (sums.length < n) {
      sums = new double[n];
    }
    return sums;
  }

  /** Returns a heap array of at least n ints. */
  int[] bits(int number, int n) {
    int[] tile = bits[number];
    if (tile.length < n) {
      tile = new int[n];
      if (n <= MOST_KEPT) {
        bits[number] = tile;
      }
    }
    return tile;
  }

  /** Returns memory outside the heap for at least n floats. */
  Floats area(int number, int n) {
    Floats area = areas[number];
    if (area.length() < n) {
      area = area(n);
      if (n <= MOST_KEPT) {
        areas[number] = area;
      }
    }
    return area;
  }

  private static Floats area(int n) {
    int bytes = Math.multiplyExact(Math.toIntExact(Tiles.ceil(n, LINE)), LINE * Float.BYTES);
    ByteBuffer memory =
        ByteBuffer.allocateDirect(bytes + LINE * Float.BYTES).alignedSlice(LINE * Float.BYTES);
    return new Floats(memory, new BytePointer(memory).address(), bytes / Float.BYTES);
  }
}
