package org.slope.core.internal;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The convolution without matrices of patches: the taps of a window's row lie side by side in an
 * image with its border, and {@link VectorLoops} add their products with the weights to the sums of
 * some pixels at a time, {@code y += x·w}, and for the gradient ({@link DirectGradient}) those with
 * the outputs' to the sums of some taps, {@code dw += x·dy}.
 */
final class CpuDirectConvolution extends DirectForward {
  /** With shorter runs, a call's loops are as long to begin as to run. */
  private static final int LEAST_RUN = 8;

  /** The same for gradients two vectors wide, which can go six taps at a time, not twelve. */
  private static final int LEAST_WIDE_RUN = 5;

  /** With fewer outputs, to pack the weights takes longer than to use them. */
  private static final int LEAST_PIXELS = 64;

  /** With so many channels, the gradients of weights are worth it for any number of tiles. */
  private static final int WINOGRAD_CHANNELS = 32;

  CpuDirectConvolution(
      VectorLoops loops, INDArray x, Window window, int groups, double padding, INDArray y) {
    super(
        loops,
        window,
        new DirectTiles(x, window, groups, padding, y),
        groups,
        Math.toIntExact(x.size(1) / groups * window.rows() * window.columns()),
        y);
  }

  /** Tells whether it is the fastest way to the outputs. */
  static boolean fits(INDArray x, Window window, int groups, INDArray y) {
    long least = CpuWinograd.leastTiles(x.size(1) / groups, y.size(1) / groups);
    return fits(x, window, Winograd.of(window), groups, y, LEAST_RUN, least);
  }

  /** Tells whether it is the fastest way to the gradient of the weights. */
  static boolean fitsGradient(INDArray x, Window window, int groups, INDArray y) {
    long least = Math.min(x.size(1), y.size(1)) / groups;
    long tiles = least >= WINOGRAD_CHANNELS ? 1 : CpuWinograd.MANY_TILES;
    int run = y.size(1) / groups > VectorLoops.MOST_LANES ? LEAST_WIDE_RUN : LEAST_RUN;
    return fits(x, window, Winograd.forGradients(window), groups, y, run, tiles);
  }

  private static boolean fits(
      INDArray x,
      Window window,
      @Nullable Winograd winograd,
      int groups,
      INDArray y,
      int leastRun,
      long winogradTiles) {
    return DirectTiles.fits(x, window, y)
        && DirectTiles.run(window, x.size(1) / groups) >= leastRun
        && x.size(0) * y.size(2) * y.size(3) >= LEAST_PIXELS
        && !CpuWideConvolution.fits(x, groups, y)
        && !CpuWinograd.fitsLoops(winograd, x, groups, y, winogradTiles);
  }

  @Override
  void sum(float[] x, int[] pixels, int tile, int from, int end, float[] packed, float[] sums) {
    int next;
    for (int p = from; p < end; p = next) {
      // rows of pixels that have the same runs in the image, or too few for the loops
      int first = tiles.firstRun(tile, p);
      int last = tiles.endRun(tile, p);
      next = tiles.nextRow(p);
      while (next < end) {
        int low = tiles.firstRun(tile, next);
        int high = tiles.endRun(tile, next);
        if (next - p >= VectorLoops.NARROW && (low != first || high != last)) {
          break;
        }
        first = Math.min(first, low);
        last = Math.max(last, high);
        next = tiles.nextRow(next);
      }
      next = Math.min(next, end);
      int to = (p - from) * weights.width();
      for (int block = 0; block < weights.blocks(); block++) {
        sum(x, pixels, p, next, first, last, block, packed, sums, to + weights.column(block));
      }
    }
  }

  /**
   * Sums some runs up to the outputs of a block; loops go beyond the end, where the next follow.
   */
  private void sum(
      float[] x,
      int[] pixels,
      int from,
      int end,
      int firstRun,
      int endRun,
      int block,
      float[] w,
      float[] y,
      int to) {
    int group = weights.group(block);
    int width = weights.width();
    int together = Math.min(tiles.runsTogether, endRun - firstRun);
    int run = firstRun;
    float[] sums = PackedWeights.ZEROS;
    int at = 0;
    int apart = 0;
    do {
      loops.add(
          weights.isWide(block),
          x,
          pixels,
          from,
          end,
          tiles.start(group, run),
          tiles.run,
          together,
          tiles.runsApart,
          w,
          weights.start(block) + run * tiles.run * weights.width(block),
          sums,
          at,
          apart,
          y,
          to,
          width);
      sums = y;
      at = to;
      apart = width;
      run += together;
    } while (run < endRun);
  }

  /** {@code dw += Σ x·dy} over all pixels. */
  void addWeightGradient(Arena arena, INDArray dy, INDArray x, INDArray dw) {
    new DirectGradient(this).add(arena, dy, x, dw);
  }
}
