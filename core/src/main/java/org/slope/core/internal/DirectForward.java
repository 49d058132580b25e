package org.slope.core.internal;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A convolution by {@link VectorLoops}, some pixels of a tile at a time. */
abstract class DirectForward {
  /** How many outputs are worked on at a time: they stay in the first cache, if there are few. */
  private static final int OUTPUTS = 1 << 12;

  private static final int LEAST_TOGETHER = 48;

  /** A slot of {@link Scratch#tile}. */
  static final int Y = 8;

  final VectorLoops loops;
  final Window window;
  final DirectTiles tiles;
  final PackedWeights weights;

  /** How many products an output is the sum of. */
  final int taps;

  final int outputs;

  /** How many pixels are worked on at a time. */
  final int together;

  /** With groups of weights, which need not be those of the tiles. */
  DirectForward(
      VectorLoops loops, Window window, DirectTiles tiles, int groups, int taps, INDArray y) {
    this.loops = loops;
    this.window = window;
    this.tiles = tiles;
    this.taps = taps;
    outputs = Math.toIntExact(y.size(1));
    weights = new PackedWeights(groups, outputs / groups, taps, loops.lanes());
    int most = Math.max(LEAST_TOGETHER, OUTPUTS / weights.width());
    together = most / VectorLoops.NARROW * VectorLoops.NARROW;
  }

  /** Computes the outputs of all images, finished. */
  void forward(INDArray x, INDArray w, Finish finish, INDArray y) {
    Floats xs = Floats.of(x);
    Floats ys = Floats.of(y);
    float[] packed = weights.pack(Floats.of(w));
    int[] pixels = tiles.pixels();
    CpuFinish last = new CpuFinish(finish);
    Parallel.run(
        tiles.count(),
        tile -> {
          Scratch s = Scratch.own();
          int n = tiles.pixelsOf(tile);
          Counters.product(n, taps, outputs);
          float[] images = tiles.copy(xs, tile, s);
          CpuFinish.Rows rows = last.rows(0, outputs, Math.min(n, together), s);
          for (int from = 0; from < n; from += together) {
            int end = Math.min(n, from + together);
            float[] sums = s.tile(Y, (together + VectorLoops.NARROW) * weights.width());
            sum(images, pixels, tile, from, end, packed, sums);
            float[] result = weights.compact(sums, end - from, s);
            rows.apply(result, (end - from) * outputs);
            ys.put((tiles.firstPixel(tile) + from) * outputs, result, (end - from) * outputs);
          }
        });
  }

  /** Computes the outputs of the pixels from..end of a tile. */
  abstract void sum(
      float[] x, int[] pixels, int tile, int from, int end, float[] packed, float[] sums);
}
