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
  private static final int MAXIMA = 5;
  private static final int ABSOLUTE = 0x7fffffff;
  private static final int INFINITY = 0x7f800000;

  private final Sliding sliding;
  private final Window window;
  private final float padding;

  /** The lengths of an input row and an output row. */
  private final int length;

  private final int outLength;

  /** Whether no two windows share a pixel. */
  private final boolean apart;

  private CpuMaxPooling(INDArray x, Window window, double padding, INDArray y) {
    this.sliding = Sliding.of(x, window, y);
    this.window = window;
    this.padding = (float) padding;
    this.length = sliding.width() * sliding.channels();
    this.outLength = sliding.outWidth() * sliding.channels();
    this.apart =
        window.strideRows() >= window.spanRows() && window.strideColumns() >= window.spanColumns();
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
      float[] maxima = s.tile(MAXIMA, outLength);
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
      INDArray dy,
      INDArray x,
      INDArray y,
      Window window,
      double padding,
      boolean clipped,
      INDArray dx) {
    CpuMaxPooling pooling = new CpuMaxPooling(x, window, padding, y);
    Images dys = Images.of(dy);
    Images xs = Images.of(x);
    Images ys = Images.of(y);
    Images dxs = Images.of(dx);
    xs.forEach(
        (s, image) -> {
          int[] gradient = s.bits(5, dxs.size());
          Arrays.fill(gradient, 0, dxs.size(), 0);
          int[] input = s.bits(0, xs.size());
          xs.memory().getBits(image * xs.size(), input, xs.size());
          for (int i = 0; i < pooling.sliding.outHeight(); i++) {
            long row = image * ys.size() + (long) i * pooling.outLength;
            pooling.backward(i, dys.memory(), ys.memory(), row, clipped, input, gradient, s);
          }
          dxs.memory().putBits(image * dxs.size(), gradient, dxs.size());
        });
  }

  /** The first tap that equals y takes dy and leaves 0 to the others. All arrays hold bits. */
  private void backward(
      int i, Floats dy, Floats y, long at, boolean clipped, int[] x, int[] dx, Scratch s) {
    int[] left = s.bits(1, outLength);
    int[] maxima = s.bits(2, outLength);
    int[] tap = s.bits(3, outLength);
    int[] taken = s.bits(4, outLength);
    dy.getBits(at, left, outLength);
    y.getBits(at, maxima, outLength);
    if (clipped) {
      CpuElementwise.keepPositive(left, maxima, outLength);
    }
    for (int p = 0; p < window.rows(); p++) {
      int row = sliding.row(i, p);
      for (int q = 0; q < window.columns() && !sliding.isBeyondRow(row); q++) {
        gather(x, row, q, tap);
        take(tap, maxima, left, taken, outLength);
        if (sliding.hasRow(row)) {
          scatter(taken, row, q, dx);
        }
      }
    }
  }

  private void scatter(int[] taken, int row, int q, int[] dx) {
    int c = sliding.channels();
    for (int j = 0; j < sliding.outWidth(); j++) {
      int column = sliding.column(j, q);
      if (sliding.hasColumn(column)) {
        int to = (row * sliding.width() + column) * c;
        if (apart) {
          System.arraycopy(taken, j * c, dx, to, c);
        } else {
          add(taken, j * c, dx, to, c);
        }
      }
    }
  }

  private static void add(int[] x, int from, int[] y, int to, int n) {
    for (int k = 0; k < n; k++) {
      float sum = Float.intBitsToFloat(y[to + k]) + Float.intBitsToFloat(x[from + k]);
      y[to + k] = Float.floatToRawIntBits(sum);
    }
  }

  /** Copies a tap of an output row's windows; what lies beyond the padding is never first. */
  private void gather(int[] x, int row, int q, int[] tap) {
    int c = sliding.channels();
    for (int j = 0; j < sliding.outWidth(); j++) {
      int column = sliding.column(j, q);
      if (sliding.hasRow(row) && sliding.hasColumn(column)) {
        System.arraycopy(x, (row * sliding.width() + column) * c, tap, j * c, c);
      } else {
        float value = sliding.isBeyondColumn(column) ? Float.NEGATIVE_INFINITY : padding;
        Arrays.fill(tap, j * c, (j + 1) * c, Float.floatToRawIntBits(value));
      }
    }
  }

  /**
   * {@code taken = x == y || x is NaN ? left : 0}, and the rest stays in left: on the bits, where
   * the loop is vectorized and nothing is left to branch prediction. 0 and −0 are equal.
   */
  private static void take(int[] x, int[] y, int[] left, int[] taken, int n) {
    for (int k = 0; k < n; k++) {
      int differ = x[k] ^ y[k];
      int nonzero = (x[k] | y[k]) << 1;
      int miss = ((differ | -differ) & (nonzero | -nonzero)) >> 31;
      int isNan = (INFINITY - (x[k] & ABSOLUTE)) >> 31;
      taken[k] = left[k] & (~miss | isNan);
    }
    for (int k = 0; k < n; k++) {
      left[k] ^= taken[k];
    }
  }
}
