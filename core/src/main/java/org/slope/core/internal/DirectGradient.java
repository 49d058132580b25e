package org.slope.core.internal;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The gradient of the weights of a {@link CpuDirectConvolution}: sums of some taps at a time stay
 * in registers while pixels go by.
 */
final class DirectGradient {
  /** The weights from which on each chunk sums the gradients of some, not of all for some tiles. */
  private static final int MANY_WEIGHTS = 1 << 16;

  private static final int LEAST_CHUNKS = 4;

  /** Slots of {@link Scratch#tile}. */
  private static final int GRADIENT = 9;

  private static final int TAIL = 10;

  /** The caller's while others compute. */
  private static final int SHARED_X = 77;

  private static final int SHARED_Y = 78;

  private final VectorLoops loops;
  private final DirectTiles tiles;
  private final PackedWeights weights;
  private final int taps;
  private final int outputs;
  private final int together;

  DirectGradient(CpuDirectConvolution convolution) {
    loops = convolution.loops;
    tiles = convolution.tiles;
    weights = convolution.weights;
    taps = convolution.taps;
    outputs = convolution.outputs;
    together = convolution.together;
  }

  /** {@code dw += Σ x·dy} over all pixels. */
  void add(Arena arena, INDArray dy, INDArray x, INDArray dw) {
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
          tiles.copy(x, tile, xs, tile * size);
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
      float[] dys = s.tile(DirectForward.Y, together * outputs + weights.width());
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
    boolean isWide = weights.isWide(block);
    int width = weights.width(block);
    int taps;
    for (int k = 0; k < tiles.run; k += taps) {
      taps = loops.gradientTaps(isWide, tiles.run - k);
      int first = pixel + weights.firstOutput(block);
      int to = at + k * width;
      if (k + taps <= tiles.run) {
        loops.addGradients(isWide, taps, x, pixels, from, n, tap + k, dy, first, outputs, sums, to);
        continue;
      }
      float[] tail = s.tile(TAIL, taps * width);
      int rest = (tiles.run - k) * width;
      System.arraycopy(sums, to, tail, 0, rest);
      loops.addGradients(isWide, taps, x, pixels, from, n, tap + k, dy, first, outputs, tail, 0);
      System.arraycopy(tail, 0, sums, to, rest);
    }
  }
}
