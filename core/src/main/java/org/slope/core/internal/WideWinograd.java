package org.slope.core.internal;

import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@link CpuWinograd} of few tiles by many weights, all by {@link VectorLoops}: a thread maps the
 * weights from some channels to some outputs, and multiplies all tiles by them while its cache
 * holds them. So what is mapped, up to four times the weights, never lies in memory.
 */
final class WideWinograd {
  /** With fewer tiles, patches are faster than to map the weights. */
  private static final int LEAST_TILES = 8;

  /** The same of many channels, whose products of patches are longer. */
  private static final int LEAST_OF_MANY_CHANNELS = 12;

  private static final int MANY_CHANNELS = 192;

  /** A tile's products should stand for so many of patches, each, since it is mapped, too. */
  private static final double LEAST_SAVED = 1.5;

  /** With more tiles, BLAS makes more of mapped weights than loops. */
  private static final int MOST_TILES = 100;

  /** The channels whose weights are mapped together, at most. */
  private static final int MOST_TERMS = 128;

  /** So many pieces at least of the tiles' rows, where there are as many, for as many threads. */
  private static final int LEAST_PIECES = 8;

  /** Slots of {@link Scratch#tile}; the last is the caller's while others compute. */
  private static final int FILTERS = 0;

  private static final int WEIGHTS = 4;

  private static final int PACKED = 5;
  private static final int PRODUCTS = 7;
  private static final int INPUTS = 76;

  private final DirectWinogradTiles tiles;
  private final VectorLoops loops;

  /** How many blocks of outputs are two vectors wide, before those that are one wide. */
  private final int wide;

  /** The channels whose weights are mapped together. */
  private final int terms;

  private final int taps;
  private final int channels;
  private final int outputs;
  private final long rows;

  /** The tiles of all images, and what loops fill them up to. */
  private final int count;

  private final int filled;

  WideWinograd(VectorLoops loops, INDArray x, Window window, double padding, INDArray y) {
    this.loops = loops;
    Winograd winograd = Objects.requireNonNull(Winograd.of(window));
    tiles = new DirectWinogradTiles(winograd, loops, Sliding.of(x, window, y), padding);
    terms = Math.min(MOST_TERMS, winograd.terms);
    taps = winograd.taps * winograd.taps;
    channels = Math.toIntExact(x.size(1));
    outputs = Math.toIntExact(y.size(1));
    rows = x.size(0) * tiles.down;
    count = Math.toIntExact(rows * tiles.across);
    filled = Tiles.roundUp(count, VectorLoops.NARROW);
    wide = (outputs - 1) / (2 * loops.lanes());
  }

  /** Tells whether it is faster than {@link CpuWinograd} and than BLAS on patches. */
  static boolean fits(INDArray x, Window window, int groups, INDArray y) {
    Winograd winograd = Winograd.of(window);
    if (winograd == null || !CpuWideConvolution.fits(x, groups, y)) {
      return false;
    }
    long tilesOfImage = (long) winograd.tiles(y.size(2)) * winograd.tiles(y.size(3));
    long products = y.size(2) * y.size(3) * winograd.taps * winograd.taps;
    long tiles = x.size(0) * tilesOfImage;
    long most = Math.max(x.size(1), y.size(1));
    return products >= LEAST_SAVED * winograd.components * tilesOfImage
        && tiles >= (most < MANY_CHANNELS ? LEAST_TILES : LEAST_OF_MANY_CHANNELS)
        && tiles <= MOST_TILES
        && y.size(1) % VectorLoops.MOST_LANES == 0 // whole vectors
        && winograd.components * (tiles + VectorLoops.NARROW) * most <= Scratch.MOST_KEPT;
  }

  void forward(INDArray x, INDArray w, Finish finish, INDArray y) {
    Floats xs = Floats.of(x);
    Floats ws = Floats.of(w);
    Floats ys = Floats.of(y);
    CpuFinish last = new CpuFinish(finish);
    int section = count * channels;
    float[] v =
        Scratch.own().tile(INPUTS, tiles.components * section + VectorLoops.NARROW * channels);
    Counters.unfolded((long) tiles.components * section);
    int piece =
        (int)
            Math.max(1, Math.min(CpuWinograd.TILE / channels / tiles.across, rows / LEAST_PIECES));
    Parallel.run(
        (int) Tiles.ceil(rows, piece),
        i -> {
          long from = i * (long) piece;
          tiles.inputs(xs, from, Math.min(rows, from + piece), v, section, 0);
        });
    Parallel.run(
        outputs / loops.lanes() - wide,
        block -> {
          int first = (block + Math.min(block, wide)) * loops.lanes();
          int width = block < wide ? 2 * loops.lanes() : loops.lanes();
          float[] m = multiply(v, ws, first, width);
          tiles.outputs(m, filled * width, width, first, width, outputs, 0, rows, last, ys);
        });
  }

  /**
   * {@code M = V·Uᵀ} for a block of outputs, with {@code U = G·w·Gᵀ} of some channels at a time.
   */
  private float[] multiply(float[] v, Floats filters, int first, int width) {
    Scratch s = Scratch.own();
    float[] u = s.tile(WEIGHTS, tiles.components * (terms * width + MappedWeights.GAP));
    float[] m = s.tile(PRODUCTS, tiles.components * filled * width);
    int[] pixels = DirectWinogradTiles.pixels(filled, channels, s);
    boolean isWide = width > loops.lanes();
    for (int channel = 0; channel < channels; channel += terms) {
      int run = Math.min(terms, channels - channel);
      float[] packed = pack(filters, first, width, channel, run, s);
      int n = run * width;
      int apart = n + MappedWeights.GAP;
      MappedWeights.map(loops, tiles.winograd, packed, 0, n, n, u, 0, apart, s);
      for (int k = 0; k < tiles.components; k++) {
        int tap = k * count * channels + channel;
        int to = k * filled * width;
        boolean isFirst = channel == 0;
        Counters.product(count, run, width);
        tiles.addProducts(isWide, v, pixels, count, tap, run, u, k * apart, isFirst, m, to, width);
      }
    }
    return m;
  }

  /** Returns some channels of filters, all outputs of a tap and channel side by side. */
  private float[] pack(Floats filters, int first, int width, int channel, int run, Scratch s) {
    int filter = taps * run;
    float[] rows = s.tile(FILTERS, width * filter);
    for (int k = 0; k < width * taps; k++) {
      filters.get(((long) first * taps + k) * channels + channel, rows, k * run, run);
    }
    float[] packed = s.tile(PACKED, width * filter);
    return CpuReshape.transpose(rows, width, filter, packed, width * filter);
  }
}
