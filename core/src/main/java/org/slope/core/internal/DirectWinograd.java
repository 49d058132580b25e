package org.slope.core.internal;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@link CpuWinograd} whose products go by {@link VectorLoops}, too: a component's tiles are the
 * pixels of a convolution with a single tap, and nothing leaves the heap between the maps.
 */
final class DirectWinograd {

  /** So many chunks at least, where there are as many rows of tiles, for as many threads. */
  private static final int LEAST_CHUNKS = 8;

  /** A slot of {@link Scratch#tile}. */
  private static final int PRODUCTS = 4;

  private final DirectWinogradTiles tiles;
  private final VectorLoops loops;
  private final int groups;
  private final int channels;
  private final int outputs;
  private final long images;

  /** The weights whose results are outputs, and those whose results are gradients of inputs. */
  private final MappedWeights mapped;

  private final MappedWeights turned;

  DirectWinograd(DirectWinogradTiles tiles, int groups, int outputs, long images) {
    this.tiles = tiles;
    this.groups = groups;
    this.outputs = outputs;
    this.images = images;
    loops = tiles.loops;
    channels = tiles.sliding.channels();
    Winograd winograd = tiles.winograd;
    mapped = new MappedWeights(loops, winograd, groups, outputs / groups, channels / groups);
    turned = new MappedWeights(loops, winograd, groups, channels / groups, outputs / groups);
  }

  /**
   * Tells whether groups fill whole vectors, the cache holds a group's weights, and the thread's
   * memory those of all.
   */
  static boolean fits(VectorLoops loops, Winograd winograd, INDArray w, int groups) {
    long lanes = loops.lanes();
    boolean fill = w.size(0) / groups % lanes == 0 && w.size(1) % lanes == 0;
    long more = fill ? 0 : lanes - 1;
    return (groups == 1 || fill)
        && !CpuWideConvolution.areMany(w.size(1), w.size(0) / groups)
        && winograd.components * (w.size(0) + more) * (w.size(1) + more) <= Scratch.MOST_KEPT;
  }

  /** Tells whether {@link #backward} can give the gradient of the inputs, and is worth it. */
  boolean givesInputGradient() {
    return images >= LEAST_CHUNKS
        && images * tiles.down * tiles.across * tiles.winograd.worth
            >= CpuWinograd.leastTiles(channels / groups, outputs / groups)
        && tiles.keepsRows(turned.component.width());
  }

  /** How many tiles a section has room for. */
  private static int filled(int n) {
    return Tiles.roundUp(n, VectorLoops.NARROW);
  }

  /** Of most rows of tiles or some fewer, returns those whose tiles loops fill up least. */
  private int rows(int most) {
    int best = most;
    for (int rows = most - 1; 2 * rows >= most; rows--) {
      if (filled(rows * tiles.across) * best < filled(best * tiles.across) * rows) {
        best = rows;
      }
    }
    return best;
  }

  void forward(Floats x, Floats w, CpuFinish finish, Floats y) {
    float[] u = mapped.map(w);
    long all = images * tiles.down;
    int cached = CpuWinograd.TILE / Math.max(channels, outputs) / tiles.across;
    int rows = rows((int) Math.max(1, Math.min(cached, all / LEAST_CHUNKS)));
    Parallel.run(
        Math.toIntExact(Tiles.ceil(all, rows)),
        chunk -> {
          long from = (long) chunk * rows;
          long to = Math.min(all, from + rows);
          int n = (int) (to - from) * tiles.across;
          Counters.unfolded((long) tiles.components * n * channels);
          float[] v = tiles.inputs(x, from, to);
          float[] m = multiply(v, channels, n, mapped, u);
          int width = mapped.component.width();
          int section = filled(n) * width;
          tiles.outputs(m, section, width, 0, outputs, outputs, from, to, finish, y);
        });
  }

  /** Maps the weights for {@link #backward}. */
  float[] turn(Floats w) {
    return turned.mapTurned(w);
  }

  /** Computes dM of rows of tiles, copies it to sections of memory, and computes dx from it. */
  void backward(Floats dy, float[] u, WinogradTiles.Block block, Floats sections, Floats dx) {
    long from = block.from();
    long to = block.to();
    int n = (int) block.rows() * tiles.across;
    float[] m = tiles.outputGradients(dy, outputs, from, to);
    tiles.put(m, outputs, from, to, sections, block);
    float[] v = multiply(m, outputs, n, turned, u);
    int width = turned.component.width();
    tiles.inputGradients(v, filled(n) * width, width, from, to, dx);
  }

  /**
   * {@code Y = X·Wᵀ}, for each component and group, of n tiles of so many channels, in sections of
   * more tiles and of channels that are filled up.
   */
  private float[] multiply(float[] x, int columns, int n, MappedWeights weights, float[] w) {
    Scratch s = Scratch.own();
    PackedWeights component = weights.component;
    int filled = filled(n);
    int step = component.width();
    int run = columns / groups;
    float[] y = s.tile(PRODUCTS, tiles.components * filled * step);
    int[] pixels = DirectWinogradTiles.pixels(filled, columns, s);
    for (int k = 0; k < tiles.components; k++) {
      for (int block = 0; block < component.blocks(); block++) {
        int tap = k * n * columns + component.group(block) * run;
        int first = k * weights.apart + component.start(block);
        int to = k * filled * step + component.column(block);
        Counters.product(n, run, component.outputs(block));
        boolean isWide = component.isWide(block);
        tiles.addProducts(isWide, x, pixels, n, tap, run, w, first, true, y, to, step);
      }
    }
    return y;
  }
}
