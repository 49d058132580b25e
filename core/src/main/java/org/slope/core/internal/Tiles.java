package org.slope.core.internal;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A matrix cut into chunks for threads, and these into tiles that stay in the cache; both are whole
 * rows and depend on the shape alone.
 *
 * @param rows the matrix's rows
 * @param columns its columns, which lie side by side in memory
 * @param grain how many elements a chunk has at least
 * @param together how many rows are not parted
 */
record Tiles(long rows, int columns, int grain, int together) {
  /** Elements of a tile of few columns: those of a sweep fit into the first cache together. */
  private static final int TILE = 1 << 11;

  /**
   * Rows of a tile, as far as it has few enough elements: what begins with each tile costs less.
   */
  private static final int ROWS = 16;

  private static final int MOST = 1 << 13;

  private static final int GRAIN = 1 << 15;
  private static final int MOST_CHUNKS = 64;
  private static final int MOST_SUMS = 1 << 18;

  /** Slots of {@link Scratch#tile}: terms of sums, and what folding them needs. */
  private static final int TERMS = 0;

  private static final int FOLDED = 2;

  /** What is done to n elements, whole rows, from an index on. */
  @FunctionalInterface
  interface Body {
    void run(Scratch scratch, long at, int n);
  }

  /**
   * Computes the terms of sums for n elements, whole rows, from an index on; returns how many terms
   * are left to be added up, whole rows: n, or those of a row if it added them up itself.
   */
  @FunctionalInterface
  interface Terms {
    int fill(Scratch scratch, long at, int n, float[] first, float[] second);
  }

  static Tiles of(long rows, long columns) {
    return new Tiles(rows, Math.toIntExact(columns), GRAIN, 1);
  }

  /** Returns the matrix of rows × channels of [n, c] or [n, c, h, w]. */
  static Tiles channels(INDArray a) {
    return of(a.length() / a.size(1), a.size(1));
  }

  /** Returns the same of [n, c, h, w], by pairs of rows of pixels; h is even. */
  static Tiles pairs(INDArray a) {
    Tiles tiles = channels(a);
    return new Tiles(tiles.rows, tiles.columns, GRAIN, Math.toIntExact(2 * a.size(3)));
  }

  /** Returns the tiles of an array whose shape does not matter. */
  static Tiles flat(INDArray a) {
    return of(a.length(), 1);
  }

  /** Returns the same for a body that spends many times longer on an element. */
  Tiles costly() {
    return new Tiles(rows, columns, GRAIN / 16, together);
  }

  int tileRows() {
    int most = Math.max(TILE / columns, Math.min(ROWS, Math.min(MOST, grain) / columns));
    return (int) Math.max(1, Math.min(rows, roundUp(Math.max(1, most), together)));
  }

  private long chunkRows() {
    int most = Math.max(2, Math.min(MOST_CHUNKS, MOST_SUMS / columns));
    long least = Math.max(ceil(grain, columns), ceil(rows, most));
    return roundUp(least, tileRows());
  }

  /** Runs a body for every tile. */
  void forEach(Body body) {
    long chunkRows = chunkRows();
    if (rows <= chunkRows) {
      forEach(Scratch.own(), 0, rows, body);
      return;
    }
    Parallel.run(
        (int) ceil(rows, chunkRows),
        chunk -> {
          long from = chunk * chunkRows;
          forEach(Scratch.own(), from, Math.min(rows, from + chunkRows), body);
        });
  }

  /** Runs a body for the tiles of some rows, in order, on this thread. */
  void forEach(Scratch scratch, long from, long to, Body body) {
    int tileRows = tileRows();
    for (long row = from; row < to; row += tileRows) {
      int n = (int) Math.min(tileRows, to - row) * columns;
      body.run(scratch, row * columns, n);
    }
  }

  /**
   * Returns the sums of each column's terms, of which there are one or two: all first, all second.
   */
  double[] columnSums(int count, Terms terms) {
    return Arrays.copyOf(sumColumns(count, terms), count * columns);
  }

  /** Adds the sums of each column's terms to a gradient. */
  void addColumnSums(Floats gradient, Terms terms) {
    gradient.add(sumColumns(1, terms), columns);
  }

  /** The sums come first in what is returned, which is the calling thread's scratch. */
  private double[] sumColumns(int count, Terms terms) {
    long chunkRows = chunkRows();
    int chunks = (int) ceil(rows, chunkRows);
    int size = count * columns;
    double[] partial = Scratch.own().sums(chunks * size);
    if (chunks == 1) {
      sumColumns(Scratch.own(), 0, rows, count, terms, partial, 0);
      return partial;
    }
    Parallel.run(
        chunks,
        chunk -> {
          long from = chunk * chunkRows;
          long to = Math.min(rows, from + chunkRows);
          sumColumns(Scratch.own(), from, to, count, terms, partial, chunk * size);
        });
    for (int chunk = 1; chunk < chunks; chunk++) {
      for (int i = 0; i < size; i++) {
        partial[i] += partial[chunk * size + i];
      }
    }
    return partial;
  }

  /** Returns the sums over some rows, computed on this thread. */
  double[] columnSums(Scratch scratch, long from, long to, int count, Terms terms) {
    double[] sums = new double[count * columns];
    sumColumns(scratch, from, to, count, terms, sums, 0);
    return sums;
  }

  private void sumColumns(
      Scratch scratch, long from, long to, int count, Terms terms, double[] sums, int at) {
    Arrays.fill(sums, at, at + count * columns, 0);
    int size = tileRows() * columns;
    float[] first = scratch.tile(TERMS, size);
    float[] second = scratch.tile(TERMS + 1, size);
    int tileRows = tileRows();
    for (long row = from; row < to; row += tileRows) {
      int n = (int) Math.min(tileRows, to - row) * columns;
      int left = terms.fill(scratch, row * columns, n, first, second);
      addFolded(first, left, scratch, sums, at);
      if (count == 2) {
        addFolded(second, left, scratch, sums, at + columns);
      }
    }
  }

  private void addFolded(float[] tile, int n, Scratch scratch, double[] sums, int at) {
    fold(tile, n, columns, scratch);
    for (int c = 0; c < columns; c++) {
      sums[at + c] += tile[c];
    }
  }

  /**
   * Adds up the rows of a tile, in place, into its first row: by halves, which makes long loops and
   * small rounding errors.
   */
  static void fold(float[] tile, int n, int columns, Scratch scratch) {
    // a copy, because only loops that index all arrays alike are vectorized
    float[] lower = scratch.tile(FOLDED, tile.length);
    int length = n;
    while (length > columns) {
      int half = length / columns / 2 * columns;
      length -= half;
      System.arraycopy(tile, length, lower, 0, half);
      for (int i = 0; i < half; i++) {
        tile[i] += lower[i];
      }
    }
  }

  /** Writes a row's values over and over into one of the caller's tiles, as long as a tile is. */
  float[] repeat(int number, float[] row) {
    int length = tileRows() * columns;
    float[] tile = Scratch.own().tile(number, length);
    System.arraycopy(row, 0, tile, 0, columns);
    repeat(tile, columns, length);
    return tile;
  }

  /** Repeats the first n elements up to a length, in place. */
  static void repeat(float[] tile, int n, int length) {
    for (int done = n; done < length; done *= 2) {
      System.arraycopy(tile, 0, tile, done, Math.min(done, length - done));
    }
  }

  static long ceil(long a, long b) {
    return (a + b - 1) / b;
  }

  /** Returns the least multiple of a step that is n or more. */
  static long roundUp(long n, int step) {
    return ceil(n, step) * step;
  }

  /** The same of an int. */
  static int roundUp(int n, int step) {
    return (int) ceil(n, step) * step;
  }
}
