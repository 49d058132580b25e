package org.slope.core.internal;

import java.util.Arrays;

/**
 * The taps of a convolution's windows as matrices, so that it becomes products (im2col): for a run
 * of output pixels, {@code y = Σ_r P_r·w_rᵀ}, where a row of P_r holds some taps of a pixel's
 * window, of one group's channels, and w_r the weights of these taps. Where the taps of a window's
 * row lie side by side in the image, they are one copy.
 */
abstract class Unfolding {
  /** How many elements a tile's matrices have: half of a core's second cache, or less. */
  static final int TILE = 1 << 16;

  /** From here on, copies to the start of a tile and back cost less than they save. */
  private static final int LONG = 48;

  /** Slots of {@link Scratch#tile}. */
  private static final int TERMS = 2;

  private static final int SUMS = 3;

  /** Never written; most borders are 0. */
  private static final float[] ZEROS = new float[1024];

  final Sliding sliding;
  final int firstChannel;
  final int channels;

  /** How many elements a row of the window has. */
  final int rowSize;

  /** A row of the window that lies in the padding, or more. */
  final float[] border;

  private final boolean contiguous;

  Unfolding(Sliding sliding, int groups, int group, double padding) {
    this.sliding = sliding;
    this.channels = sliding.channels() / groups;
    this.firstChannel = group * channels;
    this.contiguous = groups == 1 && sliding.window().dilationColumns() == 1;
    this.rowSize = sliding.window().columns() * channels;
    this.border = padding == 0 && rowSize <= ZEROS.length ? ZEROS : filled(rowSize, padding);
  }

  private static float[] filled(int n, double value) {
    float[] all = new float[n];
    Arrays.fill(all, (float) value);
    return all;
  }

  /** Returns an unfolding for each group. */
  static Unfolding[] of(Sliding sliding, int groups, double padding) {
    boolean byRows = WindowRows.fits(sliding, groups);
    Unfolding[] all = new Unfolding[groups];
    Arrays.setAll(
        all,
        g ->
            byRows
                ? new WindowRows(sliding, groups, g, padding)
                : new Patches(sliding, groups, g, padding));
    return all;
  }

  /** Returns how many matrices there are. */
  abstract int parts();

  /** Returns how many columns each has. */
  abstract int partSize();

  /** Returns how many elements all of them have, for a run of n pixels. */
  abstract int size(int n);

  /** Returns the longest run of pixels to unfold at a time. */
  abstract int tile();

  /** Returns how many images a run may span. */
  abstract int together();

  /** Copies the taps of n output pixels, counted through all images, from these. */
  abstract void gather(Floats images, long pixel, int n, Floats area);

  /** Sets a matrix to one of those that {@link #gather} wrote for n pixels. */
  abstract void part(int r, int n, Floats area, Matrix part);

  /** The same for the gradients of taps, as {@link #scatter} expects them; parts overlap. */
  void gradientPart(int r, int n, Floats area, Matrix part) {
    part(r, n, area, part);
  }

  /** Adds the gradients of taps to the pixels that they were copied from. */
  abstract void scatter(float[] taps, int pixel, int n, float[] images);

  /**
   * Prepares copies for n output pixels, from the images that they lie in: of the first and the
   * last, the rows that windows reach.
   */
  final Copies copies(Floats images, long pixel, int n, Floats area) {
    Counters.unfolded(size(n));
    long first = pixel / sliding.outputPixels();
    long last = (pixel + n - 1) / sliding.outputPixels();
    int line = sliding.width() * sliding.channels();
    int i = (int) (pixel % sliding.outputPixels()) / sliding.outWidth();
    int j = (int) ((pixel + n - 1) % sliding.outputPixels()) / sliding.outWidth();
    int top = Math.max(0, Math.min(sliding.height(), sliding.row(i, 0)));
    int bottom = sliding.row(j, sliding.window().rows() - 1) + 1;
    bottom = Math.max(first == last ? top : 0, Math.min(sliding.height(), bottom));
    long start = first * sliding.inputSize() + (long) top * line;
    long end = last * sliding.inputSize() + (long) bottom * line;
    Copies copies = Scratch.own().copies;
    copies.prepare(images, start, (int) (end - start), area, size(n), pieceLength());
    return copies;
  }

  /** How long the copies are, mostly. */
  int pieceLength() {
    return contiguous ? rowSize : channels;
  }

  /** Copies the taps of a window's row, from the image row that begins at an index. */
  final void gatherRow(Copies copies, long start, int left, int to) {
    if (contiguous && isInside(left)) {
      copies.copy(start + (long) left * channels, to, rowSize);
      return;
    }
    Window window = sliding.window();
    for (int q = 0; q < window.columns(); q++) {
      int column = left + q * window.dilationColumns();
      if (sliding.hasColumn(column)) {
        long from = start + (long) column * sliding.channels();
        copies.copy(from, to + q * channels, channels);
      } else {
        copies.fill(to + q * channels, border, channels);
      }
    }
  }

  /** Adds the taps of a window's row to the image row that begins at an index. */
  final void scatterRow(float[] taps, int from, int left, float[] images, int start) {
    if (contiguous && isInside(left)) {
      add(taps, from, rowSize, images, start + left * channels);
      return;
    }
    Window window = sliding.window();
    for (int q = 0; q < window.columns(); q++) {
      int column = left + q * window.dilationColumns();
      if (sliding.hasColumn(column)) {
        add(taps, from + q * channels, channels, images, start + column * sliding.channels());
      }
    }
  }

  private static void add(float[] x, int from, int n, float[] y, int to) {
    if (n >= LONG) {
      addLong(x, from, n, y, to);
      return;
    }
    for (int k = 0; k < n; k++) {
      y[to + k] += x[from + k];
    }
  }

  /** The same at the start of tiles, where the loop is vectorized. */
  private static void addLong(float[] x, int from, int n, float[] y, int to) {
    Scratch s = Scratch.own();
    float[] terms = s.tile(TERMS, n);
    float[] sums = s.tile(SUMS, n);
    System.arraycopy(x, from, terms, 0, n);
    System.arraycopy(y, to, sums, 0, n);
    for (int k = 0; k < n; k++) {
      sums[k] += terms[k];
    }
    System.arraycopy(sums, 0, y, to, n);
  }

  private boolean isInside(int left) {
    return left >= 0 && left + sliding.window().columns() <= sliding.width();
  }
}
