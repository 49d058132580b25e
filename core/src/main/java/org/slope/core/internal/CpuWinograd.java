package org.slope.core.internal;

import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The convolution with windows of 3×3, 5×5 or 7×7 that move by one, four by four outputs at a time,
 * or two by two: {@code y = Aᵀ·(Σ_c (G·w·Gᵀ) ⊙ (Bᵀ·d·B))·A}, with 36 multiplications in place of
 * 144, or 64 in place of 400 or of 196. Each of these components is a product of matrices, tiles ×
 * channels. Lavin and Gray 2015, F(4×4, 3×3), F(4×4, 5×5) and F(2×2, 7×7), at the points of {@link
 * Winograd}. A pixel that is not finite may make all outputs of its tiles NaN.
 */
final class CpuWinograd {
  private static final int INPUTS = 0;
  private static final int OUTPUTS = 1;

  /** The elements of a component that are worked on at a time, so that all stay in the cache. */
  static final int TILE = 1 << 11;

  /** With fewer channels the maps cost more than the products save. */
  private static final int LEAST_CHANNELS = 16;

  /** The same where a tile has few outputs, so that there are more maps. */
  private static final int LEAST_OF_SMALL_TILES = 24;

  /** Products of fewer rows spend their time on the weights, which BLAS copies for each. */
  private static final int LEAST_TILES = 64;

  /** The tiles at most, and rows of tiles at least, of a block that all threads work on. */
  private static final int MOST_TILES = 512;

  private static final int LEAST_ROWS = 8;

  /** For fewer tiles than this, or than channels, weights are mapped for too few. */
  static final int MANY_TILES = 128;

  /** For fewer, weights of many channels are not worth to be mapped at all. */
  private static final int FEWEST_TILES = 32;

  /** How many products of patches one of a tile stands for, at least. */
  private static final double LEAST_SAVED = 2.8;

  private final Sliding sliding;
  private final WinogradTiles tiles;
  private final WinogradWeights weights;
  private final Arena arena;
  private final int groups;
  private final int channels;
  private final int outputs;
  private final long images;

  /** Whether all threads work on one block, for its many weights. */
  private final boolean together;

  /** The rows of tiles of a block, and of a piece of it. */
  private final int rows;

  private final int piece;

  /** Products by loops, too, or null. */
  private final @Nullable DirectWinograd direct;

  CpuWinograd(
      Arena arena,
      @Nullable VectorLoops loops,
      INDArray x,
      INDArray w,
      Window window,
      int groups,
      double padding,
      INDArray y) {
    this.arena = arena;
    this.groups = groups;
    Winograd winograd = Objects.requireNonNull(Winograd.of(window));
    sliding = Sliding.of(x, window, y);
    weights = new WinogradWeights(winograd, w);
    images = x.size(0);
    channels = sliding.channels();
    outputs = Math.toIntExact(w.size(0));
    int fewest = Math.min(channels, outputs);
    tiles = WinogradTiles.of(winograd, VectorLoops.forChannels(loops, fewest), sliding, padding);
    direct =
        tiles instanceof DirectWinogradTiles byLoops
                && DirectWinograd.fits(byLoops.loops, winograd, w, groups)
            ? new DirectWinograd(byLoops, groups, outputs, images)
            : null;
    boolean many = CpuWideConvolution.areMany(w.size(1), w.size(0) / groups);
    together = direct == null && many && MOST_TILES / tiles.across >= LEAST_ROWS;
    int cached = TILE / Math.max(channels, outputs);
    int most = together ? MOST_TILES : Math.max(LEAST_TILES, cached);
    int kept = Scratch.MOST_KEPT / tiles.components / Math.max(channels, outputs);
    rows = Math.max(1, Math.min(kept, most) / tiles.across);
    piece = Math.max(1, cached / tiles.across);
  }

  /** Tells whether it is faster than BLAS on patches. */
  static boolean fits(@Nullable Winograd winograd, INDArray x, int groups, INDArray y) {
    if (winograd == null) {
      return false;
    }
    long tiles =
        x.size(0) * y.size(2) * y.size(3) / winograd.outputs / winograd.outputs * winograd.worth;
    long most = Math.max(x.size(1), y.size(1)) / groups;
    int least = winograd.outputs < winograd.taps / 2 ? LEAST_OF_SMALL_TILES : LEAST_CHANNELS;
    return Math.min(x.size(1), y.size(1)) / groups >= least
        && Math.min(y.size(2), y.size(3)) >= 4
        && tiles >= Math.max(Math.min(most / 2, FEWEST_TILES), most / 8);
  }

  /** Tells whether it is faster than {@link CpuDirectConvolution}, too, if tiles are so many. */
  static boolean fitsLoops(
      @Nullable Winograd winograd, INDArray x, int groups, INDArray y, long leastTiles) {
    if (winograd == null || !fits(winograd, x, groups, y)) {
      return false;
    }
    long tiles = (long) winograd.tiles(y.size(2)) * winograd.tiles(y.size(3));
    long products = y.size(2) * y.size(3) * winograd.taps * winograd.taps;
    return x.size(0) * tiles * winograd.worth >= leastTiles
        && products >= LEAST_SAVED * winograd.components * tiles;
  }

  /** Returns for how many tiles at least the weights are worth to be mapped. */
  static long leastTiles(long channels, long outputs) {
    return Math.max(MANY_TILES, Math.max(channels, outputs));
  }

  void forward(INDArray x, INDArray w, Finish finish, INDArray y) {
    Floats xs = Floats.of(x);
    Floats ws = Floats.of(w);
    Floats ys = Floats.of(y);
    CpuFinish last = new CpuFinish(finish);
    if (direct != null) {
      direct.forward(xs, ws, last, ys);
      return;
    }
    Floats transformed = Floats.of(arena.array(weights.size()));
    weights.transform(ws, transformed);
    forEachBlock(block -> forward(xs, transformed, last, ys, block));
  }

  /** Runs blocks of rows of tiles: each by all threads, or some at the same time. */
  private void forEachBlock(Consumer<WinogradTiles.Block> task) {
    long all = images * tiles.down;
    int blocks = Math.toIntExact(Tiles.ceil(all, rows));
    Parallel.Task block =
        i -> task.accept(new WinogradTiles.Block((long) i * rows, Math.min(all, (i + 1L) * rows)));
    if (together) {
      for (int i = 0; i < blocks; i++) {
        block.run(i);
      }
    } else {
      Parallel.run(blocks, block);
    }
  }

  /** What is done to rows of tiles of a block, from..to. */
  private interface Rows {
    void run(long from, long to);
  }

  private void forEachPiece(WinogradTiles.Block block, Rows task) {
    if (!together) { // no object for what this thread does alone
      task.run(block.from(), block.to());
      return;
    }
    Parallel.run(
        Math.toIntExact(Tiles.ceil(block.rows(), piece)),
        i -> {
          long from = block.from() + (long) i * piece;
          task.run(from, Math.min(block.to(), from + piece));
        });
  }

  /** What is done to a component and a group, with a call to BLAS. */
  private interface Component {
    void run(int k, int g, Blas.Call product);
  }

  private void forEachComponent(Component task) {
    int all = tiles.components * groups;
    if (together) {
      Parallel.run(all, i -> task.run(i / groups, i % groups, Scratch.own().call));
      return;
    }
    Blas.Call product = Scratch.own().call;
    for (int i = 0; i < all; i++) {
      task.run(i / groups, i % groups, product);
    }
  }

  private void forward(Floats x, Floats u, CpuFinish finish, Floats y, WinogradTiles.Block block) {
    int n = (int) block.rows() * tiles.across;
    Floats v = Scratch.own().area(INPUTS, tiles.components * n * channels);
    Floats m = Scratch.own().area(OUTPUTS, tiles.components * n * outputs);
    Counters.unfolded((long) tiles.components * n * channels);
    forEachPiece(block, (from, to) -> tiles.inputs(x, from, to, v, block));
    forEachComponent(
        (k, g, product) -> {
          part(v, k, n, channels, g, product.a);
          filters(weights.component(k, u, product.b), g).t();
          part(m, k, n, outputs, g, product.c);
          product.run(0, tiles.winograd.terms);
        });
    forEachPiece(block, (from, to) -> tiles.outputs(m, block, outputs, from, to, finish, y));
  }

  /** Tells whether {@link #backward} gives the gradient of x, too. */
  boolean givesInputGradient() {
    return direct != null && direct.givesInputGradient();
  }

  /**
   * {@code dw += Gᵀ·(Σ_tiles (A·dy·Aᵀ) ⊙ (Bᵀ·d·B))·G}, and {@code dx = Σ_tiles B·(Σ_o (A·dy·Aᵀ) ⊙
   * (G·w·Gᵀ))·Bᵀ}.
   *
   * @param dx null if it is not wanted, or not {@linkplain #givesInputGradient given}
   */
  void backward(INDArray dy, INDArray x, INDArray w, @Nullable INDArray dx, INDArray dw) {
    INDArray u = arena.array(weights.size());
    Floats du = Floats.of(u);
    Floats xs = Floats.of(x);
    Floats dys = Floats.of(dy);
    if (together) {
      Matrix all = Matrix.of(du, 0, (long) tiles.components * outputs, channels / groups);
      forEachBlock(block -> add(xs, dys, null, null, block, block.from() == 0 ? 0 : 1, all));
    } else if (dx == null) {
      setByParts(u, xs, dys, null, null);
    } else {
      float[] turned = Objects.requireNonNull(direct).turn(Floats.of(w));
      setByParts(u, xs, dys, turned, Floats.of(dx));
    }
    weights.addGradient(du, Floats.of(dw));
  }

  /** Sets u to dU of all tiles, by parts at the same time. */
  private void setByParts(
      INDArray u, Floats x, Floats dy, float @Nullable [] turned, @Nullable Floats dx) {
    // with dx, chunks of whole images
    int whole = dx == null ? 1 : tiles.down;
    long pieces = images * tiles.down / whole;
    int chunks = Partials.chunks(dx == null ? Tiles.ceil(pieces, rows) : pieces, u);
    Partials sums = new Partials(arena, chunks, u);
    Memory.fill(u, 0);
    Parallel.run(
        chunks,
        chunk -> {
          Matrix part = sums.part(chunk, (long) tiles.components * outputs, new Matrix());
          long start = pieces * chunk / chunks * whole;
          long end = pieces * (chunk + 1) / chunks * whole;
          for (long from = start; from < end; from += rows) {
            WinogradTiles.Block block = new WinogradTiles.Block(from, Math.min(end, from + rows));
            add(x, dy, turned, dx, block, from == start ? 0 : 1, part);
          }
        });
    sums.addUp();
  }

  private void add(
      Floats x,
      Floats dy,
      float @Nullable [] turned,
      @Nullable Floats dx,
      WinogradTiles.Block block,
      float beta,
      Matrix du) {
    int n = (int) block.rows() * tiles.across;
    Floats v = Scratch.own().area(INPUTS, tiles.components * n * channels);
    Floats m = Scratch.own().area(OUTPUTS, tiles.components * n * outputs);
    Counters.unfolded((long) tiles.components * n * channels);
    forEachPiece(block, (from, to) -> tiles.inputs(x, from, to, v, block));
    if (direct == null || turned == null || dx == null) {
      forEachPiece(block, (from, to) -> tiles.outputGradients(dy, outputs, from, to, m, block));
    } else {
      direct.backward(dy, turned, block, m, dx);
    }
    forEachComponent(
        (k, g, product) -> {
          part(m, k, n, outputs, g, product.a).t();
          part(v, k, n, channels, g, product.b);
          filters(product.c.set(du).rows((long) k * outputs, (k + 1L) * outputs), g);
          product.run(beta, tiles.winograd.terms);
        });
  }

  /** Sets a matrix to a group's columns of a component of n tiles. */
  private Matrix part(Floats sections, int k, int n, int columns, int g, Matrix part) {
    int size = columns / groups;
    part.set(sections, (long) k * n * columns, n, columns);
    return part.columns((long) g * size, (g + 1L) * size);
  }

  /** Narrows a component of the weights to a group's rows. */
  private Matrix filters(Matrix component, int g) {
    int size = outputs / groups;
    return component.rows((long) g * size, (g + 1L) * size);
  }
}
