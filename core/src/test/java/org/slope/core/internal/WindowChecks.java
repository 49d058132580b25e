package org.slope.core.internal;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Kernels that slide a window, forward and backward, against the {@link Oracle}. */
final class WindowChecks {
  private WindowChecks() {}

  static void conv2d(Kernels kernels, Probe p, Geometry g, int batch, int in, int out, int groups) {
    conv2d(kernels, p, g, batch, in, out, groups, p.choose(0, 0, 0.5, -1.25));
  }

  static void conv2d(
      Kernels kernels,
      Probe p,
      Geometry g,
      int batch,
      int in,
      int out,
      int groups,
      double padding) {
    Window window = g.window();
    boolean bias = p.random.nextBoolean();
    boolean relu = p.random.nextBoolean();
    boolean scaled = p.random.nextBoolean();
    p.describe(g, batch, in, out, "groups", groups, "padding", padding, bias, relu, scaled);
    Tensor x = p.normal(batch, in, g.height(), g.width());
    Tensor w = p.normal(out, in / groups, window.rows(), window.columns());
    Tensor b = p.normal(out);
    INDArray y = p.out(batch, out, g.outHeight(), g.outWidth());
    Tensor scale = p.normal(out);
    Finish finish = new Finish(bias ? p.in(b) : null, scaled ? p.norm(scale) : null, relu);
    kernels.conv2d(p.in(x), p.in(w), finish, window, groups, padding, y);
    Tensor expected =
        Oracle.conv2d(
            x,
            w,
            scaled ? scale : null,
            bias ? b : null,
            window,
            groups,
            padding,
            relu,
            g.outHeight(),
            g.outWidth());
    // the terms of a sum, where all of y is small or cut off by the relu
    double terms = x.largest() * w.largest() * (scaled ? Math.max(1, scale.largest()) : 1);
    p.assertClose("y", expected, y, terms);

    Tensor dy = p.normal(expected.shape);
    Tensor dx = Tensor.like(x);
    Tensor dw = p.normal(w.shape);
    Tensor db = p.normal(out);
    INDArray actualDx = p.random.nextInt(4) == 0 ? null : p.out(x.shape);
    INDArray actualDw = p.inOut(dw);
    INDArray actualDb = bias ? p.inOut(db) : null;
    kernels.conv2dBackward(
        p.in(dy), p.in(x), p.in(w), window, groups, padding, actualDx, actualDw, actualDb);
    Oracle.conv2dBackward(dy, x, w, window, groups, padding, dx, dw, db);
    p.assertCloseIfGiven("dx", dx, actualDx);
    p.assertClose("dw", dw, actualDw);
    p.assertCloseIfGiven("db", db, actualDb);
    p.done();
  }

  static void maxPool(Kernels kernels, Probe p, Geometry g, int batch, int channels) {
    double padding = p.choose(Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, 0.7);
    p.describe("maxPool", g, batch, channels, "padding", padding);
    Tensor x =
        p.random.nextBoolean()
            ? p.ties(batch, channels, g.height(), g.width())
            : p.normal(batch, channels, g.height(), g.width());
    if (p.random.nextInt(4) == 0) {
      for (int k = 0; k < 3; k++) {
        x.values[p.random.nextInt(x.values.length)] = Double.NaN;
      }
    }
    Tensor dy = p.normal(batch, channels, g.outHeight(), g.outWidth());
    Tensor dx = Tensor.like(x);
    Tensor y =
        p.rounded(Oracle.maxPool(x, g.window(), padding, g.outHeight(), g.outWidth(), dy, dx));
    INDArray actualY = p.out(y.shape);
    kernels.maxPool(p.in(x), g.window(), padding, actualY);
    p.assertClose("y", y, actualY);
    INDArray actualDx = p.out(x.shape);
    kernels.maxPoolBackward(p.in(dy), p.in(x), actualY, g.window(), padding, false, actualDx);
    p.assertClose("dx", dx, actualDx, dy.largest());
    for (int k = 0; k < x.values.length; k++) {
      dx.values[k] = x.values[k] > 0 ? dx.values[k] : 0;
    }
    kernels.maxPoolBackward(p.in(dy), p.in(x), actualY, g.window(), padding, true, actualDx);
    p.assertClose("dx where x > 0", dx, actualDx, dy.largest());
    p.done();
  }

  static void avgPool(Kernels kernels, Probe p, Geometry g, int batch, int channels) {
    boolean countPadding = p.random.nextBoolean();
    double padding = p.choose(0, 0, 0.5, -1.25);
    int divisor = p.random.nextInt(4) == 0 ? p.between(1, 5) : 0;
    p.describe("avgPool", g, batch, channels, countPadding, padding, "divisor", divisor);
    Tensor x = p.normal(batch, channels, g.height(), g.width());
    Tensor dy = p.normal(batch, channels, g.outHeight(), g.outWidth());
    Tensor dx = Tensor.like(x);
    Tensor y =
        Oracle.avgPool(
            x, g.window(), countPadding, padding, divisor, g.outHeight(), g.outWidth(), dy, dx);
    INDArray actualY = p.out(y.shape);
    kernels.avgPool(p.in(x), g.window(), countPadding, padding, divisor, actualY);
    p.assertClose("y", y, actualY, x.largest());
    INDArray actualDx = p.out(x.shape);
    kernels.avgPoolBackward(p.in(dy), g.window(), countPadding, divisor, actualDx);
    p.assertClose("dx", dx, actualDx);
    p.done();
  }
}
