package org.slope.core.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The derivative of batch norm, in two sweeps over x and dy: one for the sums of each channel, one
 * for dx. Where relu follows, both compute again whether its input was above 0, which takes less
 * time than to read its output. With {@link VectorLoops}, or in loops over values that are repeated
 * to a tile's length.
 */
final class CpuNormBackward {
  /** Slots of {@link Scratch#tile}, apart from those of {@link Tiles}. */
  private static final int X = 4;

  private static final int D = 5;
  private static final int Y = 6;

  /** Those of the values of the channels; the slots after the first are theirs, too. */
  private static final int VALUES = 7;

  private final @Nullable VectorLoops loops;
  private final Tiles tiles;
  private final Floats dys;
  private final Floats xs;
  private final boolean relu;
  private final @Nullable CpuPairPooling pooling;

  /** Of the channels. */
  private final float[] mean;

  private final float[] scale;
  private final float[] shift;

  private CpuNormBackward(
      @Nullable VectorLoops loops,
      INDArray dy,
      INDArray x,
      INDArray mean,
      float[] scale,
      @Nullable INDArray beta,
      boolean relu) {
    boolean pooled = dy.length() < x.length();
    tiles = pooled ? Tiles.pairs(x) : Tiles.channels(x);
    this.loops = CpuNorm.loops(loops, x, pooled);
    pooling = pooled && this.loops != null ? CpuPairPooling.of(this.loops, x) : null;
    dys = Floats.of(dy);
    xs = Floats.of(x);
    this.relu = relu;
    this.mean = Floats.values(mean);
    this.scale = scale;
    shift = CpuNorm.shift(beta, tiles.columns());
  }

  static void run(
      @Nullable VectorLoops loops,
      INDArray dy,
      INDArray x,
      INDArray mean,
      INDArray variance,
      @Nullable INDArray gamma,
      @Nullable INDArray beta,
      double epsilon,
      boolean relu,
      boolean batchStatistics,
      @Nullable INDArray dx,
      @Nullable INDArray dGamma,
      @Nullable INDArray dBeta) {
    float[] inverse = CpuNorm.inverse(variance, epsilon);
    float[] scale = CpuNorm.product(gamma, inverse);
    CpuNormBackward norm = new CpuNormBackward(loops, dy, x, mean, scale, beta, relu);
    int c = norm.tiles.columns();
    double[] sums = norm.sums(inverse);
    double[] sumDy = Arrays.copyOf(sums, c);
    double[] sumDyNormalized = Arrays.copyOfRange(sums, c, 2 * c);
    if (dBeta != null) {
      Floats.add(dBeta, sumDy);
    }
    if (dGamma != null) {
      Floats.add(dGamma, sumDyNormalized);
    }
    if (dx == null) {
      return;
    }
    float[] slope = new float[c];
    float[] meanDy = new float[c];
    long rows = norm.tiles.rows();
    for (int k = 0; k < c && batchStatistics; k++) {
      meanDy[k] = (float) (sumDy[k] / rows);
      slope[k] = (float) (sumDyNormalized[k] / rows) * inverse[k];
    }
    norm.inputGradient(slope, meanDy, Floats.of(dx));
  }

  /** Returns {@code Σ dy} of each channel, then {@code Σ dy·x̂}. */
  private double[] sums(float[] inverse) {
    int c = tiles.columns();
    if (loops != null) {
      VectorLoops now = loops;
      float[] values = CpuNorm.together(mean, scale, shift, inverse);
      return tiles.columnSums(
          2,
          (s, at, n, sumDy, sumDyNormalized) -> {
            float[] t = s.tile(X, n);
            float[] d = s.tile(D, n);
            xs.get(at, t, n);
            readGradient(now, t, values, at, n, s, d);
            now.normSums(t, d, n / c, c, relu && pooling == null, values, sumDy, sumDyNormalized);
            return c;
          });
    }
    float[] means = tiles.repeat(VALUES, mean);
    float[] scales = tiles.repeat(VALUES + 1, scale);
    float[] shifts = tiles.repeat(VALUES + 2, shift);
    float[] inverses = tiles.repeat(VALUES + 3, inverse);
    return tiles.columnSums(
        2,
        (s, at, n, d, dNormalized) -> {
          float[] t = s.tile(X, n);
          xs.get(at, t, n);
          read(at, n, t, means, scales, shifts, d, s);
          for (int i = 0; i < n; i++) {
            dNormalized[i] = d[i] * ((t[i] - means[i]) * inverses[i]);
          }
          return n;
        });
  }

  /** {@code dx = scale·(dy − mean(dy) − (x − mean)·slope)}. */
  private void inputGradient(float[] slope, float[] meanDy, Floats dx) {
    int c = tiles.columns();
    if (loops != null) {
      VectorLoops now = loops;
      float[] values = CpuNorm.together(mean, scale, shift, slope, meanDy);
      tiles.forEach(
          (s, at, n) -> {
            float[] t = s.tile(X, n);
            float[] d = s.tile(D, n);
            xs.get(at, t, n);
            readGradient(now, t, values, at, n, s, d);
            float[] gradient = s.tile(Y, n);
            now.normGradient(t, d, n / c, c, relu && pooling == null, values, gradient);
            dx.put(at, gradient, n);
          });
      return;
    }
    float[] means = tiles.repeat(VALUES, mean);
    float[] scales = tiles.repeat(VALUES + 1, scale);
    float[] shifts = tiles.repeat(VALUES + 2, shift);
    float[] slopes = tiles.repeat(VALUES + 3, slope);
    float[] meansDy = tiles.repeat(VALUES + 4, meanDy);
    tiles.forEach(
        (s, at, n) -> {
          float[] t = s.tile(X, n);
          float[] d = s.tile(D, n);
          xs.get(at, t, n);
          read(at, n, t, means, scales, shifts, d, s);
          for (int i = 0; i < n; i++) {
            t[i] = scales[i] * (d[i] - meansDy[i] - (t[i] - means[i]) * slopes[i]);
          }
          dx.put(at, t, n);
        });
  }

  /**
   * Copies dy to a tile; where pooling follows, gives it to the maxima of what is normalized again,
   * with relu's derivative taken, too.
   */
  private void readGradient(
      VectorLoops now, float[] t, float[] values, long at, int n, Scratch s, float[] d) {
    if (pooling == null) {
      dys.get(at, d, n);
      return;
    }
    float[] y = s.tile(Y, n);
    now.norm(t, n / tiles.columns(), tiles.columns(), relu, values, y);
    pooling.gradients(y, pooling.maxima(y, n, s), dys, relu, at, n, s, d);
  }

  /** Copies dy to a tile, 0 where relu was. */
  private void read(
      long at,
      int n,
      float[] t,
      float[] means,
      float[] scales,
      float[] shifts,
      float[] d,
      Scratch s) {
    if (!relu) {
      dys.get(at, d, n);
      return;
    }
    float[] y = s.tile(Y, n);
    for (int i = 0; i < n; i++) {
      y[i] = (t[i] - means[i]) * scales[i] + shifts[i];
    }
    CpuElementwise.keepPositive(dys, y, at, n, s, d);
  }
}
