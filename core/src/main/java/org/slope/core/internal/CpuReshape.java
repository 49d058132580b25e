package org.slope.core.internal;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Copies between shapes in row-major order, which is not how images lie in memory. */
final class CpuReshape {
  private static final int GRAIN = 1 << 14;
  private static final int MEMORY = 0;
  private static final int ROW_MAJOR = 1;

  private CpuReshape() {}

  static void reshape(INDArray x, INDArray y) {
    Floats xs = Floats.of(x);
    Floats ys = Floats.of(y);
    // the smallest pieces that hold whole examples of both
    long pieces = x.size(0) == y.size(0) ? x.size(0) : 1;
    int size = Math.toIntExact(x.length() / pieces);
    long together = Math.max(1, GRAIN / size);
    Parallel.run(
        (int) Tiles.ceil(pieces, together),
        chunk -> {
          Scratch scratch = Scratch.own();
          float[] memory = scratch.tile(MEMORY, size);
          float[] rowMajor = scratch.tile(ROW_MAJOR, size);
          long from = chunk * together;
          for (long piece = from; piece < Math.min(pieces, from + together); piece++) {
            xs.get(piece * size, memory, size);
            transpose(memory, pixels(x), channels(x), rowMajor, size);
            transpose(rowMajor, channels(y), pixels(y), memory, size);
            ys.put(piece * size, memory, size);
          }
        });
  }

  /** Transposes matrices of rows × columns that lie one after the other. */
  private static void transpose(float[] from, int rows, int columns, float[] to, int size) {
    if (rows == 1 || columns == 1) {
      System.arraycopy(from, 0, to, 0, size);
      return;
    }
    for (int at = 0; at < size; at += rows * columns) {
      for (int c = 0; c < columns; c++) {
        for (int r = 0; r < rows; r++) {
          to[at + c * rows + r] = from[at + r * columns + c];
        }
      }
    }
  }

  private static int channels(INDArray a) {
    return a.rank() == 4 ? Math.toIntExact(a.size(1)) : 1;
  }

  private static int pixels(INDArray a) {
    return a.rank() == 4 ? Math.toIntExact(a.size(2) * a.size(3)) : 1;
  }
}
