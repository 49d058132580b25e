package org.slope.core.internal;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Kernels that treat every element alike, on heap tiles. */
final class CpuElementwise {
  private static final int POSITIVE_INFINITY = 0x7f800000;

  private CpuElementwise() {}

  static void relu(INDArray x, INDArray y) {
    Floats xs = Floats.of(x);
    Floats ys = Floats.of(y);
    Tiles.flat(x)
        .forEach(
            (s, at, n) -> {
              float[] t = s.tile(0, n);
              xs.get(at, t, n);
              clip(t, n);
              ys.put(at, t, n);
            });
  }

  /** {@code t = max(t, 0)}. */
  static void clip(float[] t, int n) {
    for (int i = 0; i < n; i++) {
      t[i] = Math.max(t[i], 0);
    }
  }

  /** Returns {@code y > 0 ? dy : 0}, as bits. */
  static int[] keepPositive(Floats dy, Floats y, long at, long yAt, int n, Scratch s) {
    int[] d = s.bits(0, n);
    int[] t = s.bits(1, n);
    dy.getBits(at, d, n);
    y.getBits(yAt, t, n);
    keepPositive(d, t, n);
    return d;
  }

  /**
   * {@code d = t > 0 ? d : 0}, on the bits, because a loop with a choice between floats is not
   * vectorized: t > 0 if its bits, as an integer, are 1..{@link #POSITIVE_INFINITY}.
   */
  static void keepPositive(int[] d, int[] t, int n) {
    for (int i = 0; i < n; i++) {
      d[i] &= ~((t[i] - 1) | (POSITIVE_INFINITY - t[i])) >> 31;
    }
  }

  /** Copies {@code y > 0 ? dy : 0} to a tile; y is a tile, too. */
  static void keepPositive(Floats dy, float[] y, long at, int n, Scratch s, float[] tile) {
    Floats between = s.area(0, n);
    between.put(0, y, n);
    between.putBits(0, keepPositive(dy, between, at, 0, n, s), n);
    between.get(0, tile, n);
  }

  static void activation(Activation f, INDArray x, INDArray y) {
    Floats xs = Floats.of(x);
    Floats ys = Floats.of(y);
    Tiles.flat(x)
        .costly()
        .forEach(
            (s, at, n) -> {
              float[] t = s.tile(0, n);
              xs.get(at, t, n);
              f.apply(t, n);
              ys.put(at, t, n);
            });
  }

  static void activationBackward(Activation f, INDArray dy, INDArray x, INDArray y, INDArray dx) {
    Floats dys = Floats.of(dy);
    Floats xs = Floats.of(x);
    Floats ys = Floats.of(y);
    Floats dxs = Floats.of(dx);
    Tiles.flat(x)
        .costly()
        .forEach(
            (s, at, n) -> {
              float[] d = s.tile(0, n);
              float[] t = s.tile(1, n);
              float[] u = s.tile(2, n);
              dys.get(at, d, n);
              xs.get(at, t, n);
              ys.get(at, u, n);
              f.multiplyByDerivative(d, t, u, n);
              dxs.put(at, d, n);
            });
  }

  static void add(INDArray x, INDArray y, INDArray z) {
    Floats xs = Floats.of(x);
    Floats ys = Floats.of(y);
    Floats zs = Floats.of(z);
    Tiles.flat(x)
        .forEach(
            (s, at, n) -> {
              float[] a = s.tile(0, n);
              float[] b = s.tile(1, n);
              xs.get(at, a, n);
              ys.get(at, b, n);
              for (int i = 0; i < n; i++) {
                a[i] += b[i];
              }
              zs.put(at, a, n);
            });
  }

  static void multiply(INDArray x, INDArray y, INDArray z) {
    Floats xs = Floats.of(x);
    Floats ys = Floats.of(y);
    Floats zs = Floats.of(z);
    Tiles.flat(x)
        .forEach(
            (s, at, n) -> {
              float[] a = s.tile(0, n);
              float[] b = s.tile(1, n);
              xs.get(at, a, n);
              ys.get(at, b, n);
              for (int i = 0; i < n; i++) {
                a[i] *= b[i];
              }
              zs.put(at, a, n);
            });
  }
}
