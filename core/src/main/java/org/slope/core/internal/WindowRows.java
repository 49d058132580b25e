package org.slope.core.internal;

/**
 * The taps of one row of the window a matrix. An image row is unfolded once and serves all rows of
 * the window that pass over it: the matrices are views of one band, shifted by rows. So a window of
 * three rows copies a third of what {@link Patches} do.
 *
 * <p>With a stride, the image rows whose numbers leave the same remainder lie together, so that the
 * rows under one row of the window still follow each other.
 */
final class WindowRows extends Unfolding {
  /** Products with fewer terms, or fewer pixels, cost more than the copies that they save. */
  private static final int LEAST_TERMS = 32;

  private static final int LEAST_PIXELS = 128;

  private final Window window;

  /** How many more rows than outputs lie under the window. */
  private final int reach;

  WindowRows(Sliding sliding, int groups, int group, double padding) {
    super(sliding, groups, group, padding);
    window = sliding.window();
    reach = position(window.rows() - 1);
  }

  static boolean fits(Sliding sliding, int groups) {
    Window window = sliding.window();
    return window.rows() > 1
        && window.columns() * sliding.channels() / groups >= LEAST_TERMS
        && sliding.outputPixels() >= LEAST_PIXELS;
  }

  @Override
  int parts() {
    return window.rows();
  }

  @Override
  int partSize() {
    return rowSize;
  }

  @Override
  int size(int n) {
    return Math.multiplyExact(phases() * height(n), line());
  }

  /** Returns whole rows of pixels. */
  @Override
  int tile() {
    int rows = TILE / line() / phases() - reach;
    return sliding.outWidth() * Math.max(1, Math.min(rows, sliding.outHeight()));
  }

  @Override
  int together() {
    return 1;
  }

  /** The elements of an unfolded image row. */
  private int line() {
    return Math.multiplyExact(sliding.outWidth(), rowSize);
  }

  private int phases() {
    return Math.min(window.strideRows(), window.spanRows());
  }

  private int height(int n) {
    return n / sliding.outWidth() + reach;
  }

  /** Where row r of the window lies in the rows of its remainder. */
  private int position(int r) {
    return r * window.dilationRows() / window.strideRows();
  }

  private int phase(int r) {
    return r * window.dilationRows() % window.strideRows();
  }

  @Override
  void part(int r, int n, Floats area, Matrix part) {
    long first = (long) phase(r) * height(n) + position(r);
    part.set(area, first * line(), n, rowSize);
  }

  @Override
  void gather(Floats images, long pixel, int n, Floats area) {
    long start = pixel / sliding.outputPixels() * sliding.inputSize() + firstChannel;
    int step = sliding.width() * sliding.channels();
    int i = (int) (pixel % sliding.outputPixels()) / sliding.outWidth();
    int last = lastRow(i, n);
    Copies copies = copies(images, pixel, n, area);
    int to = 0;
    for (int phase = 0; phase < phases(); phase++) {
      for (int k = 0; k < height(n); k++) {
        int row = sliding.row(i + k, 0) + phase;
        boolean read = sliding.hasRow(row) && row <= last;
        for (int j = 0; j < sliding.outWidth(); j++) {
          if (read) {
            gatherRow(copies, start + (long) row * step, sliding.column(j, 0), to);
          } else {
            copies.fill(to, border, rowSize);
          }
          to += rowSize;
        }
      }
    }
    copies.finish(to);
  }

  @Override
  void scatter(float[] taps, int pixel, int n, float[] images) {
    int start = pixel / sliding.outputPixels() * sliding.inputSize() + firstChannel;
    int step = sliding.width() * sliding.channels();
    int i = pixel % sliding.outputPixels() / sliding.outWidth();
    int last = lastRow(i, n);
    int from = 0;
    for (int phase = 0; phase < phases(); phase++) {
      for (int k = 0; k < height(n); k++) {
        int row = sliding.row(i + k, 0) + phase;
        for (int j = 0; j < sliding.outWidth(); j++) {
          if (sliding.hasRow(row) && row <= last) {
            scatterRow(taps, from, sliding.column(j, 0), images, start + row * step);
          }
          from += rowSize;
        }
      }
    }
  }

  /** The last image row that the windows of n pixels from output row i on reach. */
  private int lastRow(int i, int n) {
    return sliding.row(i + n / sliding.outWidth() - 1, window.rows() - 1);
  }
}
