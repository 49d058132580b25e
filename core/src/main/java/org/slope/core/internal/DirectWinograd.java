package org.slope.core.internal;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The outputs of {@link CpuWinograd} whose products go by {@link VectorLoops}, too: a component's
 * tiles are the pixels of a convolution with a single tap, and nothing leaves the heap between the
 * maps.
 */
final class DirectWinograd {
  private static final int COMPONENTS = Winograd.COMPONENTS;

  /** So many chunks at least, where there are as many rows of tiles, for as many threads. */
  private static final int LEAST_CHUNKS = 8;

  /** Slots of {@link Scratch#tile} and of {@link Scratch#bits}. */
  private static final int PRODUCTS = 4;

  private static final int PIXELS = 0;

  private final DirectWinogradTiles tiles;
  private final PackedWeights packed;
  private final int groups;
  private final int channels;
  private final int outputs;

  DirectWinograd(DirectWinogradTiles tiles, int groups, int outputs) {
    this.tiles = tiles;
    this.groups = groups;
    this.outputs = outputs;
    channels = tiles.sliding.channels();
    packed =
        new PackedWeights(
            COMPONENTS * groups, outputs / groups, channels / groups, tiles.loops.lanes());
  }

  /** Tells whether outputs fill whole vectors, and the thread's memory holds all weights. */
  static boolean fits(VectorLoops loops, INDArray w, int groups) {
    return w.size(0) / groups % loops.lanes() == 0
        && COMPONENTS * w.size(0) * w.size(1) <= Scratch.MOST_KEPT;
  }

  void forward(Floats x, Floats transformed, long images, CpuFinish finish, Floats y) {
    float[] u = packed.pack(transformed);
    long all = images * tiles.down;
    int cached = CpuWinograd.TILE / Math.max(channels, outputs) / tiles.across;
    int rows = (int) Math.max(1, Math.min(cached, all / LEAST_CHUNKS));
    Parallel.run(
        Math.toIntExact(Tiles.ceil(all, rows)),
        chunk -> {
          long from = (long) chunk * rows;
          long to = Math.min(all, from + rows);
          int n = (int) (to - from) * tiles.across;
          int filled = (int) Tiles.ceil(n, VectorLoops.NARROW) * VectorLoops.NARROW;
          Counters.unfolded((long) COMPONENTS * n * channels);
          float[] v = tiles.inputs(x, from, to, filled * channels);
          float[] m = multiply(v, u, n, filled);
          tiles.outputs(m, filled * outputs, outputs, from, to, finish, y);
        });
  }

  /** {@code M = V·Uᵀ}, for each component and group, of n tiles in sections of more. */
  private float[] multiply(float[] v, float[] u, int n, int filled) {
    Scratch s = Scratch.own();
    VectorLoops loops = tiles.loops;
    int run = channels / groups;
    float[] m = s.tile(PRODUCTS, COMPONENTS * filled * outputs);
    Arrays.fill(m, 0, COMPONENTS * filled * outputs, 0);
    int[] pixels = s.bits(PIXELS, filled);
    for (int t = 0; t < filled; t++) {
      pixels[t] = t * channels;
    }
    for (int block = 0; block < packed.blocks(); block++) {
      int k = packed.group(block) / groups;
      int tap = k * filled * channels + packed.group(block) % groups * run;
      int first = packed.start(block);
      int to = k * filled * outputs + packed.column(block) - k * outputs;
      Counters.product(n, run, packed.width(block));
      if (packed.isWide(block)) {
        for (int t = 0; t < n; t += VectorLoops.WIDE) {
          loops.addWide(v, pixels, t, tap, 1, 0, run, u, first, m, to + t * outputs, outputs);
        }
      } else {
        for (int t = 0; t < n; t += VectorLoops.NARROW) {
          loops.addNarrow(v, pixels, t, tap, 1, 0, run, u, first, m, to + t * outputs, outputs);
        }
      }
    }
    return m;
  }
}
