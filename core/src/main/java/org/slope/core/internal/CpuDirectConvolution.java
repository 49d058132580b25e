package org.slope.core.internal;

import java.util.Arrays;
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
    return fits(x, window, groups, y, LEAST_RUN, least);
  }

  /** Tells whether it is the fastest way to the gradient of the weights. */
  static boolean fitsGradient(INDArray x, Window window, int groups, INDArray y) {
    long least = Math.min(x.size(1), y.size(1)) / groups;
    long tiles = least >= WINOGRAD_CHANNELS ? 1 : CpuWinograd.MANY_TILES;
    int run = y.size(1) / groups > VectorLoops.MOST_LANES ? LEAST_WIDE_RUN : LEAST_RUN;
    return fits(x, window, groups, y, run, tiles);
  }

  private static boolean fits(
      INDArray x, Window window, int groups, INDArray y, int leastRun, long winogradTiles) {
    return DirectTiles.fits(x, window, y)
        && DirectTiles.run(window, x.size(1) / groups) >= leastRun
        && x.size(0) * y.size(2) * y.size(3) >= LEAST_PIXELS
        && !CpuWideConvolution.fits(x, groups, y)
        && !CpuWinograd.fitsLoops(x, window, groups, y, winogradTiles);
  }

  @Override
  void sum(float[] x, int[] pixels, int tile, int from, int end, float[] packed, float[] sums) {
    if (!tiles.takesAllRuns) {
      int whole = Tiles.roundUp(end - from, VectorLoops.NARROW);
      Arrays.fill(sums, 0, whole * weights.width(), 0);
    }
    for (int block = 0; block < weights.blocks(); block++) {
      addOutputs(x, pixels, tile, from, end, block, packed, sums);
    }
  }

  /** Adds all taps up to the outputs of a block for some pixels. */
  private void addOutputs(
      float[] x, int[] pixels, int tile, int from, int end, int block, float[] w, float[] y) {
    int first = weights.start(block);
    for (int i = 0; i < tiles.runs; i++) {
      if (tiles.takesAllRuns) {
        addRun(x, pixels, from, from, end, block, i, w, first, y, i == 0);
      } else {
        addRunInImages(x, pixels, tile, from, end, block, i, w, first, y);
      }
      first += tiles.run * weights.width(block);
    }
  }

  /** The same for a run of taps, but for pixels that have it in a border of zeros. */
  private void addRunInImages(
      float[] x,
      int[] pixels,
      int tile,
      int from,
      int end,
      int block,
      int run,
      float[] w,
      int first,
      float[] y) {
    int step = weights.isWide(block) ? VectorLoops.WIDE : VectorLoops.NARROW;
    int p = from;
    for (int image = 0; image < tiles.imagesOf(tile); image++) {
      // whole steps from the block's first pixel on, which may take in pixels of the border, or of
      // the next image: it goes on after them
      int start = (tiles.runBegins(tile, image, run) - from) / step * step + from;
      int last = Math.min(end, tiles.runEnds(tile, image, run));
      p = Math.max(p, start);
      if (p < last) {
        addRun(x, pixels, from, p, last, block, run, w, first, y, false);
        p += Tiles.roundUp(last - p, step);
      }
    }
  }

  private void addRun(
      float[] x,
      int[] pixels,
      int from,
      int start,
      int end,
      int block,
      int run,
      float[] w,
      int first,
      float[] y,
      boolean isFirst) {
    int width = weights.width();
    float[] sums = isFirst ? PackedWeights.ZEROS : y;
    int apart = isFirst ? 0 : width;
    int to = weights.column(block) + (start - from) * width;
    int at = isFirst ? 0 : to;
    int tap = tiles.start(weights.group(block), run);
    loops.add(
        weights.isWide(block),
        x,
        pixels,
        start,
        end,
        tap,
        tiles.run,
        w,
        first,
        sums,
        at,
        apart,
        y,
        to,
        width);
  }

  /** {@code dw += Σ x·dy} over all pixels. */
  void addWeightGradient(Arena arena, INDArray dy, INDArray x, INDArray dw) {
    new DirectGradient(this).add(arena, dy, x, dw);
  }
}
