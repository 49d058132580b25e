package org.slope.core.internal;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The convolution with many weights, {@code y = P·wᵀ, dw = dyᵀ·P}: all threads unfold a block of
 * output pixels, then multiply it, so that BLAS copies the weights once for many pixels. {@link
 * CpuConvolution} does that for each tile.
 */
final class CpuWideConvolution {
  /** The weights of a tap, or of a component of Winograd's; fewer stay in a core's cache. */
  private static final int LEAST_WEIGHTS = 1 << 13;

  /** With fewer, the patches take longer to be written and read than to be multiplied. */
  private static final int LEAST_OUTPUTS = 64;

  /** The output pixels of a block. */
  private static final int LEAST_PIXELS = 16;

  private static final int MOST_PIXELS = 1024;

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
    block = Math.max(LEAST_PIXELS, Math.min(MOST_PIXELS, Scratch.MOST_KEPT / size));
    piece = Math.max(1, Unfolding.TILE / size);
  }

  /** Tells whether it is faster than {@link CpuConvolution}, and than loops. */
  static boolean fits(INDArray x, int groups, INDArray y) {
    // patches of a single channel lie transposed
    return groups == 1
        && x.size(1) > 1
        && y.size(1) >= LEAST_OUTPUTS
        && areMany(x.size(1), y.size(1));
  }

  /** Tells whether a group's weights are too many for each thread to read them all. */
  static boolean areMany(long inputs, long outputs) {
    return inputs * outputs >= LEAST_WEIGHTS;
  }

  void forward(INDArray x, INDArray w, Finish finish, INDArray y) {
    Matrix weights = CpuConvolution.matrix(w).t();
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
    Matrix dws = CpuConvolution.matrix(dw);
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
    int most = (int) Math.min(block, pixels);
    Floats area = Scratch.own().area(PATCHES, Math.multiplyExact(most, size));
    for (long first = 0; first < pixels; first += most) {
      long from = first;
      int n = (int) Math.min(most, pixels - from);
      Parallel.run(
          (int) Tiles.ceil(n, piece),
          i -> {
            int start = i * piece;
            int length = Math.min(piece, n - start);
            Floats part = area.part((long) start * size, (long) length * size);
            patches.gather(xs, from + start, length, part);
          });
      task.run(from, from + n, Matrix.of(area, 0, n, size));
    }
  }
}
