package org.slope.core.internal;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The convolution with more weights than a core's cache holds, {@code y = P·wᵀ, dw = dyᵀ·P}: all
 * threads unfold a block of output pixels, then multiply it, so that BLAS copies the weights once
 * for many pixels. {@link CpuConvolution} does that for each tile.
 */
final class CpuWideConvolution {
  private static final int LEAST_WEIGHTS = 1 << 16;

  /** The elements of a piece of patches, which a thread unfolds at a time. */
  private static final int PIECE = 1 << 16;

  /** A slot of {@link Scratch#area}. */
  private static final int PATCHES = 0;

  private final Patches patches;
  private final int size;
  private final long pixels;
  private final int block;
  private final int piece;

  CpuWideConvolution(INDArray x, Window window, double padding, INDArray y) {
    Sliding sliding = Sliding.of(x, window, y);
    patches = new Patches(sliding, 1, 0, padding);
    size = patches.partSize();
    pixels = x.size(0) * sliding.outputPixels();
    block = Math.max(1, Scratch.MOST_KEPT / size);
    piece = Math.max(1, PIECE / size);
  }

  /** Tells whether the weights are as many. */
  static boolean fits(INDArray x, Window window, int groups, INDArray y) {
    long weights = x.size(1) * window.rows() * window.columns() * y.size(1);
    // patches of a single channel lie transposed
    return groups == 1 && x.size(1) > 1 && weights > LEAST_WEIGHTS;
  }

  void forward(INDArray x, INDArray w, Finish finish, INDArray y) {
    Matrix weights = Matrix.of(Floats.of(w), 0, w.size(0), size).t();
    Matrix ys = CpuLinear.matrix(y);
    CpuFinish last = new CpuFinish(finish);
    forEachBlock(
        x,
        (from, to, taps) -> {
          Product product = new Product(taps, weights, 0, ys.copy().rows(from, to));
          Parallel.run(product.chunks(), chunk -> last.apply(product.run(chunk)));
        });
  }

  void addWeightGradient(INDArray dy, INDArray x, INDArray dw) {
    Matrix dys = CpuLinear.matrix(dy);
    Matrix dws = Matrix.of(Floats.of(dw), 0, dw.size(0), size);
    forEachBlock(
        x,
        (from, to, taps) -> {
          Product product = new Product(dys.copy().rows(from, to).t(), taps, 1, dws);
          Parallel.run(product.chunks(), product::run);
        });
  }

  /** What is done to the output pixels from..to, with their patches. */
  private interface Block {
    void run(long from, long to, Matrix taps);
  }

  private void forEachBlock(INDArray x, Block task) {
    Floats xs = Floats.of(x);
    for (long from = 0; from < pixels; from += block) {
      int n = (int) Math.min(block, pixels - from);
      Floats area = Scratch.own().area(PATCHES, n * size);
      long first = from;
      Parallel.run(
          (int) Tiles.ceil(n, piece),
          i -> {
            int start = i * piece;
            int length = Math.min(piece, n - start);
            patches.gather(
                xs, first + start, length, area.part((long) start * size, (long) length * size));
          });
      task.run(from, from + n, Matrix.of(area, 0, n, size));
    }
  }
}
