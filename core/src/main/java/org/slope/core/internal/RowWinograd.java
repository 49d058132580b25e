package org.slope.core.internal;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The convolution with windows that move by one, by {@link Winograd}'s maps down the rows alone:
 * {@code y = Aᵀ·Σ_pieces ((G·w)∗(Bᵀ·x))}, two to four rows of outputs at a time, where w is cut
 * into pieces of rows, and ∗ is the convolution of a row by {@link VectorLoops}. The maps take
 * whole rows, so that a single channel is enough, and products are half as many or fewer. Where a
 * vector holds all outputs of a group, loops take pairs of pixels, with a column more: the weights
 * of the second are as far off as its pixels are. A pixel that is not finite may make outputs NaN
 * up to three rows from its windows, in their columns or the next.
 */
final class RowWinograd {
  private static final int POINTS = Winograd.POINTS;

  /** How many times the multiplications it saves at least. */
  private static final double LEAST_SAVED = 1.5;

  /** With fewer columns, one more of zeros costs more than to have two vectors saves. */
  private static final int LEAST_COLUMNS_OF_PAIRS = 3;

  /** The outputs of a component that are worked on at a time: they stay in the first cache. */
  private static final int OUTPUTS = 1 << 12;

  /** So many chunks at least, where there are as many rows, for as many threads. */
  private static final int LEAST_CHUNKS = 8;

  /** What pieces are made for. */
  private static final Winograd[] MAPS = {Winograd.FIVE, Winograd.FOUR, Winograd.THREE};

  /**
   * The elements of a row at most, of inputs and of outputs: with more, none stays in the cache.
   */
  private static final int MOST = 1 << 15;

  /** Slots of {@link Scratch#tile}; the last is the caller's while others compute. */
  private static final int IMAGE = 1;

  private static final int ROWS = 2;
  private static final int INPUTS = 3;
  private static final int FILTERS = 5;
  private static final int PRODUCTS = 8;
  private static final int PAIR = 6;
  private static final int MAPPED = 75;

  /** A slot of {@link Scratch#bits}, the caller's while others compute. */
  private static final int PIXELS = 6;

  private final VectorLoops loops;
  private final Winograd winograd;
  private final Window window;
  private final Sliding sliding;
  private final float padding;
  private final int groups;
  private final int outputs;

  /** The channels of a group, the taps of a row of its windows, and the elements of a row. */
  private final int channels;

  private final int run;
  private final int line;

  /** How many pixels the loops take as one: a pair, or each alone. */
  private final int step;

  /** The taps of a row of their windows. */
  private final int taps;

  /** How many pieces a window has, and how many times an image has the rows that are mapped. */
  private final int pieces;

  private final int down;

  /** The same of all images, and of a chunk. */
  private final long rows;

  private final int together;

  /** The weights of a component, and how far components are apart. */
  private final PackedWeights component;

  private final int apart;

  RowWinograd(
      VectorLoops loops, INDArray x, Window window, int groups, double padding, INDArray y) {
    this.loops = loops;
    this.window = window;
    this.padding = (float) padding;
    winograd = winograd(window, y);
    sliding = Sliding.of(x, window, y);
    this.groups = groups;
    outputs = Math.toIntExact(y.size(1));
    channels = sliding.channels() / groups;
    run = window.columns() * channels;
    line = (sliding.outWidth() + window.columns() - 1) * sliding.channels();
    pieces = winograd.pieces(window.rows());
    down = winograd.tiles(sliding.outHeight());
    rows = x.size(0) * down;
    int lanes = loops.lanes();
    boolean arePairs =
        outputs / groups <= lanes
            && sliding.outWidth() % 2 == 0
            && window.columns() >= LEAST_COLUMNS_OF_PAIRS;
    step = arePairs ? 2 : 1;
    // a vector may hold the few outputs of both pixels
    int fewest = arePairs && groups == 1 && outputs <= lanes / 2 ? lanes / 2 : lanes;
    component = new PackedWeights(groups, outputs / groups, run, fewest);
    taps = run + (step - 1) * channels;
    apart = step * component.width() * taps + MappedWeights.GAP;
    long cached = OUTPUTS / sliding.outWidth() / component.width();
    together = (int) Math.max(1, Math.min(cached, rows / LEAST_CHUNKS));
  }

  /** Returns the maps with which a window takes the fewest products. */
  private static Winograd winograd(Window window, INDArray y) {
    Winograd fewest = MAPS[0];
    for (Winograd w : MAPS) {
      fewest = products(w, window, y) < products(fewest, window, y) ? w : fewest;
    }
    return fewest;
  }

  /** The products of a column, of six components each. */
  private static long products(Winograd winograd, Window window, INDArray y) {
    return winograd.products(y.size(2), window.rows());
  }

  /** Tells whether it takes fewer products than {@link CpuDirectConvolution}. */
  static boolean fits(INDArray x, Window window, int groups, INDArray y) {
    Winograd winograd = winograd(window, y);
    long pieces = winograd.pieces(window.rows());
    long line = (y.size(3) + window.columns() - 1) * x.size(1);
    double saved = (double) window.rows() * y.size(2) / POINTS / products(winograd, window, y);
    boolean fill = groups == 1 || y.size(1) / groups % VectorLoops.MOST_LANES == 0;
    long weights = (y.size(1) + (long) groups * VectorLoops.MOST_LANES) * x.size(1) / groups;
    return fill
        && window.isPlain()
        && saved >= LEAST_SAVED
        && line >= VectorLoops.MOST_LANES // the maps take whole vectors
        && line <= MOST
        && y.size(3) * y.size(1) <= MOST
        && POINTS * pieces * window.columns() * weights <= Scratch.MOST_KEPT;
  }

  void forward(INDArray x, INDArray w, Finish finish, INDArray y) {
    Floats xs = Floats.of(x);
    Floats ys = Floats.of(y);
    CpuFinish last = new CpuFinish(finish);
    float[] u = map(Floats.of(w));
    int[] pixels = pixels();
    Parallel.run(
        Math.toIntExact(Tiles.ceil(rows, together)),
        chunk -> {
          long from = (long) chunk * together;
          long to = Math.min(rows, from + together);
          int n = (int) (to - from) * sliding.outWidth();
          int section = Tiles.roundUp(n / step, VectorLoops.NARROW) * step * component.width();
          float[] m = Scratch.own().tile(PRODUCTS, POINTS * section);
          for (int piece = 0; piece < pieces; piece++) {
            float[] v = inputs(xs, from, to, piece);
            add(v, (int) (to - from), pixels, n, u, piece, m, section);
          }
          outputs(m, section, from, to, last, ys);
        });
  }

  /** {@code G·w} of each piece: six components of it after those of the piece before. */
  private float[] map(Floats w) {
    PackedWeights filters = component.times(window.rows());
    float[] u = Scratch.own().tile(MAPPED, pieces * POINTS * apart);
    filters.forEach(
        (block, s) -> {
          int n = run * component.width(block);
          int piece = winograd.taps * n;
          float[] packed = s.tile(FILTERS, pieces * piece);
          filters.pack(w, block, packed, 0, s);
          Arrays.fill(packed, window.rows() * n, pieces * piece, 0);
          for (int p = 0; p < pieces; p++) {
            int to = p * POINTS * apart + component.start(block);
            loops.winograd(winograd.weightMap, packed, p * piece, n, 0, 1, n, u, to, apart, 0);
          }
        });
    if (step == 2) {
      for (int k = 0; k < pieces * POINTS; k++) {
        pair(u, k * apart);
      }
    }
    return u;
  }

  /** Puts the weights of a component in pairs: for one pixel, and for the next. */
  private void pair(float[] u, int at) {
    float[] one = Scratch.own().tile(PAIR, component.size());
    System.arraycopy(u, at, one, 0, component.size());
    Arrays.fill(u, at, at + 2 * component.width() * taps, 0);
    for (int block = 0; block < component.blocks(); block++) {
      int width = component.width(block);
      for (int k = 0; k < run; k++) {
        int from = component.start(block) + k * width;
        int to = at + start(block) + 2 * k * width;
        System.arraycopy(one, from, u, to, width);
        System.arraycopy(one, from, u, to + (2 * channels + 1) * width, width);
      }
    }
  }

  /** Where the weights of a block begin in those of a component. */
  private int start(int block) {
    return component.column(block) * step * taps;
  }

  /** Where the windows of some rows' pixels or pairs begin, the last repeated for whole loops. */
  private int[] pixels() {
    int n = together * sliding.outWidth() / step;
    int[] pixels = Scratch.own().bits(PIXELS, Tiles.roundUp(n, VectorLoops.NARROW));
    for (int p = 0; p < Tiles.roundUp(n, VectorLoops.NARROW); p++) {
      int pixel = Math.min(p, n - 1) * step;
      pixels[p] = pixel / sliding.outWidth() * line + pixel % sliding.outWidth() * channels;
    }
    return pixels;
  }

  /** {@code Bᵀ·x}: six components of the rows under a piece, for each of some rows. */
  private float[] inputs(Floats x, long from, long to, int piece) {
    Scratch s = Scratch.own();
    int section = (int) (to - from) * line;
    float[] image = s.tile(IMAGE, POINTS * line);
    // as for all rows: loops read some pixels more
    float[] v = s.tile(INPUTS, POINTS * together * line);
    Counters.unfolded((long) POINTS * section);
    for (long g = from; g < to; g++) {
      int first = (int) (g % down) * winograd.outputs + piece * winograd.taps - window.top();
      int kept = g > from && g % down != 0 ? POINTS - winograd.outputs : 0;
      System.arraycopy(image, winograd.outputs * line, image, 0, kept * line);
      for (int r = kept; r < POINTS; r++) {
        sliding.copyRow(
            x, g / down, first + r, padding, groups, image, r * line, line / groups, line / groups);
      }
      int at = (int) (g - from) * line;
      loops.winograd(WinogradMap.INPUTS, image, 0, line, 0, 1, line, v, at, section, 0);
    }
    return v;
  }

  /** Adds the products of n pixels with a piece. */
  private void add(
      float[] v, int there, int[] pixels, int n, float[] u, int piece, float[] m, int section) {
    int width = component.width() * step;
    float[] sums = piece == 0 ? PackedWeights.ZEROS : m;
    for (int a = 0; a < POINTS; a++) {
      for (int block = 0; block < component.blocks(); block++) {
        Counters.product(n, run, component.outputs(block));
        int first = (piece * POINTS + a) * apart + start(block);
        int to = a * section + component.column(block) * step;
        loops.add(
            component.width(block) * step > loops.lanes(),
            v,
            pixels,
            0,
            n / step,
            a * there * line + component.group(block) * (line / groups),
            taps,
            1,
            0,
            u,
            first,
            sums,
            piece == 0 ? 0 : to,
            piece == 0 ? 0 : width,
            m,
            to,
            width);
      }
    }
  }

  /** {@code Aᵀ·M} of n sums of a component. */
  private void outputs(float[] m, int at, int section, float[] rows, int n) {
    if (groups == 1 || step == 1) {
      loops.winograd(winograd.outputMap, m, at, section, 0, 1, n, rows, 0, n, 0);
      return;
    }
    // the vectors of a pair: a group's of the first pixel, then of the second
    int lanes = component.width() / groups;
    int pair = step * component.width();
    for (int k = 0; k < groups * step; k++) {
      int from = at + k * lanes;
      int to = k % step * component.width() + k / step * lanes;
      loops.winograd(
          winograd.outputMap, m, from, section, pair, n / pair, lanes, rows, to, n, pair);
    }
  }

  /** {@code Aᵀ·M}, finished. */
  private void outputs(float[] m, int section, long from, long to, CpuFinish finish, Floats y) {
    Scratch s = Scratch.own();
    int n = sliding.outWidth() * component.width();
    int length = sliding.outWidth() * outputs;
    float[] rows = s.tile(ROWS, winograd.outputs * n);
    CpuFinish.Rows last = finish.rows(0, outputs, winograd.outputs * sliding.outWidth(), s);
    for (long g = from; g < to; g++) {
      int at = (int) (g - from) * n;
      outputs(m, at, section, rows, n);
      int row = (int) (g % down) * winograd.outputs;
      int there = Math.min(winograd.outputs, sliding.outHeight() - row);
      float[] result = component.compact(rows, there * sliding.outWidth(), s);
      last.apply(result, there * length);
      y.put((g / down * sliding.outHeight() + row) * length, result, there * length);
    }
  }
}
