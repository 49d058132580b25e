package org.slope.core.internal;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code y = x·scale + shift}, the scale repeated for every row of x. */
final class CpuScale {
  private static final int X = 4;
  private static final int SCALE = 5;
  private static final int SHIFT = 6;

  /** Rows as long as what has a scale of its own: a pixel's channels, or a whole example. */
  private final Tiles tiles;

  private final INDArray x;
  private final boolean perElement;

  private CpuScale(INDArray x, INDArray scale) {
    this.x = x;
    perElement = x.rank() == 4 && scale.rank() > 1;
    long row = perElement ? x.length() / x.size(0) : scale.length();
    tiles = Tiles.of(x.length() / row, row);
  }

  static void forward(INDArray x, INDArray scale, INDArray shift, INDArray y) {
    CpuScale kernel = new CpuScale(x, scale);
    Tiles tiles = kernel.tiles;
    float[] a = tiles.repeat(SCALE, kernel.row(scale));
    float[] b = tiles.repeat(SHIFT, kernel.row(shift));
    Floats xs = Floats.of(x);
    Floats ys = Floats.of(y);
    tiles.forEach(
        (s, at, n) -> {
          float[] t = s.tile(X, n);
          xs.get(at, t, n);
          for (int i = 0; i < n; i++) {
            t[i] = t[i] * a[i] + b[i];
          }
          ys.put(at, t, n);
        });
  }

  static void backward(
      INDArray dy, INDArray x, INDArray scale, INDArray dx, INDArray dScale, INDArray dShift) {
    CpuScale kernel = new CpuScale(x, scale);
    Tiles tiles = kernel.tiles;
    float[] a = tiles.repeat(SCALE, kernel.row(scale));
    Floats dys = Floats.of(dy);
    Floats xs = Floats.of(x);
    Floats dxs = Floats.of(dx);
    double[] sums =
        tiles.columnSums(
            2,
            (s, at, n, d, product) -> {
              float[] t = s.tile(X, n);
              dys.get(at, d, n);
              xs.get(at, t, n);
              for (int i = 0; i < n; i++) {
                product[i] = d[i] * t[i];
                t[i] = d[i] * a[i];
              }
              dxs.put(at, t, n);
              return n;
            });
    int row = tiles.columns();
    kernel.add(Arrays.copyOf(sums, row), dShift);
    kernel.add(Arrays.copyOfRange(sums, row, 2 * row), dScale);
  }

  /** The values in the order in which a row lies in memory. */
  private float[] row(INDArray values) {
    float[] from = Floats.values(values);
    float[] row = new float[tiles.columns()];
    for (int i = 0; i < row.length; i++) {
      row[i] = from[shared(i, from.length)];
    }
    return row;
  }

  private void add(double[] row, INDArray gradient) {
    double[] sums = new double[Math.toIntExact(gradient.length())];
    for (int i = 0; i < row.length; i++) {
      sums[shared(i, sums.length)] += row[i];
    }
    Floats.add(gradient, sums);
  }

  /** The element of a scale of [h, w] or [c, h, w] that belongs to the i-th of a row. */
  private int shared(int i, int length) {
    if (!perElement) {
      return i;
    }
    int channels = (int) x.size(1);
    int pixels = tiles.columns() / channels;
    return (i % channels * pixels + i / channels) % length;
  }
}
