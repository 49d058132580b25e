package org.slope.core.internal;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Copies between row-major order and that of memory, where images have their channels last. */
final class CpuReshape {
  private static final int GRAIN = 1 << 14;
  private static final int MEMORY = 0;
  private static final int ROW_MAJOR = 1;

  /**
   * The rows and columns that are transposed at a time: more rows, a power of two apart, would take
   * each other's place in the cache; the columns are a cache line.
   */
  private static final int STRIP = 8;

  private static final int LINE = 16;

  /** Copies a piece of an array from one tile to another, or returns the first as it is. */
  private interface Step {
    float[] run(float[] from, float[] to, int size);
  }

  private CpuReshape() {}

  /** Copies the elements in row-major order of their shapes; both arrays have Slope's layout. */
  static void reshape(INDArray x, INDArray y) {
    // the smallest pieces that hold whole examples of both
    long pieces = x.size(0) == y.size(0) ? x.size(0) : 1;
    copy(
        x,
        y,
        pieces,
        (from, to, size) -> transpose(from, pixels(x), channels(x), to, size),
        (from, to, size) -> transpose(from, channels(y), pixels(y), to, size));
  }

  /** Copies row-major images into Slope's layout. */
  static void toChannelsLast(INDArray x, INDArray y) {
    copy(
        x,
        y,
        x.size(0),
        (from, to, size) -> transpose(from, channels(x), pixels(x), to, size),
        (from, to, size) -> from);
  }

  /** Copies images in Slope's layout into a row-major array. */
  static void toRowMajor(INDArray x, INDArray y) {
    copy(
        x,
        y,
        x.size(0),
        (from, to, size) -> transpose(from, pixels(x), channels(x), to, size),
        (from, to, size) -> from);
  }

  private static void copy(INDArray x, INDArray y, long pieces, Step first, Step second) {
    Floats xs = Floats.of(x);
    Floats ys = Floats.of(y);
    int size = Math.toIntExact(x.length() / pieces);
    long together = Math.max(1, GRAIN / size);
    Parallel.run(
        (int) Tiles.ceil(pieces, together),
        chunk -> {
          Scratch scratch = Scratch.own();
          float[] a = scratch.tile(MEMORY, size);
          float[] b = scratch.tile(ROW_MAJOR, size);
          long from = chunk * together;
          for (long piece = from; piece < Math.min(pieces, from + together); piece++) {
            xs.get(piece * size, a, size);
            float[] between = first.run(a, b, size);
            ys.put(piece * size, second.run(between, between == a ? b : a, size), size);
          }
        });
  }

  /** Transposes matrices of rows × columns one after the other; returns where the result is. */
  static float[] transpose(float[] from, int rows, int columns, float[] to, int size) {
    if (rows == 1 || columns == 1) {
      return from;
    }
    for (int at = 0; at < size; at += rows * columns) {
      transpose(from, at, rows, columns, to, at);
    }
    return to;
  }

  /** Transposes a matrix that begins at a place in one array to a place in another. */
  static void transpose(float[] from, int at, int rows, int columns, float[] to, int first) {
    int strips = rows / STRIP * STRIP;
    for (int column = 0; column < columns; column += LINE) {
      int right = Math.min(columns, column + LINE);
      for (int row = 0; row < strips; row += STRIP) {
        transposeStrip(from, at + row * columns, columns, to, first + row, rows, column, right);
      }
      for (int c = column; c < right; c++) {
        for (int row = strips; row < rows; row++) {
          to[first + c * rows + row] = from[at + row * columns + c];
        }
      }
    }
  }

  /** Columns left..right of eight rows, each of which becomes eight elements side by side. */
  private static void transposeStrip(
      float[] x, int from, int columns, float[] y, int to, int rows, int left, int right) {
    int a = from;
    int b = a + columns;
    int c = b + columns;
    int d = c + columns;
    int e = d + columns;
    int f = e + columns;
    int g = f + columns;
    int h = g + columns;
    for (int i = left; i < right; i++) {
      int at = to + i * rows;
      y[at] = x[a + i];
      y[at + 1] = x[b + i];
      y[at + 2] = x[c + i];
      y[at + 3] = x[d + i];
      y[at + 4] = x[e + i];
      y[at + 5] = x[f + i];
      y[at + 6] = x[g + i];
      y[at + 7] = x[h + i];
    }
  }

  private static int channels(INDArray a) {
    return a.rank() == 4 ? Math.toIntExact(a.size(1)) : 1;
  }

  private static int pixels(INDArray a) {
    return a.rank() == 4 ? Math.toIntExact(a.size(2) * a.size(3)) : 1;
  }
}
