package org.slope.core.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Batch norm on rows × channels; the values of the channels are repeated to a tile's length. */
final class CpuNorm {
  private static final int X = 4;
  private static final int MEAN = 5;
  private static final int SCALE = 6;
  private static final int SHIFT = 7;
  private static final int INVERSE = 8;

  private CpuNorm() {}

  static void normalize(
      INDArray x,
      INDArray mean,
      INDArray variance,
      @Nullable INDArray gamma,
      @Nullable INDArray beta,
      double epsilon,
      boolean relu,
      INDArray y) {
    Tiles tiles = Tiles.channels(x);
    float[] m = tiles.repeat(MEAN, Floats.values(mean));
    float[] scale = tiles.repeat(SCALE, scale(variance, gamma, epsilon));
    float[] shift = tiles.repeat(SHIFT, beta == null ? new float[m.length] : Floats.values(beta));
    Floats xs = Floats.of(x);
    Floats ys = Floats.of(y);
    tiles.forEach(
        (s, at, n) -> {
          float[] t = s.tile(X, n);
          xs.get(at, t, n);
          normalize(t, m, scale, shift, relu, n);
          ys.put(at, t, n);
        });
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

  static void backward(
      INDArray dy,
      @Nullable INDArray clipped,
      INDArray x,
      INDArray mean,
      INDArray variance,
      @Nullable INDArray gamma,
      double epsilon,
      boolean batchStatistics,
      @Nullable INDArray dx,
      @Nullable INDArray dGamma,
      @Nullable INDArray dBeta) {
    Tiles tiles = Tiles.channels(x);
    int c = tiles.columns();
    Floats dys = Floats.of(dy);
    Floats xs = Floats.of(x);
    Floats ys = clipped == null ? null : Floats.of(clipped);
    Floats dxs = dx == null ? null : Floats.of(dx);
    float[] r = inverse(variance, epsilon);
    float[] m = tiles.repeat(MEAN, Floats.values(mean));
    float[] inverse = tiles.repeat(INVERSE, r);
    double[] sums =
        tiles.columnSums(
            2,
            (s, at, n, d, dNormalized) -> {
              float[] t = s.tile(X, n);
              xs.get(at, t, n);
              if (ys == null) {
                dys.get(at, d, n);
              } else {
                // dx holds what is left of dy until it is overwritten
                CpuElementwise.keepPositive(dys, ys, at, n, s, dxs, d);
              }
              for (int i = 0; i < n; i++) {
                dNormalized[i] = d[i] * ((t[i] - m[i]) * inverse[i]);
              }
            });
    double[] sumDy = Arrays.copyOf(sums, c);
    double[] sumDyNormalized = Arrays.copyOfRange(sums, c, 2 * c);
    if (dBeta != null) {
      Floats.add(dBeta, sumDy);
    }
    if (dGamma != null) {
      Floats.add(dGamma, sumDyNormalized);
    }
    if (dxs == null) {
      return;
    }
    if (batchStatistics) {
      divide(sumDy, tiles.rows());
      divide(sumDyNormalized, tiles.rows());
    } else {
      Arrays.fill(sumDy, 0);
      Arrays.fill(sumDyNormalized, 0);
    }
    // dx = scale·(dy − mean(dy) − (x − mean)·slope), with slope = mean(dy·x̂)/σ
    float[] scale = tiles.repeat(SCALE, product(gamma, r));
    float[] meanDy = tiles.repeat(SHIFT, Floats.toFloats(sumDy));
    float[] slope = tiles.repeat(INVERSE, product(Floats.toFloats(sumDyNormalized), r));
    Floats kept = ys == null ? dys : dxs;
    tiles.forEach(
        (s, at, n) -> {
          float[] t = s.tile(X, n);
          float[] d = s.tile(0, n);
          xs.get(at, t, n);
          kept.get(at, d, n);
          for (int i = 0; i < n; i++) {
            t[i] = scale[i] * (d[i] - meanDy[i] - (t[i] - m[i]) * slope[i]);
          }
          dxs.put(at, t, n);
        });
  }

  /** {@code 1/√(variance + ε)}. */
  private static float[] inverse(INDArray variance, double epsilon) {
    float[] inverse = Floats.values(variance);
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] = (float) (1 / Math.sqrt(inverse[i] + epsilon));
    }
    return inverse;
  }

  private static float[] product(@Nullable INDArray a, float[] b) {
    return a == null ? b : product(Floats.values(a), b);
  }

  private static float[] product(float[] a, float[] b) {
    float[] product = new float[b.length];
    for (int i = 0; i < b.length; i++) {
      product[i] = a[i] * b[i];
    }
    return product;
  }

  private static void divide(double[] values, long by) {
    for (int i = 0; i < values.length; i++) {
      values[i] /= by;
    }
  }
}
