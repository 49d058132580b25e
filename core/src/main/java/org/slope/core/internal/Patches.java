package org.slope.core.internal;

import java.util.Arrays;

/**
 * All taps of the window in one matrix, row by row: the patch of each output pixel. With one
 * channel, the matrix lies transposed, because a tap of neighbouring pixels is one copy.
 */
final class Patches extends Unfolding {
  private static final int LEAST_PIXELS = 64;

  /** Slots of {@link Scratch#tile}. */
  private static final int IMAGE = 0;

  private static final int BLOCK = 1;

  private final boolean byTap;
  private final int size;

  Patches(Sliding sliding, int groups, int group, double padding) {
    super(sliding, groups, group, padding);
    byTap = sliding.channels() == 1 && sliding.window().strideColumns() == 1;
    size = Math.multiplyExact(sliding.window().rows(), rowSize);
  }

  @Override
  int parts() {
    return 1;
  }

  @Override
  int partSize() {
    return size;
  }

  @Override
  int size(int n) {
    return Math.multiplyExact(n, size);
  }

  @Override
  int tile() {
    int width = sliding.outWidth();
    return byTap ? Math.max(1, pixels() / width) * width : pixels();
  }

  private int pixels() {
    return Math.max(LEAST_PIXELS, TILE / size);
  }

  @Override
  int together() {
    return Math.max(1, tile() / sliding.outputPixels());
  }

  @Override
  void part(int r, int n, Floats area, Matrix part) {
    if (byTap) {
      part.set(area, 0, size, n).t();
    } else {
      part.set(area, 0, n, size);
    }
  }

  @Override
  void gradientPart(int r, int n, Floats area, Matrix part) {
    part.set(area, 0, n, size);
  }

  @Override
  void gather(Floats images, long pixel, int n, Floats area) {
    if (byTap) {
      gatherTaps(images, pixel, n, area);
      return;
    }
    long image = pixel / sliding.outputPixels() * sliding.inputSize() + firstChannel;
    int i = (int) (pixel % sliding.outputPixels()) / sliding.outWidth();
    int j = (int) (pixel % sliding.outWidth());
    int step = sliding.width() * sliding.channels();
    int rows = sliding.window().rows();
    Copies copies = copies(images, pixel, n, area);
    int to = 0;
    for (int p = 0; p < n; p++) {
      int left = sliding.column(j, 0);
      for (int r = 0; r < rows; r++) {
        int row = sliding.row(i, r);
        if (sliding.hasRow(row)) {
          gatherRow(copies, image + (long) row * step, left, to);
        } else {
          copies.fill(to, border, rowSize);
        }
        to += rowSize;
      }
      if (++j == sliding.outWidth()) {
        j = 0;
        if (++i == sliding.outHeight()) {
          i = 0;
          image += sliding.inputSize();
        }
      }
    }
    copies.finish(to);
  }

  /**
   * With one channel, a tap of an image's output pixels is a block of that image without the
   * columns that the tap does not reach: one for each column of the window, and its rows shifted.
   */
  private void gatherTaps(Floats images, long pixel, int n, Floats patches) {
    Counters.unfolded(size(n));
    Window window = sliding.window();
    int width = sliding.outWidth();
    Scratch s = Scratch.own();
    for (int done = 0; done < n; ) {
      long image = (pixel + done) / sliding.outputPixels();
      int i = (int) ((pixel + done) % sliding.outputPixels()) / width;
      int rows = Math.min(sliding.outHeight() - i, (n - done) / width);
      int height = (rows - 1) * window.strideRows() + window.spanRows();
      int top = Math.max(0, Math.min(sliding.height(), sliding.row(i, 0)));
      int bottom = Math.max(top, Math.min(sliding.height(), sliding.row(i, 0) + height));
      float[] x = s.tile(IMAGE, (bottom - top) * sliding.width());
      long start = image * sliding.inputSize() + (long) top * sliding.width();
      images.get(start, x, (bottom - top) * sliding.width());
      float[] block = s.tile(BLOCK, height * width);
      for (int q = 0; q < window.columns(); q++) {
        for (int k = 0; k < height; k++) {
          copyRow(x, top, sliding.row(i, 0) + k, sliding.column(0, q), block, k * width);
        }
        for (int r = 0; r < window.rows(); r++) {
          long to = (long) (r * window.columns() + q) * n + done;
          putRows(block, r * window.dilationRows(), rows, patches, to);
        }
      }
      done += rows * width;
    }
  }

  /** Copies the columns of a row from one on, which may lie in the padding; x begins at a row. */
  private void copyRow(float[] x, int top, int row, int column, float[] block, int to) {
    int width = sliding.outWidth();
    int first = Math.min(width, Math.max(0, -column));
    int end = Math.max(first, Math.min(width, sliding.width() - column));
    if (!sliding.hasRow(row)) {
      end = first;
    }
    if (end > first) {
      int from = (row - top) * sliding.width() + column + first;
      System.arraycopy(x, from, block, to + first, end - first);
    }
    Arrays.fill(block, to, to + first, border[0]);
    Arrays.fill(block, to + end, to + width, border[0]);
  }

  /** Copies the rows of a block that one row of the window passes over. */
  private void putRows(float[] block, int first, int rows, Floats patches, long to) {
    int width = sliding.outWidth();
    int step = sliding.window().strideRows();
    if (step == 1) {
      patches.put(to, block, first * width, rows * width);
      return;
    }
    for (int k = 0; k < rows; k++) {
      patches.put(to + (long) k * width, block, (first + k * step) * width, width);
    }
  }

  @Override
  void scatter(float[] patches, int pixel, int n, float[] images) {
    int image = pixel / sliding.outputPixels() * sliding.inputSize() + firstChannel;
    int i = pixel / sliding.outWidth() % sliding.outHeight();
    int j = pixel % sliding.outWidth();
    int step = sliding.width() * sliding.channels();
    int rows = sliding.window().rows();
    int from = 0;
    for (int p = 0; p < n; p++) {
      int left = sliding.column(j, 0);
      for (int r = 0; r < rows; r++) {
        int row = sliding.row(i, r);
        if (sliding.hasRow(row)) {
          scatterRow(patches, from, left, images, image + row * step);
        }
        from += rowSize;
      }
      if (++j == sliding.outWidth()) {
        j = 0;
        if (++i == sliding.outHeight()) {
          i = 0;
          image += sliding.inputSize();
        }
      }
    }
  }
}
