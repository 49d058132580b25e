package org.slope.core.internal;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code y = y + b}, then {@code max(y, 0)} if asked, in place on a block that is in the cache. */
final class BiasAndRelu {
  private static final int Y = 0;
  private static final int BIAS = 1;

  private final float @Nullable [] bias;
  private final boolean relu;

  BiasAndRelu(@Nullable INDArray bias, boolean relu) {
    this.bias = bias == null ? null : Floats.values(bias);
    this.relu = relu;
  }

  /** Applies both to a block of a matrix whose first row starts at a multiple of its step. */
  void apply(Matrix block) {
    if (bias == null && !relu) {
      return;
    }
    int columns = (int) block.columns();
    float[] row = new float[columns];
    if (bias != null) {
      System.arraycopy(bias, (int) (block.at() % block.step()), row, 0, columns);
    }
    Scratch scratch = Scratch.own();
    // whole rows lie one after the other, parts of rows do not
    int least = columns == block.step() ? (int) block.rows() : 1;
    Tiles tiles = Tiles.of(least, columns);
    float[] b = tiles.repeat(BIAS, row);
    float[] y = scratch.tile(Y, tiles.tileRows() * columns);
    for (long r = 0; r < block.rows(); r += least) {
      long start = block.at() + r * block.step();
      tiles.forEach(scratch, 0, least, (s, at, n) -> apply(block.memory(), start + at, n, y, b));
    }
  }

  private void apply(Floats memory, long at, int n, float[] y, float[] b) {
    memory.get(at, y, n);
    if (relu) {
      for (int i = 0; i < n; i++) {
        y[i] = Math.max(y[i] + b[i], 0);
      }
    } else {
      for (int i = 0; i < n; i++) {
        y[i] += b[i];
      }
    }
    memory.put(at, y, n);
  }
}
