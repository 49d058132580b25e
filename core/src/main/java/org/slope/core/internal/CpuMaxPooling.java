package org.slope.core.internal;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Max pooling, an image at a time. */
final class CpuMaxPooling {
  private static final int X = 0;
  private static final int Y = 1;
  private static final int ROW = 2;
  private static final int BAND = 3;
  private static final int TAP = 4;
  private static final int DX = 5;
  private static final int DY = 6;
  private static final int ABSOLUTE = 0x7fffffff;
  private static final int INFINITY = 0x7f800000;

  private final Sliding sliding;
  private final Window window;
  private final float padding;

  private CpuMaxPooling(INDArray x, Window window, double padding, INDArray y) {
    this.sliding = Sliding.of(x, window, y);
    this.window = window;
    this.padding = (float) padding;
  }

  static void forward(INDArray x, Window window, double padding, INDArray y) {
    CpuMaxPooling pooling = new CpuMaxPooling(x, window, padding, y);
    Images xs = Images.of(x);
    Images ys = Images.of(y);
    xs.forEach(
        (s, image) -> {
          float[] maxima = s.tile(Y, ys.size());
          pooling.forward(xs.get(image, s, X), maxima, s);
          ys.put(image, maxima);
        });
  }

  /** First the maximum over a window's rows, then over its columns. */
  private void forward(float[] x, float[] y, Scratch s) {
    int length = sliding.width() * sliding.channels();
    int outLength = sliding.outWidth() * sliding.channels();
    float[] row = s.tile(ROW, length);
    float[] band = s.tile(BAND, length);
    float[] tap = s.tile(TAP, outLength);
    for (int i = 0; i < sliding.outHeight(); i++) {
      Arrays.fill(band, 0, length, Float.NEGATIVE_INFINITY);
      for (int p = 0; p < window.rows(); p++) {
        int r = sliding.row(i, p);
        if (sliding.hasRow(r)) {
          System.arraycopy(x, r * length, row, 0, length);
          max(row, band, length);
        } else if (!sliding.isBeyondRow(r)) {
          Arrays.fill(row, 0, length, padding);
          max(row, band, length);
        }
      }
      float[] maxima = s.tile(DY, outLength);
      Arrays.fill(maxima, 0, outLength, Float.NEGATIVE_INFINITY);
      for (int q = 0; q < window.columns(); q++) {
        sliding.gather(band, q, padding, Float.NEGATIVE_INFINITY, tap);
        max(tap, maxima, outLength);
      }
      System.arraycopy(maxima, 0, y, i * outLength, outLength);
    }
  }

  private static void max(float[] x, float[] y, int n) {
    for (int k = 0; k < n; k++) {
      y[k] = Math.max(y[k], x[k]);
    }
  }

  static void backward(
      INDArray dy, INDArray x, INDArray y, Window window, double padding, INDArray dx) {
    CpuMaxPooling pooling = new CpuMaxPooling(x, window, padding, y);
    Images dys = Images.of(dy);
    Images xs = Images.of(x);
    Images ys = Images.of(y);
    Images dxs = Images.of(dx);
    xs.forEach(
        (s, image) -> {
          float[] gradient = s.tile(DX, dxs.size());
          Arrays.fill(gradient, 0, dxs.size(), 0);
          pooling.backward(
              dys.get(image, s, DY), xs.get(image, s, X), ys.get(image, s, Y), gradient);
          dxs.put(image, gradient);
        });
  }

  /** The first tap that equals y takes dy and leaves 0 to the others. */
  private void backward(float[] dy, float[] x, float[] y, float[] dx) {
    int c = sliding.channels();
    for (int i = 0; i < sliding.outHeight(); i++) {
      for (int j = 0; j < sliding.outWidth(); j++) {
        int at = (i * sliding.outWidth() + j) * c;
        for (int p = 0; p < window.rows(); p++) {
          int row = sliding.row(i, p);
          for (int q = 0; q < window.columns(); q++) {
            int column = sliding.column(j, q);
            if (sliding.hasRow(row) && sliding.hasColumn(column)) {
              take(dy, at, x, y, dx, (row * sliding.width() + column) * c);
            } else if (!sliding.isBeyondRow(row) && !sliding.isBeyondColumn(column)) {
              drop(dy, at, y);
            }
          }
        }
      }
    }
  }

  /** On the bits, because which tap wins is not predictable: a branch would cost ten times this. */
  private void take(float[] left, int at, float[] x, float[] y, float[] dx, int to) {
    int c = sliding.channels();
    for (int k = 0; k < c; k++) {
      // adding 0 turns −0 into 0
      int v = Float.floatToRawIntBits(x[to + k] + 0f);
      int differ = v ^ Float.floatToRawIntBits(y[at + k] + 0f);
      int isNan = (INFINITY - (v & ABSOLUTE)) >> 31;
      int hit = ~((differ | -differ) >> 31) | isNan;
      int rest = Float.floatToRawIntBits(left[at + k]);
      dx[to + k] += Float.intBitsToFloat(rest & hit);
      left[at + k] = Float.intBitsToFloat(rest & ~hit);
    }
  }

  private void drop(float[] left, int at, float[] y) {
    for (int k = at; k < at + sliding.channels(); k++) {
      left[k] = y[k] == padding ? 0 : left[k];
    }
  }
}
