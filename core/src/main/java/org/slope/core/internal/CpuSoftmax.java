package org.slope.core.internal;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Softmax over the channels of each row. */
final class CpuSoftmax {
  private CpuSoftmax() {}

  static void forward(INDArray x, INDArray y) {
    Floats xs = Floats.of(x);
    Floats ys = Floats.of(y);
    Tiles tiles = Tiles.channels(x).costly();
    int c = tiles.columns();
    tiles.forEach(
        (s, at, n) -> {
          float[] t = s.tile(0, n);
          xs.get(at, t, n);
          for (int row = 0; row < n; row += c) {
            softmax(t, row, row + c);
          }
          ys.put(at, t, n);
        });
  }

  private static void softmax(float[] t, int from, int to) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = from; i < to; i++) {
      max = Math.max(max, t[i]);
    }
    double sum = 0;
    for (int i = from; i < to; i++) {
      double e = Math.exp(t[i] - max);
      sum += e;
      t[i] = (float) e;
    }
    for (int i = from; i < to; i++) {
      t[i] = (float) (t[i] / sum);
    }
  }

  static void backward(INDArray dy, INDArray y, INDArray dx) {
    Floats dys = Floats.of(dy);
    Floats ys = Floats.of(y);
    Floats dxs = Floats.of(dx);
    Tiles tiles = Tiles.channels(y);
    int c = tiles.columns();
    tiles.forEach(
        (s, at, n) -> {
          float[] d = s.tile(0, n);
          float[] t = s.tile(1, n);
          dys.get(at, d, n);
          ys.get(at, t, n);
          for (int row = 0; row < n; row += c) {
            backward(d, t, row, row + c);
          }
          dxs.put(at, d, n);
        });
  }

  private static void backward(float[] d, float[] y, int from, int to) {
    double dot = 0;
    for (int i = from; i < to; i++) {
      dot += d[i] * y[i];
    }
    for (int i = from; i < to; i++) {
      d[i] = (float) (y[i] * (d[i] - dot));
    }
  }
}
