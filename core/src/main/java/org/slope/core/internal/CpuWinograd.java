package org.slope.core.internal;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The convolution with windows of 3×3 or 5×5 that move by one, four by four or two by two outputs
 * at a time: {@code y = Aᵀ·(Σ_c (G·w·Gᵀ) ⊙ (Bᵀ·d·B))·A}, with 36 multiplications in place of 144 or
 * 100. Each of the 36 components is a product of matrices, tiles × channels. Lavin and Gray 2015,
 * F(4×4, 3×3) and F(2×2, 5×5), at the points of {@link Winograd}. A pixel that is not finite makes
 * all outputs of its tiles NaN.
 */
final class CpuWinograd {
  private static final int COMPONENTS = Winograd.COMPONENTS;
  private static final int INPUTS = 0;
  private static final int OUTPUTS = 1;

  /** The elements of a component that are worked on at a time, so that all 36 stay in the cache. */
  static final int TILE = 1 << 11;

  /** Products of fewer rows spend their time on the weights, which BLAS copies for each. */
  private static final int LEAST_TILES = 64;

  /** For fewer tiles than this, or than channels, weights are mapped for too few. */
  static final int MANY_TILES = 128;

  /** What part of the tiles lies in the image at least. */
  private static final double FILLED = 0.7;

  private final Sliding sliding;
  private final WinogradTiles tiles;
  private final WinogradWeights weights;
  private final INDArray u;
  private final int groups;
  private final int channels;
  private final int outputs;
  private final long images;
  private final int rows;

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
    this.groups = groups;
    Winograd winograd = Objects.requireNonNull(Winograd.of(window));
    sliding = Sliding.of(x, window, y);
    weights = new WinogradWeights(winograd, w);
    images = x.size(0);
    channels = sliding.channels();
    outputs = Math.toIntExact(w.size(0));
    int fewest = Math.min(channels, outputs);
    tiles = WinogradTiles.of(winograd, VectorLoops.forChannels(loops, fewest), sliding, padding);
    int cached = TILE / Math.max(channels, outputs);
    int worthwhile = Math.max(LEAST_TILES, fewest / 2);
    int kept = Scratch.MOST_KEPT / COMPONENTS / Math.max(channels, outputs);
    rows = Math.max(1, Math.min(kept, Math.max(cached, worthwhile)) / tiles.across);
    u = arena.array(weights.size());
    direct =
        tiles instanceof DirectWinogradTiles byLoops
                && DirectWinograd.fits(byLoops.loops, w, groups)
            ? new DirectWinograd(byLoops, groups, outputs, images)
            : null;
  }

  /** Tells whether it is faster than BLAS on patches. */
  static boolean fits(INDArray x, Window window, int groups, INDArray y) {
    Winograd winograd = Winograd.of(window);
    if (winograd == null) {
      return false;
    }
    long tiles = x.size(0) * y.size(2) * y.size(3) / winograd.outputs / winograd.outputs;
    return Math.min(x.size(1), y.size(1)) / groups >= winograd.leastChannels
        && Math.min(y.size(2), y.size(3)) >= 4
        && tiles >= Math.max(x.size(1), y.size(1)) / groups / 2;
  }

  /** Tells whether it is faster than {@link CpuDirectConvolution}, too, if tiles are so many. */
  static boolean fitsLoops(INDArray x, Window window, int groups, INDArray y, long leastTiles) {
    Winograd winograd = Winograd.of(window);
    if (winograd == null || !fits(x, window, groups, y)) {
      return false;
    }
    long side = winograd.outputs;
    long tiles = Tiles.ceil(y.size(2), side) * Tiles.ceil(y.size(3), side);
    return x.size(0) * tiles >= leastTiles && y.size(2) * y.size(3) >= FILLED * tiles * side * side;
  }

  /** Returns for how many tiles at least the weights are worth to be mapped. */
  static long leastTiles(long channels, long outputs) {
    return Math.max(MANY_TILES, Math.max(channels, outputs));
  }

  void forward(INDArray x, INDArray w, Finish finish, INDArray y) {
    Floats transformed = Floats.of(u);
    weights.transform(Floats.of(w), transformed);
    Floats xs = Floats.of(x);
    Floats ys = Floats.of(y);
    CpuFinish last = new CpuFinish(finish);
    if (direct != null) {
      direct.forward(xs, transformed, last, ys);
      return;
    }
    long all = images * tiles.down;
    Parallel.run(
        Math.toIntExact(Tiles.ceil(all, rows)),
        chunk -> {
          long from = (long) chunk * rows;
          long to = Math.min(all, from + rows);
          int n = (int) (to - from) * tiles.across;
          Floats v = Scratch.own().area(INPUTS, COMPONENTS * n * channels);
          Floats m = Scratch.own().area(OUTPUTS, COMPONENTS * n * outputs);
          Counters.unfolded((long) COMPONENTS * n * channels);
          tiles.inputs(xs, from, to, v);
          Blas.Call product = Scratch.own().call;
          for (int k = 0; k < COMPONENTS; k++) {
            for (int g = 0; g < groups; g++) {
              part(v, k, n, channels, g, product.a);
              filters(weights.component(k, transformed, product.b), g).t();
              part(m, k, n, outputs, g, product.c);
              product.run(0);
            }
          }
          tiles.outputs(m, outputs, from, to, last, ys);
        });
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
  void backward(
      Arena arena, INDArray dy, INDArray x, INDArray w, @Nullable INDArray dx, INDArray dw) {
    Floats du = Floats.of(u);
    float[] turned = dx == null ? null : turned(w);
    Memory.fill(u, 0);
    // with dx, chunks of whole images
    int piece = dx == null ? 1 : tiles.down;
    long pieces = images * tiles.down / piece;
    int chunks = Partials.chunks(dx == null ? Tiles.ceil(pieces, rows) : pieces, u);
    Partials sums = new Partials(arena, chunks, u);
    Floats xs = Floats.of(x);
    Floats dys = Floats.of(dy);
    Floats dxs = dx == null ? null : Floats.of(dx);
    Parallel.run(
        chunks,
        chunk -> {
          Matrix part = sums.part(chunk, (long) COMPONENTS * outputs, new Matrix());
          long start = pieces * chunk / chunks * piece;
          long end = pieces * (chunk + 1) / chunks * piece;
          for (long from = start; from < end; from += rows) {
            long to = Math.min(end, from + rows);
            add(xs, dys, turned, dxs, from, to, from == start ? 0 : 1, part);
          }
        });
    sums.addUp();
    weights.addGradient(du, Floats.of(dw));
  }

  /** The weights as dx needs them. */
  private float[] turned(INDArray w) {
    weights.transform(Floats.of(w), Floats.of(u));
    return Objects.requireNonNull(direct).turn(Floats.of(u));
  }

  private void add(
      Floats x,
      Floats dy,
      float @Nullable [] turned,
      @Nullable Floats dx,
      long from,
      long to,
      float beta,
      Matrix du) {
    int n = (int) (to - from) * tiles.across;
    Floats v = Scratch.own().area(INPUTS, COMPONENTS * n * channels);
    Floats m = Scratch.own().area(OUTPUTS, COMPONENTS * n * outputs);
    Counters.unfolded((long) COMPONENTS * n * channels);
    tiles.inputs(x, from, to, v);
    if (direct == null || turned == null || dx == null) {
      tiles.outputGradients(dy, outputs, from, to, m);
    } else {
      direct.backward(dy, turned, from, to, m, dx);
    }
    Blas.Call product = Scratch.own().call;
    for (int k = 0; k < COMPONENTS; k++) {
      for (int g = 0; g < groups; g++) {
        part(m, k, n, outputs, g, product.a).t();
        part(v, k, n, channels, g, product.b);
        filters(product.c.set(du).rows((long) k * outputs, (k + 1L) * outputs), g);
        product.run(beta);
      }
    }
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
