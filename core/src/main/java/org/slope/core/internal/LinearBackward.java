package org.slope.core.internal;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code dx = dy·w, dw += dyᵀ·x, db += Σₙ dy}. */
final class LinearBackward implements Work, Tiles.Terms {
  /** Fewer multiplications take less time than to wake a thread. */
  private static final long LEAST_OPERATIONS = 1L << 19;

  private final INDArray dy;
  private final INDArray x;
  private final INDArray w;
  private final @Nullable INDArray dx;
  private final INDArray dw;
  private final @Nullable INDArray db;
  private final @Nullable Product inputs;
  private final Product weights;
  private final Tiles tiles;
  private final Floats gradient;
  private final @Nullable Floats sums;

  LinearBackward(
      INDArray dy,
      INDArray x,
      INDArray w,
      @Nullable INDArray dx,
      INDArray dw,
      @Nullable INDArray db) {
    this.dy = dy;
    this.x = x;
    this.w = w;
    this.dx = dx;
    this.dw = dw;
    this.db = db;
    Matrix dys = CpuLinear.matrix(dy);
    inputs = dx == null ? null : new Product(dys, CpuLinear.matrix(w), 0, CpuLinear.matrix(dx));
    weights = new Product(dys.copy().t(), CpuLinear.matrix(x), 1, CpuLinear.matrix(dw));
    tiles = Tiles.channels(dy);
    gradient = Floats.of(dy);
    sums = db == null ? null : Floats.of(db);
  }

  boolean is(
      INDArray dy,
      INDArray x,
      INDArray w,
      @Nullable INDArray dx,
      INDArray dw,
      @Nullable INDArray db) {
    return dy == this.dy
        && x == this.x
        && w == this.w
        && dx == this.dx
        && dw == this.dw
        && db == this.db;
  }

  @Override
  public boolean uses(INDArray a) {
    return a == x || a == dy;
  }

  @Override
  public void run() {
    int first = inputs == null ? 0 : inputs.chunks();
    int chunks = first + weights.chunks();
    if (weights.operations() < LEAST_OPERATIONS) {
      for (int chunk = 0; chunk < chunks; chunk++) {
        run(chunk, first);
      }
    } else {
      Parallel.run(chunks, chunk -> run(chunk, first));
    }
    if (sums != null) {
      tiles.addColumnSums(sums, this);
    }
  }

  private void run(int chunk, int first) {
    if (inputs != null && chunk < first) {
      inputs.run(chunk);
    } else {
      weights.run(chunk - first);
    }
  }

  @Override
  public int fill(Scratch scratch, long at, int n, float[] sum, float[] none) {
    gradient.get(at, sum, n);
    return n;
  }
}
