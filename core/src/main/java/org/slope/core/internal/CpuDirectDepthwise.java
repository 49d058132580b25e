package org.slope.core.internal;

import org.nd4j.linalg.api.ndarray.INDArray;

/** The depthwise convolution in the same way: channels lie together, but each has its own sum. */
final class CpuDirectDepthwise extends DirectForward {
  /** A slot of {@link Scratch#bits}, the caller's while others compute. */
  private static final int TAPS = 7;

  private final int[] offsets;

  CpuDirectDepthwise(VectorLoops loops, INDArray x, Window window, double padding, INDArray y) {
    super(
        loops,
        window,
        new DirectTiles(x, window, 1, padding, y),
        1,
        window.rows() * window.columns(),
        y);
    offsets = Scratch.own().bits(TAPS, taps);
    for (int tap = 0; tap < taps; tap++) {
      offsets[tap] = tiles.tap(tap / window.columns(), tap % window.columns());
    }
  }

  @Override
  void sum(float[] x, int[] pixels, int tile, int from, int end, float[] packed, float[] sums) {
    int lanes = loops.lanes();
    for (int block = 0; block < weights.blocks(); block++) {
      int width = weights.width(block);
      for (int lane = 0; lane < width; lane += lanes) {
        int channel = weights.column(block) + lane;
        int first = weights.start(block) + lane;
        int at = channel;
        for (int p = from; p < end; p += VectorLoops.NARROW) {
          loops.depthwise(
              x,
              pixels,
              p,
              offsets,
              taps,
              channel,
              packed,
              first,
              width,
              sums,
              at,
              weights.width());
          at += VectorLoops.NARROW * weights.width();
        }
      }
    }
  }
}
