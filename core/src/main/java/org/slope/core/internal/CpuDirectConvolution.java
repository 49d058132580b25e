package org.slope.core.internal;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The convolution without matrices of patches: the taps of a window's row lie side by side in an
 * image with its border, and {@link VectorLoops} add their products with the weights to the sums of
 * some pixels at a time, {@code y += x·w}, and for the gradient those with the outputs' to the sums
 * of some taps, {@code dw += x·dy}.
 */
final class CpuDirectConvolution extends DirectForward {
  /** With shorter runs, a call's loops are as long to begin as to run. */
  private static final int LEAST_RUN = 8;

  /** The same for gradients two vectors wide, which go six taps at a time, not twelve. */
  private static final int LEAST_WIDE_RUN = 5;

  /** As many outputs as the longest vectors have floats. */
  private static final int LANES = 16;

  /** With fewer outputs, to pack the weights takes longer than to use them. */
  private static final int LEAST_PIXELS = 64;

  /** With so many channels, the gradients of weights are worth it for any number of tiles. */
  private static final int WINOGRAD_CHANNELS = 32;

  /** The weights from which on each chunk sums the gradients of some, not of all for some tiles. */
  private static final int MANY_WEIGHTS = 1 << 16;

  private static final int LEAST_CHUNKS = 4;

  /** Slots of {@link Scratch#tile}. */
  private static final int GRADIENT = 9;

  private static final int TAIL = 10;

  /** The caller's while others compute. */
  private static final int SHARED_X = 77;

  private static final int SHARED_Y = 78;

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
    int run = y.size(1) / groups > LANES ? LEAST_WIDE_RUN : LEAST_RUN;
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
    INDArray gradient = arena.array(weights.size());
    if (hasManyWeights()) {
      setByRuns(Floats.of(dy), Floats.of(x), Floats.of(gradient));
    } else {
      setByTiles(arena, Floats.of(dy), Floats.of(x), gradient);
    }
    weights.addGradient(Floats.of(gradient), Floats.of(dw));
  }

  /**
   * Tells whether sums of all weights for each chunk of tiles would take longer than to share x.
   */
  boolean hasManyWeights() {
    return weights.size() >= MANY_WEIGHTS
        && weights.blocks() * tiles.runs >= LEAST_CHUNKS
        && (long) tiles.count() * tiles.size() <= Scratch.MOST_KEPT
        && (long) tiles.count() * tiles.pixelsOf(0) * outputs + weights.width()
            <= Scratch.MOST_KEPT;
  }

  /** Each chunk sums some weights' gradients, over the tiles that all share. */
  private void setByRuns(Floats dy, Floats x, Floats gradient) {
    Scratch own = Scratch.own();
    int count = tiles.count();
    int size = tiles.size();
    int n = Math.toIntExact(dy.length());
    float[] xs = own.tile(SHARED_X, count * size);
    float[] dys = own.tile(SHARED_Y, n + weights.width());
    int[] pixels = tiles.pixels();
    Parallel.run(
        count,
        tile -> {
          int there = tiles.pixelsOf(tile) * outputs;
          int first = (int) tiles.firstPixel(tile) * outputs;
          dy.get(first, dys, first, there);
          tiles.copy(x, tile, xs, tile * size, Scratch.own());
          Counters.product(taps, tiles.pixelsOf(tile), outputs);
        });
    Parallel.run(
        weights.blocks() * tiles.runs,
        chunk -> {
          int block = chunk / tiles.runs;
          int run = chunk % tiles.runs;
          Scratch s = Scratch.own();
          int length = tiles.run * weights.width(block);
          float[] sums = s.tile(GRADIENT, length);
          Arrays.fill(sums, 0, length, 0);
          for (int tile = 0; tile < count; tile++) {
            int there = tiles.pixelsOf(tile);
            int first = (int) tiles.firstPixel(tile) * outputs;
            int tap = tile * size + tiles.start(weights.group(block), run);
            for (int from = 0; from < there; from += together) {
              int pixel = first + from * outputs;
              addGradients(
                  xs,
                  pixels,
                  from,
                  Math.min(together, there - from),
                  tap,
                  block,
                  dys,
                  pixel,
                  sums,
                  0,
                  s);
            }
          }
          gradient.put(weights.start(block) + run * length, sums, length);
        });
  }

  /** Each chunk sums all gradients, over some tiles. */
  private void setByTiles(Arena arena, Floats dy, Floats x, INDArray gradient) {
    Memory.fill(gradient, 0);
    int count = tiles.count();
    int chunks = Partials.chunks(count, gradient);
    Partials sums = new Partials(arena, chunks, gradient);
    int[] pixels = tiles.pixels();
    Parallel.run(
        chunks,
        chunk -> {
          Scratch s = Scratch.own();
          float[] part = s.tile(GRADIENT, weights.size());
          Arrays.fill(part, 0, weights.size(), 0);
          int first = (int) ((long) count * chunk / chunks);
          int end = (int) ((long) count * (chunk + 1) / chunks);
          for (int tile = first; tile < end; tile++) {
            addTile(tiles.copy(x, tile, s), pixels, tile, dy, part, s);
          }
          sums.put(chunk, part);
        });
    sums.addUp();
  }

  private void addTile(float[] x, int[] pixels, int tile, Floats dy, float[] sums, Scratch s) {
    int n = tiles.pixelsOf(tile);
    Counters.product(taps, n, outputs);
    for (int from = 0; from < n; from += together) {
      int there = Math.min(together, n - from);
      // a vector may hold outputs of the next pixel too, which are not used
      float[] dys = s.tile(Y, together * outputs + weights.width());
      dy.get((tiles.firstPixel(tile) + from) * outputs, dys, there * outputs);
      for (int block = 0; block < weights.blocks(); block++) {
        int at = weights.start(block);
        for (int run = 0; run < tiles.runs; run++) {
          int tap = tiles.start(weights.group(block), run);
          addGradients(x, pixels, from, there, tap, block, dys, 0, sums, at, s);
          at += tiles.run * weights.width(block);
        }
      }
    }
  }

  /** Adds n pixels to the gradients of a run of a block's weights, some taps at a time. */
  private void addGradients(
      float[] x,
      int[] pixels,
      int from,
      int n,
      int tap,
      int block,
      float[] dy,
      int pixel,
      float[] sums,
      int at,
      Scratch s) {
    int step = weights.isWide(block) ? VectorLoops.WIDE : VectorLoops.NARROW;
    int width = weights.width(block);
    int k = 0;
    for (; k + step <= tiles.run; k += step) {
      add(x, pixels, from, n, tap + k, block, dy, pixel, sums, at + k * width);
    }
    if (k < tiles.run) {
      float[] tail = s.tile(TAIL, step * width);
      int rest = (tiles.run - k) * width;
      System.arraycopy(sums, at + k * width, tail, 0, rest);
      add(x, pixels, from, n, tap + k, block, dy, pixel, tail, 0);
      System.arraycopy(tail, 0, sums, at + k * width, rest);
    }
  }

  private void add(
      float[] x,
      int[] pixels,
      int from,
      int n,
      int tap,
      int block,
      float[] dy,
      int pixel,
      float[] sums,
      int at) {
    int first = pixel + weights.firstOutput(block);
    if (weights.isWide(block)) {
      loops.addWideGradients(x, pixels, from, n, tap, dy, first, outputs, sums, at);
    } else {
      loops.addNarrowGradients(x, pixels, from, n, tap, dy, first, outputs, sums, at);
    }
  }
}
