package org.slope.core.internal;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Max pooling by the window that most networks have, two by two pixels that no other window takes,
 * with {@link VectorLoops}: a pair of rows at a time.
 */
final class CpuPairPooling {
  /** Slots of {@link Scratch#tile}. */
  private static final int X = 0;

  private static final int Y = 1;
  private static final int DY = 2;
  private static final int DX = 3;

  private final VectorLoops loops;
  private final Images images;
  private final Images maxima;
  private final int channels;

  /** How many windows lie side by side, and one above the other. */
  private final int across;

  private final int down;

  private CpuPairPooling(VectorLoops loops, INDArray x, INDArray y) {
    this.loops = loops;
    images = Images.of(x);
    maxima = Images.of(y);
    channels = Math.toIntExact(x.size(1));
    down = (int) y.size(2);
    across = (int) y.size(3);
  }

  /** Tells whether the windows are such, and cover the images. */
  static boolean fits(INDArray x, Window window, INDArray y) {
    return window.equals(Window.PAIRS) && x.size(2) == 2 * y.size(2) && x.size(3) == 2 * y.size(3);
  }

  static void forward(VectorLoops loops, INDArray x, INDArray y) {
    CpuPairPooling pooling = new CpuPairPooling(loops, x, y);
    pooling.forEachRow(pooling::forward);
  }

  /** What is done to two rows of x, from an index on, and one of y. */
  private interface Body {
    void run(long in, long out, Scratch s);
  }

  private int width() {
    return across * channels;
  }

  private void forEachRow(Body body) {
    images.forEach(
        (s, image) -> {
          for (int row = 0; row < down; row++) {
            long out = image * maxima.size() + (long) row * width();
            body.run(4 * out, out, s);
          }
        });
  }

  private void forward(long in, long out, Scratch s) {
    float[] x = s.tile(X, 4 * width());
    float[] y = s.tile(Y, width());
    images.memory().get(in, x, 4 * width());
    loops.maxima(x, 2 * width(), across, channels, y);
    maxima.memory().put(out, y, width());
  }

  static void backward(
      VectorLoops loops, INDArray dy, INDArray x, INDArray y, boolean clipped, INDArray dx) {
    CpuPairPooling pooling = new CpuPairPooling(loops, x, y);
    Floats dys = Floats.of(dy);
    Floats dxs = Floats.of(dx);
    pooling.forEachRow((in, out, s) -> pooling.backward(dys, dxs, clipped, in, out, s));
  }

  private void backward(Floats dy, Floats dx, boolean clipped, long in, long out, Scratch s) {
    int n = width();
    float[] x = s.tile(X, 4 * n);
    float[] y = s.tile(Y, n);
    float[] d = s.tile(DY, n);
    float[] gradient = s.tile(DX, 4 * n);
    images.memory().get(in, x, 4 * n);
    maxima.memory().get(out, y, n);
    dy.get(out, d, n);
    loops.maximaGradients(x, 2 * n, across, channels, clipped, y, d, gradient);
    dx.put(in, gradient, 4 * n);
  }
}
