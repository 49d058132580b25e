package org.slope.core.internal;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A window that slides over images whose channels are last in memory, and the sizes it meets. */
record Sliding(Window window, int height, int width, int channels, int outHeight, int outWidth) {
  /** A slot of {@link Scratch#tile}. */
  private static final int ROW = 6;

  static Sliding of(INDArray x, Window window, INDArray y) {
    return new Sliding(
        window,
        (int) x.size(2),
        (int) x.size(3),
        Math.toIntExact(x.size(1)),
        (int) y.size(2),
        (int) y.size(3));
  }

  /** Returns the input row under row p of the window of output row i; outside 0..height−1 too. */
  int row(int i, int p) {
    return i * window.strideRows() + p * window.dilationRows() - window.top();
  }

  /** Returns the input column under column q of the window of output column j. */
  int column(int j, int q) {
    return j * window.strideColumns() + q * window.dilationColumns() - window.left();
  }

  boolean hasRow(int row) {
    return row >= 0 && row < height;
  }

  boolean hasColumn(int column) {
    return column >= 0 && column < width;
  }

  /** Returns the first output row whose windows have their row p in the image, if any has. */
  int firstRow(int p) {
    return first(row(0, p), window.strideRows());
  }

  /** Returns the end of those rows; not behind the first if there is none. */
  int endRow(int p) {
    return end(row(0, p), window.strideRows(), height, outHeight);
  }

  /** Returns the first row of the window of output row i that lies in the image, if any does. */
  int firstTapRow(int i) {
    return Math.min(window.rows(), first(row(i, 0), window.dilationRows()));
  }

  /** Returns the end of those rows; the first if there is none. */
  int endTapRow(int i) {
    int end = end(row(i, 0), window.dilationRows(), height, window.rows());
    return Math.max(firstTapRow(i), end);
  }

  /** Returns the first output column whose windows have their column q in the image, if any has. */
  int firstColumn(int q) {
    return first(column(0, q), window.strideColumns());
  }

  /** Returns the end of those columns; not behind the first if there is none. */
  int endColumn(int q) {
    return end(column(0, q), window.strideColumns(), width, outWidth);
  }

  private static int first(int input, int stride) {
    return (int) Tiles.ceil(Math.max(0, -input), stride);
  }

  private static int end(int input, int stride, int inputs, int outputs) {
    return Math.min(outputs, Math.floorDiv(inputs - 1 - input, stride) + 1);
  }

  /** Returns how many taps of an image's windows lie in it. */
  long tapsInside() {
    long rows = 0;
    for (int p = 0; p < window.rows(); p++) {
      rows += Math.max(0, endRow(p) - firstRow(p));
    }
    long columns = 0;
    for (int q = 0; q < window.columns(); q++) {
      columns += Math.max(0, endColumn(q) - firstColumn(q));
    }
    return rows * columns;
  }

  /** Tells whether a row is beyond the padding: ceil mode reaches there. */
  boolean isBeyondRow(int row) {
    return row >= height + window.bottom();
  }

  boolean isBeyondColumn(int column) {
    return column >= width + window.right();
  }

  int inputSize() {
    return Math.multiplyExact(Math.multiplyExact(height, width), channels);
  }

  int outputPixels() {
    return Math.multiplyExact(outHeight, outWidth);
  }

  int outputSize() {
    return Math.multiplyExact(outputPixels(), channels);
  }

  /**
   * Copies column q of every window of an output row from an image row: {@code tap[j] = row[j·s +
   * q·d − left]}, each with all its channels.
   *
   * @param border what taps in the padding hold
   * @param beyond what taps hold that ceil mode puts beyond it
   */
  void gather(float[] row, int q, float border, float beyond, float[] tap) {
    if (window.strideColumns() == 1) {
      int first = Math.min(outWidth, firstColumn(q));
      int end = Math.max(first, endColumn(q));
      Arrays.fill(tap, 0, first * channels, border);
      if (end > first) {
        System.arraycopy(
            row, column(first, q) * channels, tap, first * channels, (end - first) * channels);
      }
      for (int j = end; j < outWidth; j++) {
        fill(tap, j, isBeyondColumn(column(j, q)) ? beyond : border);
      }
      return;
    }
    for (int j = 0; j < outWidth; j++) {
      int column = column(j, q);
      if (hasColumn(column)) {
        System.arraycopy(row, column * channels, tap, j * channels, channels);
      } else {
        fill(tap, j, isBeyondColumn(column) ? beyond : border);
      }
    }
  }

  private void fill(float[] tap, int j, float value) {
    Arrays.fill(tap, j * channels, (j + 1) * channels, value);
  }

  /** The reverse: copies a tap's pixels to where {@link #gather} found them; the rest is 0. */
  void spread(float[] tap, int q, float[] row) {
    Arrays.fill(row, 0, width * channels, 0);
    for (int j = 0; j < outWidth; j++) {
      int column = column(j, q);
      if (hasColumn(column)) {
        System.arraycopy(tap, j * channels, row, column * channels, channels);
      }
    }
  }

  /** Copies an image's row of pixels, if it has it, to a line between the borders. */
  void copyRow(Floats x, long image, int row, float border, float[] to, int at, int line) {
    int skipped = Math.max(0, -window.left());
    int first = Math.min(line, Math.max(0, window.left()) * channels);
    int n = Math.max(0, Math.min((width - skipped) * channels, line - first));
    long pixel = image * inputSize() + ((long) row * width + skipped) * channels;
    copyRow(x, pixel, hasRow(row) ? n : 0, to, at, first, line, border);
  }

  /**
   * The same for each group its channels, to a line of its own.
   *
   * @param line how long that is
   * @param apart how far the lines of two groups are apart
   */
  void copyRow(
      Floats x,
      long image,
      int row,
      float border,
      int groups,
      float[] to,
      int at,
      int line,
      int apart) {
    if (groups == 1) {
      copyRow(x, image, row, border, to, at, line);
      return;
    }
    float[] all = Scratch.own().tile(ROW, line * groups);
    copyRow(x, image, row, border, all, 0, line * groups);
    int part = channels / groups;
    for (int g = 0; g < groups; g++) {
      int start = at + g * apart;
      for (int k = 0; k < line; k += part) {
        System.arraycopy(all, k * groups + g * part, to, start + k, part);
      }
    }
  }

  /** Copies n elements, or none, to a line whose other elements are border. */
  static void copyRow(
      Floats x, long from, int n, float[] image, int at, int first, int line, float border) {
    Arrays.fill(image, at, at + first, border);
    if (n > 0) {
      x.get(from, image, at + first, n);
    }
    Arrays.fill(image, at + first + n, at + line, border);
  }
}
