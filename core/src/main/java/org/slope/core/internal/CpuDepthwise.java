package org.slope.core.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The convolution with as many groups as channels and as many outputs: {@code y[j] = Σ w[q]·x[j·s +
 * q·d]} for each channel, an output row and a tap at a time.
 */
final class CpuDepthwise {
  private static final int X = 4;
  private static final int Y = 5;
  private static final int ROW = 6;
  private static final int TAP = 7;
  private static final int SUM = 8;
  private static final int DX = 9;

  private final Sliding sliding;
  private final Window window;
  private final float padding;
  private final int length;
  private final int outLength;

  /** The weights of each tap, repeated for every pixel of an output row. */
  private final float[][] weights;

  CpuDepthwise(INDArray x, INDArray w, Window window, double padding, INDArray y) {
    this.sliding = Sliding.of(x, window, y);
    this.window = window;
    this.padding = (float) padding;
    int c = sliding.channels();
    length = sliding.width() * c;
    outLength = sliding.outWidth() * c;
    weights = new float[window.rows() * window.columns()][outLength];
    float[] values = Floats.values(w);
    for (int tap = 0; tap < weights.length; tap++) {
      for (int k = 0; k < outLength; k++) {
        weights[tap][k] = values[k % c * weights.length + tap];
      }
    }
  }

  static boolean fits(INDArray x, INDArray y, int groups) {
    return groups > 1 && x.size(1) == groups && y.size(1) == groups;
  }

  void forward(INDArray x, Finish finish, INDArray y) {
    Images xs = Images.of(x);
    Images ys = Images.of(y);
    CpuFinish last = new CpuFinish(finish);
    xs.forEach(
        (s, image) -> {
          float[] from = xs.get(image, s, X);
          float[] to = s.tile(Y, ys.size());
          for (int i = 0; i < sliding.outHeight(); i++) {
            float[] sum = forward(from, i, s);
            System.arraycopy(sum, 0, to, i * outLength, outLength);
          }
          ys.put(image, to);
          last.apply(
              Matrix.of(
                  ys.memory(), image * ys.size(), sliding.outputPixels(), sliding.channels()));
        });
  }

  private float[] forward(float[] x, int i, Scratch s) {
    float[] sum = s.tile(SUM, outLength);
    Arrays.fill(sum, 0, outLength, 0);
    forEachTap(
        x,
        i,
        s,
        (tap, row, q, values) -> {
          float[] w = weights[tap];
          for (int k = 0; k < w.length; k++) {
            sum[k] += w[k] * values[k];
          }
        });
    return sum;
  }

  void backward(INDArray dy, INDArray x, @Nullable INDArray dx, INDArray dw) {
    Images dys = Images.of(dy);
    Images xs = Images.of(x);
    Images dxs = dx == null ? null : Images.of(dx);
    int chunks = Partials.chunks(xs.count(), dw);
    double[][] parts = new double[chunks][];
    Parallel.run(
        chunks,
        chunk -> {
          Scratch s = Scratch.own();
          float[][] products = new float[weights.length][outLength];
          double[] sums = new double[(int) dw.length()];
          long from = xs.count() * chunk / chunks;
          long to = xs.count() * (chunk + 1) / chunks;
          for (long image = from; image < to; image++) {
            float[] gradient = s.tile(DX, dxs == null ? 0 : dxs.size());
            Arrays.fill(gradient, 0, dxs == null ? 0 : dxs.size(), 0);
            backward(
                dys.get(image, s, Y), xs.get(image, s, X), dxs == null ? null : gradient, products);
            if (dxs != null) {
              dxs.put(image, gradient);
            }
            addUp(products, sums);
          }
          parts[chunk] = sums;
        });
    for (double[] part : parts) {
      Floats.add(dw, part);
    }
  }

  private void backward(float[] dy, float[] x, float @Nullable [] dx, float[][] products) {
    Scratch s = Scratch.own();
    float[] d = s.tile(SUM, outLength);
    float[] spread = s.tile(0, length);
    float[] target = s.tile(1, length);
    for (int i = 0; i < sliding.outHeight(); i++) {
      System.arraycopy(dy, i * outLength, d, 0, outLength);
      forEachTap(
          x,
          i,
          s,
          (tap, row, q, values) -> {
            float[] w = weights[tap];
            float[] product = products[tap];
            for (int k = 0; k < w.length; k++) {
              product[k] += d[k] * values[k];
            }
            if (dx != null && sliding.hasRow(row)) {
              for (int k = 0; k < w.length; k++) {
                values[k] = d[k] * w[k];
              }
              sliding.spread(values, q, spread);
              System.arraycopy(dx, row * length, target, 0, length);
              for (int k = 0; k < length; k++) {
                target[k] += spread[k];
              }
              System.arraycopy(target, 0, dx, row * length, length);
            }
          });
    }
  }

  private interface Tap {
    void run(int tap, int row, int q, float[] values);
  }

  private void forEachTap(float[] x, int i, Scratch s, Tap body) {
    float[] row = s.tile(ROW, length);
    float[] values = s.tile(TAP, outLength);
    for (int p = 0; p < window.rows(); p++) {
      int r = sliding.row(i, p);
      if (sliding.hasRow(r)) {
        System.arraycopy(x, r * length, row, 0, length);
      } else {
        Arrays.fill(row, 0, length, padding);
      }
      for (int q = 0; q < window.columns(); q++) {
        sliding.gather(row, q, padding, padding, values);
        body.run(p * window.columns() + q, r, q, values);
      }
    }
  }

  /** Adds the products of an output row's pixels to dw, [channel, tap], and clears them. */
  private void addUp(float[][] products, double[] dw) {
    int c = sliding.channels();
    for (int tap = 0; tap < products.length; tap++) {
      for (int k = 0; k < outLength; k++) {
        dw[k % c * products.length + tap] += products[tap][k];
      }
      Arrays.fill(products[tap], 0);
    }
  }
}
