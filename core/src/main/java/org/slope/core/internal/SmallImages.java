package org.slope.core.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The convolution of small images, for which a large part of the windows lies in the border: {@code
 * y += x·w} for one tap after the other, over those pixels alone that have it in the image. Pixels
 * are side by side with those of the other images, so that a tap's run is long although a row is
 * short.
 */
final class SmallImages {
  /** With fewer channels or outputs, a call's loops are as long to begin as to run. */
  private static final int LEAST_CHANNELS = 16;

  /** With shorter rows of all images, loops go beyond their end for the most part. */
  private static final int LEAST_PIXELS = 6;

  /** With shorter ones, many weights take longer to be packed than to be used. */
  private static final int LEAST_OF_MANY_WEIGHTS = 14;

  /** What part of the products lies in the images at most. */
  private static final double MOST_INSIDE = 0.8;

  /** How many products of a tap are as fast as one of Winograd's, maps counted. */
  private static final double AS_FAST = 1.6;

  /** The same if the weights are many, which are more when they are mapped. */
  private static final double AS_FAST_IF_MANY_WEIGHTS = 2.2;

  /** With fewer tiles of 5×5 or 7×7, it takes longer to map the weights than to do without. */
  private static final int LEAST_TILES = 192;

  private static final int LEAST_TILES_OF_MANY_WEIGHTS = 32;

  /** The elements of the images that are worked on at a time: they stay in the second cache. */
  private static final int BLOCK = 1 << 18;

  /** Loops for gradients may read some taps more, which count for nothing. */
  private static final int SLACK = 2 * VectorLoops.MOST_LANES;

  /** Slots of {@link Scratch#tile}; the last are the caller's while others compute. */
  private static final int SUMS = 8;

  private static final int RESULT = 1;
  private static final int GRADIENT = 9;
  private static final int X = 77;
  private static final int DY = 78;

  /** A slot of {@link Scratch#bits}, the caller's while others compute. */
  private static final int PIXELS = 6;

  private final VectorLoops loops;
  private final Sliding sliding;
  private final Window window;
  private final long images;
  private final int channels;
  private final int outputs;
  private final PackedWeights weights;

  /** The pixels of a row with its border on the right, where loops may go beyond their end. */
  private final int line;

  /** How many images lie side by side. */
  private final int together;

  SmallImages(VectorLoops loops, INDArray x, Window window, INDArray y) {
    this.loops = loops;
    this.window = window;
    sliding = Sliding.of(x, window, y);
    images = x.size(0);
    channels = sliding.channels();
    outputs = Math.toIntExact(y.size(1));
    weights = new PackedWeights(1, outputs, taps() * channels, loops.lanes());
    line = Math.max(sliding.width(), sliding.column(sliding.outWidth() - 1, window.columns()));
    long blocks = Tiles.ceil(images, Math.max(1, BLOCK / largest(x, window, y)));
    together = (int) Tiles.ceil(images, blocks);
  }

  private int taps() {
    return window.rows() * window.columns();
  }

  /** Tells whether it is faster than all other ways, of which one takes the window as a whole. */
  static boolean fits(
      INDArray x, Window window, @Nullable Winograd whole, int groups, double padding, INDArray y) {
    boolean areMany = CpuWideConvolution.areMany(x.size(1), y.size(1));
    double taps = (double) window.rows() * window.columns();
    if (groups > 1
        || padding != 0
        || Math.min(x.size(1), y.size(1)) < LEAST_CHANNELS
        || x.size(0) * y.size(3) < (areMany ? LEAST_OF_MANY_WEIGHTS : LEAST_PIXELS)
        || largest(x, window, y) > BLOCK
        || taps * x.size(1) * (y.size(1) + VectorLoops.MOST_LANES) > Scratch.MOST_KEPT) {
      return false;
    }
    double inside = Sliding.of(x, window, y).tapsInside();
    double asFast = areMany ? AS_FAST_IF_MANY_WEIGHTS : AS_FAST;
    int leastTiles = areMany ? LEAST_TILES_OF_MANY_WEIGHTS : LEAST_TILES;
    return inside <= MOST_INSIDE * taps * y.size(2) * y.size(3)
        && !(window.isPlain()
            && inside > asFast * Winograd.fewestProducts(window, whole, y, leastTiles));
  }

  /** Returns how many elements an image has or more, with its border, of inputs or of outputs. */
  private static long largest(INDArray x, Window window, INDArray y) {
    long height = Math.max(x.size(2), y.size(2));
    long line = Math.max(x.size(3), y.size(3) * window.strideColumns()) + window.spanColumns();
    return height * line * Math.max(x.size(1), y.size(1));
  }

  /** What is done to some images side by side. */
  private interface Block {
    void run(long first, int n, float[] x, int[] pixels);
  }

  private void forEachBlock(Floats x, Block task) {
    for (long first = 0; first < images; first += together) {
      int n = (int) Math.min(together, images - first);
      float[] xs = Scratch.own().tile(X, sliding.height() * line * n * channels + SLACK);
      gather(x, first, n, sliding.height(), sliding.width(), channels, xs, line);
      task.run(first, n, xs, pixels(n));
    }
  }

  /** Copies n images, a pixel's side by side, with zeros behind each row of pixels. */
  private static void gather(
      Floats from, long first, int n, int rows, int columns, int channels, float[] to, int line) {
    Parallel.run(
        rows,
        row -> {
          for (int i = 0; i < n; i++) {
            long pixel = ((first + i) * rows + row) * columns;
            for (int j = 0; j < columns; j++) {
              from.get((pixel + j) * channels, to, ((row * line + j) * n + i) * channels, channels);
            }
          }
          int end = (row * line + columns) * n * channels;
          Arrays.fill(to, end, (row + 1) * line * n * channels, 0);
        });
  }

  /** Returns where the windows of a row of outputs begin, the last repeated for whole loops. */
  private int[] pixels(int n) {
    int there = sliding.outWidth() * n;
    int all = there + VectorLoops.NARROW;
    int[] pixels = Scratch.own().bits(PIXELS, all);
    for (int i = 0; i < all; i++) {
      int p = Math.min(i, there - 1);
      pixels[i] = (p / n * window.strideColumns() * n + p % n) * channels;
    }
    return pixels;
  }

  /** Returns where column q of row r of the windows lies, from where the windows begin. */
  private int tap(int row, int q, int n) {
    return (row * line + sliding.column(0, q)) * n * channels;
  }

  void forward(INDArray x, INDArray w, Finish finish, INDArray y) {
    Floats ys = Floats.of(y);
    float[] packed = weights.pack(Floats.of(w));
    CpuFinish last = new CpuFinish(finish);
    int rows = sliding.outHeight();
    forEachBlock(
        Floats.of(x),
        (first, n, xs, pixels) ->
            Parallel.run(
                weights.blocks() * rows,
                chunk -> {
                  float[] sums = sum(xs, pixels, n, chunk / rows, chunk % rows, packed);
                  put(sums, first, n, chunk / rows, chunk % rows, last, ys);
                }));
  }

  /** Returns a row of outputs of n images and a block. */
  private float[] sum(float[] x, int[] pixels, int n, int block, int row, float[] packed) {
    boolean isWide = weights.isWide(block);
    int width = weights.width(block);
    int size = (sliding.outWidth() * n + VectorLoops.NARROW) * width;
    float[] sums = Scratch.own().tile(SUMS, size);
    Arrays.fill(sums, 0, size, 0);
    for (int k = 0; k < taps(); k++) {
      int from = sliding.row(row, k / window.columns());
      int q = k % window.columns();
      int start = sliding.firstColumn(q) * n;
      int end = sliding.endColumn(q) * n;
      if (sliding.hasRow(from) && start < end) {
        int tap = tap(from, q, n);
        int at = weights.start(block) + k * channels * width;
        int to = start * width;
        Counters.product(end - start, channels, weights.outputs(block));
        loops.add(
            isWide, x, pixels, start, end, tap, channels, 1, 0, packed, at, sums, to, width, sums,
            to, width);
      }
    }
    return sums;
  }

  private void put(
      float[] sums, long first, int n, int block, int row, CpuFinish finish, Floats y) {
    Scratch s = Scratch.own();
    int width = weights.width(block);
    int there = weights.outputs(block);
    int output = weights.firstOutput(block);
    int count = sliding.outWidth() * n;
    float[] result = s.tile(RESULT, count * there);
    for (int i = 0; i < count; i++) {
      System.arraycopy(sums, i * width, result, i * there, there);
    }
    finish.rows(output, there, count, s).apply(result, count * there);
    for (int i = 0; i < count; i++) {
      long pixel = ((first + i % n) * sliding.outHeight() + row) * sliding.outWidth() + i / n;
      y.put(pixel * outputs + output, result, i * there, there);
    }
  }

  /** {@code dw += Σ x·dy}: each chunk sums a tap's gradients to a block of outputs. */
  void addWeightGradient(Arena arena, INDArray dy, INDArray x, INDArray dw) {
    Floats dys = Floats.of(dy);
    Floats gradient = Floats.of(arena.array(weights.size()));
    int height = sliding.outHeight();
    int width = sliding.outWidth();
    forEachBlock(
        Floats.of(x),
        (first, n, xs, pixels) -> {
          float[] gradients =
              Scratch.own().tile(DY, height * width * n * outputs + weights.width());
          gather(dys, first, n, height, width, outputs, gradients, width);
          Parallel.run(
              weights.blocks() * taps(),
              chunk -> {
                int block = chunk / taps();
                int k = chunk % taps();
                int size = channels * weights.width(block);
                int at = weights.start(block) + k * size;
                float[] sums =
                    Scratch.own().tile(GRADIENT, size + VectorLoops.NARROW * weights.width(block));
                if (first == 0) {
                  Arrays.fill(sums, 0, size, 0);
                } else {
                  gradient.get(at, sums, size);
                }
                addGradients(xs, pixels, n, block, k, gradients, sums);
                gradient.put(at, sums, size);
              });
        });
    weights.addGradient(gradient, Floats.of(dw));
  }

  /** Adds all pixels of n images to the gradients of a tap's weights to a block of outputs. */
  private void addGradients(
      float[] x, int[] pixels, int n, int block, int k, float[] dy, float[] sums) {
    boolean isWide = weights.isWide(block);
    int width = weights.width(block);
    int q = k % window.columns();
    int start = sliding.firstColumn(q) * n;
    int count = sliding.endColumn(q) * n - start;
    for (int row = 0; row < sliding.outHeight(); row++) {
      int from = sliding.row(row, k / window.columns());
      if (!sliding.hasRow(from) || count <= 0) {
        continue;
      }
      int first = (row * sliding.outWidth() * n + start) * outputs + weights.firstOutput(block);
      Counters.product(channels, count, weights.outputs(block));
      int taps;
      for (int c = 0; c < channels; c += taps) {
        taps = loops.gradientTaps(isWide, channels - c);
        int tap = tap(from, q, n) + c;
        loops.addGradients(
            isWide, taps, x, pixels, start, count, tap, dy, first, outputs, sums, c * width);
      }
    }
  }
}
