package org.slope.core.internal;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The pooling kernels, an image at a time: first over a window's rows, which are long loops. */
final class CpuPooling {
  private static final int GRAIN = 1 << 15;
  private static final int X = 0;
  private static final int Y = 1;
  private static final int BAND = 2;
  private static final int DX = 3;
  private static final int DY = 4;

  private final Sliding sliding;
  private final Window window;
  private final int c;

  private CpuPooling(INDArray x, Window window, INDArray y) {
    this.sliding = Sliding.of(x, window, y);
    this.window = window;
    this.c = sliding.channels();
  }

  static void max(INDArray x, Window window, double padding, INDArray y) {
    CpuPooling pooling = new CpuPooling(x, window, y);
    pooling.forward(x, y, (xs, ys, s) -> pooling.max(xs, (float) padding, ys, s));
  }

  static void average(
      INDArray x, Window window, boolean countPadding, double padding, int divisor, INDArray y) {
    CpuPooling pooling = new CpuPooling(x, window, y);
    pooling.forward(
        x, y, (xs, ys, s) -> pooling.average(xs, countPadding, padding, divisor, ys, s));
  }

  static void maxBackward(
      INDArray dy, INDArray x, INDArray y, Window window, double padding, INDArray dx) {
    CpuPooling pooling = new CpuPooling(x, window, y);
    Floats xs = Floats.of(x);
    Floats ys = Floats.of(y);
    pooling.backward(
        dy,
        dx,
        (image, dyImage, dxImage, s) -> {
          float[] xImage = pooling.input(xs, image, s);
          float[] yImage = s.tile(Y, pooling.sliding.outputSize());
          ys.get(image * pooling.sliding.outputSize(), yImage, pooling.sliding.outputSize());
          pooling.maxBackward(dyImage, xImage, yImage, (float) padding, dxImage);
        });
  }

  static void averageBackward(
      INDArray dy, Window window, boolean countPadding, int divisor, INDArray dx) {
    CpuPooling pooling = new CpuPooling(dx, window, dy);
    pooling.backward(
        dy,
        dx,
        (image, dyImage, dxImage, s) ->
            pooling.averageBackward(dyImage, countPadding, divisor, dxImage));
  }

  private interface Forward {
    void run(float[] x, float[] y, Scratch scratch);
  }

  private interface Backward {
    void run(long image, float[] dy, float[] dx, Scratch scratch);
  }

  private void forward(INDArray x, INDArray y, Forward kernel) {
    Floats xs = Floats.of(x);
    Floats ys = Floats.of(y);
    int size = sliding.outputSize();
    images(
        x.size(0),
        image -> {
          Scratch s = Scratch.own();
          float[] yImage = s.tile(Y, size);
          kernel.run(input(xs, image, s), yImage, s);
          ys.put(image * size, yImage, size);
        });
  }

  private void backward(INDArray dy, INDArray dx, Backward kernel) {
    Floats dys = Floats.of(dy);
    Floats dxs = Floats.of(dx);
    int size = sliding.outputSize();
    images(
        dx.size(0),
        image -> {
          Scratch s = Scratch.own();
          float[] dyImage = s.tile(DY, size);
          float[] dxImage = s.tile(DX, sliding.inputSize());
          dys.get(image * size, dyImage, size);
          Arrays.fill(dxImage, 0, sliding.inputSize(), 0);
          kernel.run(image, dyImage, dxImage, s);
          dxs.put(image * sliding.inputSize(), dxImage, sliding.inputSize());
        });
  }

  private float[] input(Floats x, long image, Scratch s) {
    float[] tile = s.tile(X, sliding.inputSize());
    x.get(image * sliding.inputSize(), tile, sliding.inputSize());
    return tile;
  }

  private interface Image {
    void run(long image);
  }

  private void images(long n, Image body) {
    long together = Math.max(1, GRAIN / sliding.inputSize());
    Parallel.run(
        (int) Tiles.ceil(n, together),
        chunk -> {
          long from = chunk * together;
          for (long image = from; image < Math.min(n, from + together); image++) {
            body.run(image);
          }
        });
  }

  private void max(float[] x, float padding, float[] y, Scratch scratch) {
    int stride = sliding.width() * c;
    float[] band = scratch.tile(BAND, stride);
    for (int i = 0; i < sliding.outHeight(); i++) {
      Arrays.fill(band, 0, stride, Float.NEGATIVE_INFINITY);
      boolean border = false;
      for (int p = 0; p < window.rows(); p++) {
        int row = sliding.row(i, p);
        if (sliding.hasRow(row)) {
          max(x, row * stride, stride, band, 0);
        } else {
          border |= !sliding.isBeyondRow(row);
        }
      }
      for (int j = 0; j < sliding.outWidth(); j++) {
        int at = (i * sliding.outWidth() + j) * c;
        Arrays.fill(y, at, at + c, Float.NEGATIVE_INFINITY);
        boolean padded = false;
        boolean any = false;
        for (int q = 0; q < window.columns(); q++) {
          int column = sliding.column(j, q);
          if (sliding.hasColumn(column)) {
            max(band, column * c, c, y, at);
          }
          padded |= !sliding.hasColumn(column) && !sliding.isBeyondColumn(column);
          any |= !sliding.isBeyondColumn(column);
        }
        if (padded || (border && any)) {
          maxWith(padding, y, at);
        }
      }
    }
  }

  private static void max(float[] x, int from, int n, float[] y, int to) {
    for (int k = 0; k < n; k++) {
      y[to + k] = Math.max(y[to + k], x[from + k]);
    }
  }

  private void maxWith(float padding, float[] y, int at) {
    for (int k = at; k < at + c; k++) {
      y[k] = Math.max(y[k], padding);
    }
  }

  /** What is left of dy goes to the first tap that equals y. */
  private void maxBackward(float[] dy, float[] x, float[] y, float padding, float[] dx) {
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
              drop(dy, at, y, padding);
            }
          }
        }
      }
    }
  }

  private void take(float[] left, int at, float[] x, float[] y, float[] dx, int to) {
    for (int k = 0; k < c; k++) {
      float v = x[to + k];
      boolean hit = v == y[at + k] || Float.isNaN(v);
      dx[to + k] += hit ? left[at + k] : 0;
      left[at + k] = hit ? 0 : left[at + k];
    }
  }

  private void drop(float[] left, int at, float[] y, float padding) {
    for (int k = at; k < at + c; k++) {
      left[k] = y[k] == padding ? 0 : left[k];
    }
  }

  private void average(
      float[] x, boolean countPadding, double padding, int divisor, float[] y, Scratch scratch) {
    int stride = sliding.width() * c;
    float[] band = scratch.tile(BAND, stride);
    for (int i = 0; i < sliding.outHeight(); i++) {
      Arrays.fill(band, 0, stride, 0);
      for (int p = 0; p < window.rows(); p++) {
        int row = sliding.row(i, p);
        if (sliding.hasRow(row)) {
          add(x, row * stride, stride, band, 0);
        }
      }
      for (int j = 0; j < sliding.outWidth(); j++) {
        int at = (i * sliding.outWidth() + j) * c;
        Arrays.fill(y, at, at + c, 0);
        for (int q = 0; q < window.columns(); q++) {
          int column = sliding.column(j, q);
          if (sliding.hasColumn(column)) {
            add(band, column * c, c, y, at);
          }
        }
        int inside = rows(i, false) * columns(j, false);
        int border = countPadding ? rows(i, true) * columns(j, true) - inside : 0;
        float rest = (float) (border * padding);
        float factor = factor(i, j, countPadding, divisor);
        for (int k = at; k < at + c; k++) {
          y[k] = (y[k] + rest) * factor;
        }
      }
    }
  }

  private void averageBackward(float[] dy, boolean countPadding, int divisor, float[] dx) {
    for (int i = 0; i < sliding.outHeight(); i++) {
      for (int j = 0; j < sliding.outWidth(); j++) {
        int at = (i * sliding.outWidth() + j) * c;
        float factor = factor(i, j, countPadding, divisor);
        for (int k = at; k < at + c; k++) {
          dy[k] *= factor;
        }
        for (int p = 0; p < window.rows(); p++) {
          int row = sliding.row(i, p);
          for (int q = 0; q < window.columns(); q++) {
            int column = sliding.column(j, q);
            if (sliding.hasRow(row) && sliding.hasColumn(column)) {
              add(dy, at, c, dx, (row * sliding.width() + column) * c);
            }
          }
        }
      }
    }
  }

  private static void add(float[] x, int from, int n, float[] y, int to) {
    for (int k = 0; k < n; k++) {
      y[to + k] += x[from + k];
    }
  }

  private float factor(int i, int j, boolean countPadding, int divisor) {
    int count = rows(i, countPadding) * columns(j, countPadding);
    return 1f / (divisor != 0 ? divisor : Math.max(1, count));
  }

  /** How many of the window's rows are inside the input, or inside it and its border. */
  private int rows(int i, boolean withBorder) {
    int count = 0;
    for (int p = 0; p < window.rows(); p++) {
      int row = sliding.row(i, p);
      count += (withBorder ? !sliding.isBeyondRow(row) : sliding.hasRow(row)) ? 1 : 0;
    }
    return count;
  }

  private int columns(int j, boolean withBorder) {
    int count = 0;
    for (int q = 0; q < window.columns(); q++) {
      int column = sliding.column(j, q);
      count += (withBorder ? !sliding.isBeyondColumn(column) : sliding.hasColumn(column)) ? 1 : 0;
    }
    return count;
  }
}
