package org.slope.core.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The convolution with large windows that move by one, cut into pieces of 4×4 or 3×3 taps, the last
 * ones filled up with zeros: {@code y = Aᵀ·(Σ_pieces Σ_c (G·w·Gᵀ) ⊙ (Bᵀ·d·B))·A} for 3×3 or 4×4
 * outputs at a time, where each piece has its own w, and d as far off as it lies in the window. A
 * window of 9×9 takes 9·36 multiplications in place of 1296. A thread maps inputs and weights of a
 * piece in its cache for some tiles, and adds their products to those of the piece before. A pixel
 * that is not finite may make outputs NaN of the tiles next to those of its windows, too.
 */
final class LargeWinograd {
  private static final int COMPONENTS = Winograd.COMPONENTS;

  /** With fewer channels or outputs the maps cost more than the products save. */
  private static final int LEAST_CHANNELS = 24;

  /** With more, a chunk has too few tiles. */
  private static final int MOST_CHANNELS = 192;

  /** With fewer, the weights are mapped for too few. */
  private static final int LEAST_TILES = 64;

  /** How many times the multiplications it saves at least, maps not counted. */
  private static final double LEAST_SAVED = 1.8;

  /** The channels of all tiles of a chunk: 36 components of them stay in the cache. */
  private static final int TILES = 6400;

  /** The tiles and outputs are cut into so many chunks or a multiple, for as many threads. */
  private static final int LEAST_CHUNKS = 4;

  /** The outputs of a chunk. */
  static final int OUTPUTS = 64;

  /** The channels whose weights are mapped together. */
  private static final int RUN = 64;

  /** Slots of {@link Scratch#tile}; the last is the caller's while others compute. */
  private static final int FILTERS = 0;

  private static final int WEIGHTS = 4;
  private static final int PRODUCTS = 7;
  private static final int SHARED = 76;

  final VectorLoops loops;
  final Winograd winograd;
  final Window window;

  /** The taps of a piece, in one dimension. */
  final int side;

  final int channels;
  final int outputs;

  /** Row after row. */
  final DirectWinogradTiles[] pieces;

  /** How many pieces a row has. */
  final int piecesAcross;

  /** The rows of tiles of all images, and of a chunk. */
  final long rows;

  final int together;

  LargeWinograd(VectorLoops loops, INDArray x, Window window, double padding, INDArray y) {
    this.loops = loops;
    this.window = window;
    winograd = winograd(window, y);
    side = winograd.taps;
    channels = Math.toIntExact(x.size(1));
    outputs = Math.toIntExact(y.size(1));
    piecesAcross = winograd.pieces(window.columns());
    pieces = new DirectWinogradTiles[winograd.pieces(window.rows()) * piecesAcross];
    for (int i = 0; i < pieces.length; i++) {
      Window piece = piece(window, firstRow(i), firstColumn(i));
      pieces[i] = new DirectWinogradTiles(winograd, loops, Sliding.of(x, piece, y), padding);
    }
    rows = x.size(0) * pieces[0].down;
    int most = Math.max(1, TILES / channels / pieces[0].across);
    int few = Math.max(1, LEAST_CHUNKS / parts());
    together = (int) Tiles.ceil(rows, Tiles.roundUp((int) Tiles.ceil(rows, most), few));
  }

  /** Returns the first row of the window that a piece has. */
  private int firstRow(int piece) {
    return piece / piecesAcross * side;
  }

  private int firstColumn(int piece) {
    return piece % piecesAcross * side;
  }

  /** Returns how many rows of the window a piece has; what fills it up holds zeros. */
  int rows(int piece) {
    return Math.min(side, window.rows() - firstRow(piece));
  }

  int columns(int piece) {
    return Math.min(side, window.columns() - firstColumn(piece));
  }

  /** Returns where row r of a piece of a filter begins in memory. */
  long filterRow(int filter, int piece, int r) {
    long row = (long) filter * window.rows() + firstRow(piece) + r;
    return (row * window.columns() + firstColumn(piece)) * channels;
  }

  /** Returns the window that begins so far within a larger one. */
  private Window piece(Window w, int row, int column) {
    int bottom = w.bottom() + row + side - w.rows();
    int right = w.right() + column + side - w.columns();
    return new Window(side, side, 1, 1, 1, 1, w.top() - row, w.left() - column, bottom, right);
  }

  /** Returns the maps with which a window takes the fewest products. */
  static Winograd winograd(Window window, INDArray y) {
    return Winograd.FOUR.products(window, y) <= Winograd.THREE.products(window, y)
        ? Winograd.FOUR
        : Winograd.THREE;
  }

  /** Tells whether it is faster than all other ways, unless one takes the window as a whole. */
  static boolean fits(INDArray x, Window window, @Nullable Winograd whole, int groups, INDArray y) {
    if (groups > 1 || !window.isPlain() || whole != null) {
      return false;
    }
    Winograd winograd = winograd(window, y);
    long across = winograd.tiles(y.size(3));
    long tiles = x.size(0) * winograd.tiles(y.size(2)) * across;
    long pieces = (long) winograd.pieces(window.rows()) * winograd.pieces(window.columns());
    double products = (double) y.size(2) * y.size(3) * window.rows() * window.columns();
    return Math.min(x.size(1), y.size(1)) >= LEAST_CHANNELS
        && x.size(1) <= MOST_CHANNELS
        && tiles >= LEAST_TILES
        && products >= LEAST_SAVED * COMPONENTS * winograd.products(window, y)
        && COMPONENTS * (across + VectorLoops.NARROW) * Math.max(x.size(1), OUTPUTS)
            <= Scratch.MOST_KEPT
        && pieces * winograd.taps * winograd.taps * x.size(1) * (y.size(1) + VectorLoops.MOST_LANES)
            <= Scratch.MOST_KEPT;
  }

  void forward(INDArray x, INDArray w, Finish finish, INDArray y) {
    Floats xs = Floats.of(x);
    Floats ys = Floats.of(y);
    CpuFinish last = new CpuFinish(finish);
    float[] packed = pack(Floats.of(w));
    Parallel.run(
        Math.toIntExact(Tiles.ceil(rows, together) * parts()),
        chunk -> {
          long from = (long) (chunk / parts()) * together;
          long to = Math.min(rows, from + together);
          int first = chunk % parts() * OUTPUTS;
          int there = end(first) - first;
          int width = Tiles.roundUp(there, loops.lanes());
          int section = Tiles.roundUp(tiles(from, to), VectorLoops.NARROW) * width;
          float[] m = Scratch.own().tile(PRODUCTS, COMPONENTS * section);
          Arrays.fill(m, 0, COMPONENTS * section, 0);
          for (int piece = 0; piece < pieces.length; piece++) {
            float[] v = pieces[piece].inputs(xs, from, to);
            Counters.unfolded((long) COMPONENTS * tiles(from, to) * channels);
            for (int column = 0; column < width; column += 2 * loops.lanes()) {
              add(v, tiles(from, to), packed, piece, first + column, m, column, section, width);
            }
          }
          pieces[0].outputs(m, section, width, first, there, outputs, from, to, last, ys);
        });
  }

  /** Returns how many parts the outputs have; the last has a vector of them or more, too. */
  int parts() {
    return Math.max(1, (outputs + OUTPUTS - loops.lanes()) / OUTPUTS);
  }

  /** Returns the end of the part of the outputs that begins with one. */
  int end(int first) {
    return first / OUTPUTS == parts() - 1 ? outputs : first + OUTPUTS;
  }

  /** Returns how many tiles some rows have. */
  int tiles(long from, long to) {
    return (int) (to - from) * pieces[0].across;
  }

  /**
   * {@code M += V·Uᵀ} of a piece for n tiles and a block of outputs, which begins at a column of M.
   */
  private void add(
      float[] v,
      int n,
      float[] packed,
      int piece,
      int first,
      float[] m,
      int column,
      int section,
      int step) {
    Scratch s = Scratch.own();
    int[] pixels = DirectWinogradTiles.pixels(section / step, channels, s);
    int width = width(first);
    int tap = channels * width;
    for (int channel = 0; channel < channels; channel += RUN) {
      int run = Math.min(RUN, channels - channel);
      int apart = run * width + MappedWeights.GAP;
      float[] u = s.tile(WEIGHTS, COMPONENTS * apart);
      int at = packedAt(piece, first) + channel * width;
      MappedWeights.map(loops, winograd, packed, at, tap, run * width, u, 0, apart, s);
      for (int k = 0; k < COMPONENTS; k++) {
        int from = k * n * channels + channel;
        int to = k * section + column;
        Counters.product(n, run, Math.min(width, outputs - first));
        boolean isWide = width > loops.lanes();
        loops.add(isWide, v, pixels, 0, n, from, run, 1, 0, u, k * apart, m, to, step, m, to, step);
      }
    }
  }

  /** Returns how many outputs a block has, with what fills it up: two vectors or one. */
  int width(int first) {
    return outputs - first > loops.lanes() ? 2 * loops.lanes() : loops.lanes();
  }

  private int packedAt(int piece, int first) {
    int taps = side * side * channels;
    return taps * (pieces.length * first + piece * width(first));
  }

  /**
   * Packs filters: for each block of outputs and each piece, tap after tap, from each channel to
   * all outputs; the result is the calling thread's until the next time.
   */
  private float[] pack(Floats w) {
    int width = 2 * loops.lanes();
    int blocks = (int) Tiles.ceil(outputs, width);
    int all = side * side * channels * pieces.length * Tiles.roundUp(outputs, loops.lanes());
    float[] packed = Scratch.own().tile(SHARED, all);
    Parallel.run(
        blocks * pieces.length,
        chunk -> pack(w, chunk % pieces.length, chunk / pieces.length * width, packed));
    return packed;
  }

  private void pack(Floats w, int piece, int first, float[] packed) {
    int width = width(first);
    int n = side * side * channels;
    float[] filters = Scratch.own().tile(FILTERS, width * n);
    int length = columns(piece) * channels;
    if (length * rows(piece) < n || outputs - first < width) {
      Arrays.fill(filters, 0, width * n, 0);
    }
    for (int o = 0; o < Math.min(width, outputs - first); o++) {
      for (int r = 0; r < rows(piece); r++) {
        w.get(filterRow(first + o, piece, r), filters, (o * side + r) * side * channels, length);
      }
    }
    CpuReshape.transpose(filters, 0, width, n, packed, packedAt(piece, first));
  }
}
