package org.slope.core.internal;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The convolution without matrices of patches: the taps of a window's row lie side by side in an
 * image with its border, and {@link VectorLoops} add their products with the weights to the sums of
 * some pixels at a time. A tile is some rows of outputs of an image, or some small images.
 */
final class CpuDirectConvolution {
  /** With shorter runs, sums are read and written more often than it is worth. */
  private static final int LEAST_RUN = 8;

  /** With fewer outputs, to pack the weights takes longer than to use them. */
  private static final int LEAST_PIXELS = 64;

  /** From here on Winograd's maps cost less than the products that they save. */
  private static final int WINOGRAD_CHANNELS = 64;

  private static final int WINOGRAD_PIXELS = 128;

  /** How many elements a tile has at most: half of a core's second cache, or less. */
  private static final int TILE = 1 << 15;

  /** How many sums are worked on at a time: they stay in the first cache. */
  private static final int SUMS = 1 << 12;

  /** Into how many tiles the work is cut at least. */
  private static final int LEAST_TILES = 8;

  /** Slots of {@link Scratch#tile}. */
  private static final int X = 5;

  private static final int Y = 6;
  private static final int COMPACT = 7;
  private static final int ROW = 8;

  /** A slot of {@link Scratch#bits}, the caller's while others compute. */
  private static final int PIXELS = 6;

  private final VectorLoops loops;
  private final Sliding sliding;
  private final Window window;
  private final int groups;
  private final int channels;
  private final int outputs;
  private final float padding;
  private final long images;

  /** The elements of an image row with its border, of a group's channels. */
  private final int line;

  /** How many taps lie side by side, channels included. */
  private final int run;

  private final PackedWeights weights;

  /** A tile: some rows of outputs of so many images. */
  private final int rows;

  private final int together;

  CpuDirectConvolution(
      VectorLoops loops, INDArray x, Window window, int groups, double padding, INDArray y) {
    this.loops = loops;
    this.window = window;
    this.groups = groups;
    this.padding = (float) padding;
    sliding = Sliding.of(x, window, y);
    images = x.size(0);
    channels = sliding.channels() / groups;
    outputs = Math.toIntExact(y.size(1)) / groups;
    int columns = (sliding.outWidth() - 1) * window.strideColumns() + window.spanColumns();
    line = Math.multiplyExact(columns, channels);
    run = window.dilationColumns() == 1 ? window.columns() * channels : channels;
    int taps = Math.multiplyExact(window.rows() * window.columns(), channels);
    weights = new PackedWeights(groups, outputs, taps, loops.lanes());
    int height = sliding.outHeight();
    int wanted = (int) Math.max(1, Math.min(height, images * height / LEAST_TILES));
    int fitting = (TILE / line / groups - window.spanRows()) / window.strideRows() + 1;
    int tiles = (int) Tiles.ceil(height, Math.max(1, Math.min(wanted, fitting)));
    rows = (int) Tiles.ceil(height, tiles);
    together =
        tiles > 1 ? 1 : (int) Math.max(1, Math.min(images / LEAST_TILES, TILE / imageSize()));
  }

  /** The elements of an image's part of a tile, one group after the other. */
  private int imageSize() {
    return groups * groupSize();
  }

  private int groupSize() {
    return spanned(rows) * line;
  }

  /** Tells whether it is the fastest way. */
  static boolean fits(INDArray x, Window window, int groups, INDArray y) {
    long channels = x.size(1) / groups;
    long outputs = y.size(1) / groups;
    long pixels = y.size(2) * y.size(3);
    return window.columns() * channels >= LEAST_RUN
        && x.size(0) * pixels >= LEAST_PIXELS
        && !(CpuWinograd.fits(x, window, groups, y)
            && Math.min(channels, outputs) >= WINOGRAD_CHANNELS
            && pixels >= WINOGRAD_PIXELS);
  }

  /** How many runs a row of the window has. */
  private int pieces() {
    return window.columns() * channels / run;
  }

  /** The image rows under the windows of some rows of outputs. */
  private int spanned(int rows) {
    return (rows - 1) * window.strideRows() + window.spanRows();
  }

  void forward(INDArray x, INDArray w, Finish finish, INDArray y) {
    Floats xs = Floats.of(x);
    Floats ys = Floats.of(y);
    float[] packed = weights.pack(Floats.of(w));
    int[] pixels = pixels();
    CpuFinish last = new CpuFinish(finish);
    int tiles = (int) Tiles.ceil(sliding.outHeight(), rows);
    Parallel.run(
        Math.toIntExact(Tiles.ceil(images, together) * tiles),
        chunk -> {
          long image = (long) (chunk / tiles) * together;
          int count = (int) Math.min(together, images - image);
          int top = chunk % tiles * rows;
          int n = count * Math.min(rows, sliding.outHeight() - top) * sliding.outWidth();
          Scratch s = Scratch.own();
          float[] tile = tile(xs, image, count, top, s);
          long to = (image * sliding.outputPixels() + (long) top * sliding.outWidth());
          forward(tile, pixels, n, packed, last, ys, to, s);
        });
  }

  /** Where the windows of a tile's outputs begin in it, the last repeated for whole loops. */
  private int[] pixels() {
    int width = sliding.outWidth();
    int n = together * rows * width;
    int all = (int) Tiles.ceil(n, VectorLoops.NARROW) * VectorLoops.NARROW;
    int[] pixels = Scratch.own().bits(PIXELS, all);
    for (int p = 0; p < all; p++) {
      int row = Math.min(p, n - 1) / width;
      int top = row % rows * window.strideRows();
      int left = Math.min(p, n - 1) % width * window.strideColumns();
      pixels[p] = row / rows * imageSize() + top * line + left * channels;
    }
    return pixels;
  }

  /** Copies the image rows under a tile, with their border, apart for each group. */
  private float[] tile(Floats x, long image, int count, int top, Scratch s) {
    float[] tile = s.tile(X, together * imageSize());
    Counters.unfolded((long) count * imageSize());
    int stride = sliding.width() * sliding.channels();
    int left = Math.max(0, -sliding.column(0, 0));
    int skipped = Math.max(0, sliding.column(0, 0));
    int copied = Math.max(0, Math.min(line / channels - left, sliding.width() - skipped));
    for (int i = 0; i < count; i++) {
      for (int r = 0; r < spanned(rows); r++) {
        int row = sliding.row(top, 0) + r;
        int there = sliding.hasRow(row) ? copied : 0;
        long from = (image + i) * sliding.inputSize() + (long) row * stride;
        int to = i * imageSize() + r * line;
        copyRow(x, from + (long) skipped * sliding.channels(), there, tile, to, left, s);
      }
    }
    return tile;
  }

  /** Copies some pixels of a row to a tile, for each group between its borders. */
  private void copyRow(Floats x, long from, int n, float[] tile, int to, int left, Scratch s) {
    int first = left * channels;
    int end = first + n * channels;
    for (int g = 0; g < groups; g++) {
      int start = to + g * groupSize();
      Arrays.fill(tile, start, start + first, padding);
      Arrays.fill(tile, start + end, start + line, padding);
    }
    if (n == 0) {
      return;
    }
    if (groups == 1) {
      x.get(from, tile, to + first, n * channels);
      return;
    }
    float[] row = s.tile(ROW, n * sliding.channels());
    x.get(from, row, n * sliding.channels());
    for (int g = 0; g < groups; g++) {
      int start = to + g * groupSize() + first;
      for (int k = 0; k < n; k++) {
        System.arraycopy(row, (k * groups + g) * channels, tile, start + k * channels, channels);
      }
    }
  }

  /** Computes n pixels of a tile, some at a time, and writes them from pixel {@code to} on. */
  private void forward(
      float[] tile,
      int[] pixels,
      int n,
      float[] packed,
      CpuFinish last,
      Floats y,
      long to,
      Scratch s) {
    int width = groups * weights.width();
    int all = groups * outputs;
    int together = Math.max(1, SUMS / width / VectorLoops.NARROW) * VectorLoops.NARROW;
    CpuFinish.Rows rows = last.rows(0, all, Math.min(n, together), s);
    for (int from = 0; from < n; from += together) {
      int there = Math.min(together, n - from);
      float[] sums = s.tile(Y, together * width);
      Arrays.fill(sums, 0, together * width, 0);
      for (int g = 0; g < groups; g++) {
        Counters.product(there, (long) run * window.rows() * pieces(), outputs);
        for (int o = 0; o < weights.width(); o += weights.blockWidth(o)) {
          addTaps(tile, pixels, from, from + there, g, o, packed, sums, width);
        }
      }
      float[] compact = compact(sums, there, s);
      rows.apply(compact, there * all);
      y.put((to + from) * all, compact, there * all);
    }
  }

  /** Adds all taps to the sums of a block of outputs. */
  private void addTaps(
      float[] tile,
      int[] pixels,
      int from,
      int end,
      int g,
      int o,
      float[] packed,
      float[] sums,
      int width) {
    int block = weights.blockWidth(o);
    boolean wide = block > loops.lanes();
    int first = weights.start(g, o);
    int column = g * weights.width() + o;
    for (int p = 0; p < window.rows(); p++) {
      for (int q = 0; q < pieces(); q++) {
        int tap =
            p * window.dilationRows() * line
                + q * window.dilationColumns() * channels
                + g * groupSize();
        if (wide) {
          for (int i = from; i < end; i += VectorLoops.WIDE) {
            int at = (i - from) * width + column;
            loops.addWide(tile, pixels, i, tap, run, packed, first, sums, at, width);
          }
        } else {
          for (int i = from; i < end; i += VectorLoops.NARROW) {
            int at = (i - from) * width + column;
            loops.addNarrow(tile, pixels, i, tap, run, packed, first, sums, at, width);
          }
        }
        first += run * block;
      }
    }
  }

  /** Leaves out what fills the blocks up. */
  private float[] compact(float[] sums, int n, Scratch s) {
    if (weights.width() == outputs) {
      return sums;
    }
    float[] compact = s.tile(COMPACT, n * groups * outputs);
    for (int k = 0; k < n * groups; k++) {
      System.arraycopy(sums, k * weights.width(), compact, k * outputs, outputs);
    }
    return compact;
  }
}
