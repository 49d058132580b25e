package org.slope.core.internal;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Max pooling by the window that most networks have, two by two pixels that no other window takes,
 * with {@link VectorLoops}.
 *
 * @param across how many windows lie side by side
 * @param channels how many channels there are
 */
record CpuPairPooling(VectorLoops loops, int across, int channels) {
  /** Slots of {@link Scratch#tile}, apart from those of batch norm. */
  private static final int X = 12;

  private static final int Y = 13;
  private static final int DY = 14;
  private static final int DX = 15;

  static CpuPairPooling of(VectorLoops loops, INDArray x) {
    return new CpuPairPooling(loops, (int) x.size(3) / 2, Math.toIntExact(x.size(1)));
  }

  /** Tells whether the windows are such, and cover the images. */
  static boolean fits(INDArray x, Window window, INDArray y) {
    return window.equals(Window.PAIRS) && x.size(2) == 2 * y.size(2) && x.size(3) == 2 * y.size(3);
  }

  static void forward(VectorLoops loops, INDArray x, INDArray y) {
    CpuPairPooling pooling = of(loops, x);
    Floats xs = Floats.of(x);
    Floats ys = Floats.of(y);
    Tiles.pairs(x)
        .forEach(
            (s, at, n) -> {
              float[] t = s.tile(X, n);
              xs.get(at, t, n);
              ys.put(at / 4, pooling.maxima(t, n, s), n / 4);
            });
  }

  static void backward(
      VectorLoops loops, INDArray dy, INDArray x, INDArray y, boolean clipped, INDArray dx) {
    CpuPairPooling pooling = of(loops, x);
    Floats xs = Floats.of(x);
    Floats ys = Floats.of(y);
    Floats dys = Floats.of(dy);
    Floats dxs = Floats.of(dx);
    Tiles.pairs(x)
        .forEach(
            (s, at, n) -> {
              float[] t = s.tile(X, n);
              float[] maxima = s.tile(Y, n / 4);
              float[] gradient = s.tile(DX, n);
              xs.get(at, t, n);
              ys.get(at / 4, maxima, n / 4);
              pooling.gradients(t, maxima, dys, clipped, at, n, s, gradient);
              dxs.put(at, gradient, n);
            });
  }

  /** Returns the maxima of n elements, whole pairs of rows. */
  float[] maxima(float[] x, int n, Scratch s) {
    float[] y = s.tile(Y, n / 4);
    int row = 2 * across * channels;
    for (int pair = 0; pair < n; pair += 2 * row) {
      loops.maxima(x, pair, row, across, channels, y);
    }
    return y;
  }

  /** Gives the gradients of n elements' maxima to the first of them. */
  void gradients(
      float[] x, float[] y, Floats dy, boolean clipped, long at, int n, Scratch s, float[] dx) {
    float[] d = s.tile(DY, n / 4);
    dy.get(at / 4, d, n / 4);
    int row = 2 * across * channels;
    for (int pair = 0; pair < n; pair += 2 * row) {
      loops.maximaGradients(x, pair, row, across, channels, clipped, y, d, dx);
    }
  }
}
