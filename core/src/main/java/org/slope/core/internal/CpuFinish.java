package org.slope.core.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A {@link Finish}, in place on blocks that are in the cache. */
final class CpuFinish {
  private static final int TILE = 2048;
  private static final float[] EMPTY = {};

  /** Slots of {@link Scratch#tile}. */
  private static final int Y = 0;

  private static final int BIAS = 32;
  private static final int MEAN = 33;
  private static final int SCALE = 34;
  private static final int SHIFT = 35;

  private final @Nullable Floats bias;
  private final @Nullable Floats mean;
  private final float @Nullable [] scale;
  private final @Nullable Floats beta;
  private final boolean relu;

  CpuFinish(Finish finish) {
    Finish.Norm norm = finish.norm();
    bias = floats(finish.bias());
    mean = norm == null ? null : Floats.of(norm.mean());
    scale = norm == null ? null : CpuNorm.scale(norm.variance(), norm.gamma(), norm.epsilon());
    beta = norm == null ? null : floats(norm.beta());
    relu = finish.relu();
  }

  private static @Nullable Floats floats(@Nullable INDArray a) {
    return a == null ? null : Floats.of(a);
  }

  /** Applies it to a block of a matrix whose first row starts at a multiple of its step. */
  void apply(Matrix block) {
    apply(block, 0, block.rows());
  }

  /** Applies it to some rows of such a block. */
  void apply(Matrix block, long from, long to) {
    if (bias == null && scale == null && !relu) {
      return;
    }
    int columns = (int) block.columns();
    // whole rows lie one after the other, parts of rows do not
    boolean whole = columns == block.step();
    int together = whole ? (int) Math.min(to - from, Math.max(1, TILE / columns)) : 1;
    int first = (int) (block.at() % block.step());
    Scratch s = Scratch.own();
    float[] y = s.tile(Y, together * columns);
    Rows rows = rows(first, columns, together, s);
    for (long r = from; r < to; r += together) {
      int n = (int) Math.min(together, to - r) * columns;
      long at = block.at() + r * block.step();
      block.memory().get(at, y, n);
      rows.apply(y, n);
      block.memory().put(at, y, n);
    }
  }

  /** What to do to some channels, repeated for some rows: a thread has one, set anew each time. */
  static final class Rows {
    private float @Nullable [] bias;
    private float @Nullable [] mean;
    private float[] scale = EMPTY;
    private float[] shift = EMPTY;
    private boolean relu;

    /** Applies it to n elements. */
    void apply(float[] y, int n) {
      if (bias != null) {
        add(y, bias, relu && mean == null, n);
      }
      if (mean != null) {
        CpuNorm.normalize(y, mean, scale, shift, relu, n);
      } else if (bias == null && relu) {
        CpuElementwise.clip(y, n);
      }
    }

    private static void add(float[] y, float[] b, boolean relu, int n) {
      float least = relu ? 0 : Float.NEGATIVE_INFINITY;
      for (int i = 0; i < n; i++) {
        y[i] = Math.max(y[i] + b[i], least);
      }
    }
  }

  /** Returns it for channels from the first on, repeated. */
  Rows rows(int first, int channels, int times, Scratch s) {
    int n = channels * times;
    Rows rows = s.finish;
    rows.relu = relu;
    rows.bias = bias == null ? null : repeated(bias, s.tile(BIAS, n), first, channels, n);
    rows.mean = mean == null ? null : repeated(mean, s.tile(MEAN, n), first, channels, n);
    if (scale != null) {
      rows.scale = s.tile(SCALE, n);
      System.arraycopy(scale, first, rows.scale, 0, channels);
      Tiles.repeat(rows.scale, channels, n);
      rows.shift = s.tile(SHIFT, n);
      if (beta == null) {
        Arrays.fill(rows.shift, 0, n, 0);
      } else {
        repeated(beta, rows.shift, first, channels, n);
      }
    }
    return rows;
  }

  private static float[] repeated(Floats values, float[] tile, int first, int channels, int n) {
    values.get(first, tile, channels);
    Tiles.repeat(tile, channels, n);
    return tile;
  }
}
