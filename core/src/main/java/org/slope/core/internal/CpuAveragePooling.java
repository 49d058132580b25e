package org.slope.core.internal;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Average pooling, an image at a time. */
final class CpuAveragePooling {
  private static final int X = 0;
  private static final int Y = 1;
  private static final int ROW = 2;
  private static final int BAND = 3;
  private static final int TAP = 4;
  private static final int SUMS = 5;

  private final Sliding sliding;
  private final Window window;
  private final boolean countPadding;
  private final int divisor;

  /** What each column of an output row is divided by, for each of its channels. */
  private final float[] columnFactors;

  private CpuAveragePooling(
      INDArray x, Window window, boolean countPadding, int divisor, INDArray y) {
    this.sliding = Sliding.of(x, window, y);
    this.window = window;
    this.countPadding = countPadding;
    this.divisor = divisor;
    int c = sliding.channels();
    columnFactors = new float[sliding.outWidth() * c];
    for (int j = 0; j < sliding.outWidth(); j++) {
      float factor = divisor != 0 ? 1 : 1f / Math.max(1, columns(j));
      Arrays.fill(columnFactors, j * c, (j + 1) * c, factor);
    }
  }

  static void forward(
      INDArray x, Window window, boolean countPadding, double padding, int divisor, INDArray y) {
    CpuAveragePooling pooling = new CpuAveragePooling(x, window, countPadding, divisor, y);
    float border = countPadding ? (float) padding : 0;
    Images xs = Images.of(x);
    Images ys = Images.of(y);
    xs.forEach(
        (s, image) -> {
          float[] means = s.tile(Y, ys.size());
          pooling.forward(xs.get(image, s, X), border, means, s);
          ys.put(image, means);
        });
  }

  /** First the sum over a window's rows, then over its columns. */
  private void forward(float[] x, float border, float[] y, Scratch s) {
    int length = sliding.width() * sliding.channels();
    int outLength = sliding.outWidth() * sliding.channels();
    float[] row = s.tile(ROW, length);
    float[] band = s.tile(BAND, length);
    float[] tap = s.tile(TAP, outLength);
    float[] sums = s.tile(SUMS, outLength);
    for (int i = 0; i < sliding.outHeight(); i++) {
      Arrays.fill(band, 0, length, 0);
      int rows = 0;
      for (int p = 0; p < window.rows(); p++) {
        int r = sliding.row(i, p);
        if (sliding.hasRow(r)) {
          System.arraycopy(x, r * length, row, 0, length);
          add(row, band, length);
        } else if (!sliding.isBeyondRow(r)) {
          Arrays.fill(row, 0, length, border);
          add(row, band, length);
        }
        rows += counts(r) ? 1 : 0;
      }
      float borderColumn = border * rows;
      Arrays.fill(sums, 0, outLength, 0);
      for (int q = 0; q < window.columns(); q++) {
        sliding.gather(band, q, borderColumn, 0, tap);
        add(tap, sums, outLength);
      }
      scale(sums, rowFactor(i));
      System.arraycopy(sums, 0, y, i * outLength, outLength);
    }
  }

  static void backward(INDArray dy, Window window, boolean countPadding, int divisor, INDArray dx) {
    CpuAveragePooling pooling = new CpuAveragePooling(dx, window, countPadding, divisor, dy);
    Images dys = Images.of(dy);
    Images dxs = Images.of(dx);
    dxs.forEach(
        (s, image) -> {
          float[] gradient = s.tile(X, dxs.size());
          Arrays.fill(gradient, 0, dxs.size(), 0);
          pooling.backward(dys.get(image, s, Y), gradient, s);
          dxs.put(image, gradient);
        });
  }

  /** What a window's columns get from dy is the same in each of its rows. */
  private void backward(float[] dy, float[] dx, Scratch s) {
    int length = sliding.width() * sliding.channels();
    int outLength = sliding.outWidth() * sliding.channels();
    float[] row = s.tile(ROW, length);
    float[] band = s.tile(BAND, length);
    float[] shares = s.tile(SUMS, outLength);
    for (int i = 0; i < sliding.outHeight(); i++) {
      System.arraycopy(dy, i * outLength, shares, 0, outLength);
      scale(shares, rowFactor(i));
      Arrays.fill(band, 0, length, 0);
      for (int q = 0; q < window.columns(); q++) {
        sliding.spread(shares, q, row);
        add(row, band, length);
      }
      for (int p = 0; p < window.rows(); p++) {
        int r = sliding.row(i, p);
        if (sliding.hasRow(r)) {
          System.arraycopy(dx, r * length, row, 0, length);
          add(band, row, length);
          System.arraycopy(row, 0, dx, r * length, length);
        }
      }
    }
  }

  private static void add(float[] x, float[] y, int n) {
    for (int k = 0; k < n; k++) {
      y[k] += x[k];
    }
  }

  private void scale(float[] row, float rowFactor) {
    float[] factors = columnFactors;
    for (int k = 0; k < factors.length; k++) {
      row[k] *= factors[k] * rowFactor;
    }
  }

  private float rowFactor(int i) {
    int count = 0;
    for (int p = 0; p < window.rows(); p++) {
      count += counts(sliding.row(i, p)) ? 1 : 0;
    }
    return 1f / (divisor != 0 ? divisor : Math.max(1, count));
  }

  private boolean counts(int row) {
    return countPadding ? !sliding.isBeyondRow(row) : sliding.hasRow(row);
  }

  private int columns(int j) {
    int count = 0;
    for (int q = 0; q < window.columns(); q++) {
      int column = sliding.column(j, q);
      count += (countPadding ? !sliding.isBeyondColumn(column) : sliding.hasColumn(column)) ? 1 : 0;
    }
    return count;
  }
}
