package org.slope.core.internal;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Batch norm on rows × channels; the values of the channels are repeated to a tile's length. */
final class CpuNorm {
  private static final int X = 4;
  private static final int MEAN = 5;
  private static final int SCALE = 6;
  private static final int SHIFT = 7;
  private static final int Y = 8;

  /** Pairs of rows of more elements, and what is made of them, do not stay in the cache. */
  private static final int MOST_OF_PAIR = 1 << 15;

  private CpuNorm() {}

  static void normalize(
      @Nullable VectorLoops loops,
      INDArray x,
      INDArray mean,
      INDArray variance,
      @Nullable INDArray gamma,
      @Nullable INDArray beta,
      double epsilon,
      boolean relu,
      INDArray y) {
    boolean pooled = y.length() < x.length();
    Tiles tiles = pooled ? Tiles.pairs(x) : Tiles.channels(x);
    int c = tiles.columns();
    Floats xs = Floats.of(x);
    Floats ys = Floats.of(y);
    float[] means = Floats.values(mean);
    float[] scales = scale(variance, gamma, epsilon);
    float[] shifts = shift(beta, c);
    VectorLoops now = loops(loops, x, pooled);
    if (now != null) {
      float[] values = together(means, scales, shifts);
      CpuPairPooling pooling = pooled ? CpuPairPooling.of(now, x) : null;
      tiles.forEach(
          (s, at, n) -> {
            float[] t = s.tile(X, n);
            float[] normalized = s.tile(Y, n);
            xs.get(at, t, n);
            now.norm(t, n / c, c, relu, values, normalized);
            if (pooling == null) {
              ys.put(at, normalized, n);
            } else {
              ys.put(at / 4, pooling.maxima(normalized, n, s), n / 4);
            }
          });
      return;
    }
    float[] m = tiles.repeat(MEAN, means);
    float[] scale = tiles.repeat(SCALE, scales);
    float[] shift = tiles.repeat(SHIFT, shifts);
    tiles.forEach(
        (s, at, n) -> {
          float[] t = s.tile(X, n);
          xs.get(at, t, n);
          normalize(t, m, scale, shift, relu, n);
          ys.put(at, t, n);
        });
  }

  /** Tells whether pairs of rows of x are pooled at once. */
  static boolean pools(@Nullable VectorLoops loops, INDArray x) {
    return VectorLoops.forChannels(loops, x.size(1)) != null
        && 2 * x.size(3) * x.size(1) <= MOST_OF_PAIR;
  }

  /** Returns the loops to use, null for those of this class, which do not pool. */
  static @Nullable VectorLoops loops(@Nullable VectorLoops loops, INDArray x, boolean pooled) {
    VectorLoops now = VectorLoops.forChannels(loops, x.size(1));
    return now == null && pooled ? new ScalarLoops(1) : now;
  }

  /** Returns the values of all channels, one kind after the other. */
  static float[] together(float[]... kinds) {
    int c = kinds[0].length;
    float[] all = new float[kinds.length * c];
    for (int k = 0; k < kinds.length; k++) {
      System.arraycopy(kinds[k], 0, all, k * c, c);
    }
    return all;
  }

  /** {@code t = (t − mean)·scale + shift}, clipped at 0 if wanted. */
  static void normalize(
      float[] t, float[] mean, float[] scale, float[] shift, boolean relu, int n) {
    float least = relu ? 0 : Float.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      t[i] = Math.max((t[i] - mean[i]) * scale[i] + shift[i], least);
    }
  }

  /** {@code γ/√(variance + ε)}. */
  static float[] scale(INDArray variance, @Nullable INDArray gamma, double epsilon) {
    return product(gamma, inverse(variance, epsilon));
  }

  /** β, or 0 for each of the channels. */
  static float[] shift(@Nullable INDArray beta, int channels) {
    return beta == null ? new float[channels] : Floats.values(beta);
  }

  /** {@code 1/√(variance + ε)}. */
  static float[] inverse(INDArray variance, double epsilon) {
    float[] inverse = Floats.values(variance);
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] = (float) (1 / Math.sqrt(inverse[i] + epsilon));
    }
    return inverse;
  }

  static float[] product(@Nullable INDArray a, float[] b) {
    return a == null ? b : product(Floats.values(a), b);
  }

  private static float[] product(float[] a, float[] b) {
    float[] product = new float[b.length];
    for (int i = 0; i < b.length; i++) {
      product[i] = a[i] * b[i];
    }
    return product;
  }
}
