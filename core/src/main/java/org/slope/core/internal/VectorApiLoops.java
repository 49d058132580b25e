package org.slope.core.internal;

import jdk.incubator.vector.FloatVector;

/**
 * The loops by Java's Vector API: those for outputs, in the same way as those for gradients. Two
 * taps at a time where there are two vectors, because to find a pixel takes as long as to multiply
 * it. A run's last tap is outside the loop over the others: what a loop alone may set, JDK 17 makes
 * objects of in the loop around it.
 */
final class VectorApiLoops extends VectorApiGradients {
  VectorApiLoops() {}

  @Override
  public void add(
      boolean isWide,
      float[] x,
      int[] pixels,
      int from,
      int end,
      int tap,
      int run,
      int runs,
      int apart,
      float[] w,
      int first,
      float[] sums,
      int at,
      int apartSums,
      float[] y,
      int to,
      int step) {
    if (isWide) {
      addWide(
          x, pixels, from, end, tap, run, runs, apart, w, first, sums, at, apartSums, y, to, step);
    } else {
      addNarrow(
          x, pixels, from, end, tap, run, runs, apart, w, first, sums, at, apartSums, y, to, step);
    }
  }

  private static void addWide(
      float[] x,
      int[] pixels,
      int from,
      int end,
      int tap,
      int run,
      int runs,
      int apart,
      float[] w,
      int first,
      float[] sums,
      int at,
      int apartSums,
      float[] y,
      int to,
      int step) {
    int s = at;
    int t = to;
    for (int p = from; p < end; p += WIDE) {
      FloatVector a0 = FloatVector.fromArray(SPECIES, sums, s);
      FloatVector b0 = FloatVector.fromArray(SPECIES, sums, s + LANES);
      FloatVector a1 = FloatVector.fromArray(SPECIES, sums, s + apartSums);
      FloatVector b1 = FloatVector.fromArray(SPECIES, sums, s + apartSums + LANES);
      FloatVector a2 = FloatVector.fromArray(SPECIES, sums, s + 2 * apartSums);
      FloatVector b2 = FloatVector.fromArray(SPECIES, sums, s + 2 * apartSums + LANES);
      FloatVector a3 = FloatVector.fromArray(SPECIES, sums, s + 3 * apartSums);
      FloatVector b3 = FloatVector.fromArray(SPECIES, sums, s + 3 * apartSums + LANES);
      FloatVector a4 = FloatVector.fromArray(SPECIES, sums, s + 4 * apartSums);
      FloatVector b4 = FloatVector.fromArray(SPECIES, sums, s + 4 * apartSums + LANES);
      FloatVector a5 = FloatVector.fromArray(SPECIES, sums, s + 5 * apartSums);
      FloatVector b5 = FloatVector.fromArray(SPECIES, sums, s + 5 * apartSums + LANES);
      int row = first;
      int column = tap;
      for (int i = 0; i < runs; i++) {
        int x0 = pixels[p] + column;
        int x1 = pixels[p + 1] + column;
        int x2 = pixels[p + 2] + column;
        int x3 = pixels[p + 3] + column;
        int x4 = pixels[p + 4] + column;
        int x5 = pixels[p + 5] + column;
        int k = (run - 1) & 1;
        if (k > 0) {
          FloatVector v = FloatVector.fromArray(SPECIES, w, row);
          FloatVector u = FloatVector.fromArray(SPECIES, w, row + LANES);
          FloatVector x0k = FloatVector.broadcast(SPECIES, x[x0]);
          a0 = x0k.fma(v, a0);
          b0 = x0k.fma(u, b0);
          FloatVector x1k = FloatVector.broadcast(SPECIES, x[x1]);
          a1 = x1k.fma(v, a1);
          b1 = x1k.fma(u, b1);
          FloatVector x2k = FloatVector.broadcast(SPECIES, x[x2]);
          a2 = x2k.fma(v, a2);
          b2 = x2k.fma(u, b2);
          FloatVector x3k = FloatVector.broadcast(SPECIES, x[x3]);
          a3 = x3k.fma(v, a3);
          b3 = x3k.fma(u, b3);
          FloatVector x4k = FloatVector.broadcast(SPECIES, x[x4]);
          a4 = x4k.fma(v, a4);
          b4 = x4k.fma(u, b4);
          FloatVector x5k = FloatVector.broadcast(SPECIES, x[x5]);
          a5 = x5k.fma(v, a5);
          b5 = x5k.fma(u, b5);
        }
        for (; k < run - 1; k += 2) {
          FloatVector v = FloatVector.fromArray(SPECIES, w, row + k * 2 * LANES);
          FloatVector u = FloatVector.fromArray(SPECIES, w, row + k * 2 * LANES + LANES);
          FloatVector nextV = FloatVector.fromArray(SPECIES, w, row + k * 2 * LANES + 2 * LANES);
          FloatVector nextU = FloatVector.fromArray(SPECIES, w, row + k * 2 * LANES + 3 * LANES);
          FloatVector x0k = FloatVector.broadcast(SPECIES, x[x0 + k]);
          a0 = x0k.fma(v, a0);
          b0 = x0k.fma(u, b0);
          x0k = FloatVector.broadcast(SPECIES, x[x0 + k + 1]);
          a0 = x0k.fma(nextV, a0);
          b0 = x0k.fma(nextU, b0);
          FloatVector x1k = FloatVector.broadcast(SPECIES, x[x1 + k]);
          a1 = x1k.fma(v, a1);
          b1 = x1k.fma(u, b1);
          x1k = FloatVector.broadcast(SPECIES, x[x1 + k + 1]);
          a1 = x1k.fma(nextV, a1);
          b1 = x1k.fma(nextU, b1);
          FloatVector x2k = FloatVector.broadcast(SPECIES, x[x2 + k]);
          a2 = x2k.fma(v, a2);
          b2 = x2k.fma(u, b2);
          x2k = FloatVector.broadcast(SPECIES, x[x2 + k + 1]);
          a2 = x2k.fma(nextV, a2);
          b2 = x2k.fma(nextU, b2);
          FloatVector x3k = FloatVector.broadcast(SPECIES, x[x3 + k]);
          a3 = x3k.fma(v, a3);
          b3 = x3k.fma(u, b3);
          x3k = FloatVector.broadcast(SPECIES, x[x3 + k + 1]);
          a3 = x3k.fma(nextV, a3);
          b3 = x3k.fma(nextU, b3);
          FloatVector x4k = FloatVector.broadcast(SPECIES, x[x4 + k]);
          a4 = x4k.fma(v, a4);
          b4 = x4k.fma(u, b4);
          x4k = FloatVector.broadcast(SPECIES, x[x4 + k + 1]);
          a4 = x4k.fma(nextV, a4);
          b4 = x4k.fma(nextU, b4);
          FloatVector x5k = FloatVector.broadcast(SPECIES, x[x5 + k]);
          a5 = x5k.fma(v, a5);
          b5 = x5k.fma(u, b5);
          x5k = FloatVector.broadcast(SPECIES, x[x5 + k + 1]);
          a5 = x5k.fma(nextV, a5);
          b5 = x5k.fma(nextU, b5);
        }
        FloatVector v = FloatVector.fromArray(SPECIES, w, row + k * 2 * LANES);
        FloatVector u = FloatVector.fromArray(SPECIES, w, row + k * 2 * LANES + LANES);
        FloatVector x0k = FloatVector.broadcast(SPECIES, x[x0 + k]);
        a0 = x0k.fma(v, a0);
        b0 = x0k.fma(u, b0);
        FloatVector x1k = FloatVector.broadcast(SPECIES, x[x1 + k]);
        a1 = x1k.fma(v, a1);
        b1 = x1k.fma(u, b1);
        FloatVector x2k = FloatVector.broadcast(SPECIES, x[x2 + k]);
        a2 = x2k.fma(v, a2);
        b2 = x2k.fma(u, b2);
        FloatVector x3k = FloatVector.broadcast(SPECIES, x[x3 + k]);
        a3 = x3k.fma(v, a3);
        b3 = x3k.fma(u, b3);
        FloatVector x4k = FloatVector.broadcast(SPECIES, x[x4 + k]);
        a4 = x4k.fma(v, a4);
        b4 = x4k.fma(u, b4);
        FloatVector x5k = FloatVector.broadcast(SPECIES, x[x5 + k]);
        a5 = x5k.fma(v, a5);
        b5 = x5k.fma(u, b5);
        row += run * 2 * LANES;
        column += apart;
      }
      a0.intoArray(y, t);
      b0.intoArray(y, t + LANES);
      a1.intoArray(y, t + step);
      b1.intoArray(y, t + step + LANES);
      a2.intoArray(y, t + 2 * step);
      b2.intoArray(y, t + 2 * step + LANES);
      a3.intoArray(y, t + 3 * step);
      b3.intoArray(y, t + 3 * step + LANES);
      a4.intoArray(y, t + 4 * step);
      b4.intoArray(y, t + 4 * step + LANES);
      a5.intoArray(y, t + 5 * step);
      b5.intoArray(y, t + 5 * step + LANES);
      s += WIDE * apartSums;
      t += WIDE * step;
    }
  }

  private static void addNarrow(
      float[] x,
      int[] pixels,
      int from,
      int end,
      int tap,
      int run,
      int runs,
      int apart,
      float[] w,
      int first,
      float[] sums,
      int at,
      int apartSums,
      float[] y,
      int to,
      int step) {
    int s = at;
    int t = to;
    for (int p = from; p < end; p += NARROW) {
      FloatVector a0 = FloatVector.fromArray(SPECIES, sums, s);
      FloatVector a1 = FloatVector.fromArray(SPECIES, sums, s + apartSums);
      FloatVector a2 = FloatVector.fromArray(SPECIES, sums, s + 2 * apartSums);
      FloatVector a3 = FloatVector.fromArray(SPECIES, sums, s + 3 * apartSums);
      FloatVector a4 = FloatVector.fromArray(SPECIES, sums, s + 4 * apartSums);
      FloatVector a5 = FloatVector.fromArray(SPECIES, sums, s + 5 * apartSums);
      FloatVector a6 = FloatVector.fromArray(SPECIES, sums, s + 6 * apartSums);
      FloatVector a7 = FloatVector.fromArray(SPECIES, sums, s + 7 * apartSums);
      FloatVector a8 = FloatVector.fromArray(SPECIES, sums, s + 8 * apartSums);
      FloatVector a9 = FloatVector.fromArray(SPECIES, sums, s + 9 * apartSums);
      FloatVector a10 = FloatVector.fromArray(SPECIES, sums, s + 10 * apartSums);
      FloatVector a11 = FloatVector.fromArray(SPECIES, sums, s + 11 * apartSums);
      int row = first;
      int column = tap;
      for (int i = 0; i < runs; i++) {
        int x0 = pixels[p] + column;
        int x1 = pixels[p + 1] + column;
        int x2 = pixels[p + 2] + column;
        int x3 = pixels[p + 3] + column;
        int x4 = pixels[p + 4] + column;
        int x5 = pixels[p + 5] + column;
        int x6 = pixels[p + 6] + column;
        int x7 = pixels[p + 7] + column;
        int x8 = pixels[p + 8] + column;
        int x9 = pixels[p + 9] + column;
        int x10 = pixels[p + 10] + column;
        int x11 = pixels[p + 11] + column;
        int k = 0;
        for (; k < run - 1; k++) {
          FloatVector v = FloatVector.fromArray(SPECIES, w, row + k * LANES);
          a0 = FloatVector.broadcast(SPECIES, x[x0 + k]).fma(v, a0);
          a1 = FloatVector.broadcast(SPECIES, x[x1 + k]).fma(v, a1);
          a2 = FloatVector.broadcast(SPECIES, x[x2 + k]).fma(v, a2);
          a3 = FloatVector.broadcast(SPECIES, x[x3 + k]).fma(v, a3);
          a4 = FloatVector.broadcast(SPECIES, x[x4 + k]).fma(v, a4);
          a5 = FloatVector.broadcast(SPECIES, x[x5 + k]).fma(v, a5);
          a6 = FloatVector.broadcast(SPECIES, x[x6 + k]).fma(v, a6);
          a7 = FloatVector.broadcast(SPECIES, x[x7 + k]).fma(v, a7);
          a8 = FloatVector.broadcast(SPECIES, x[x8 + k]).fma(v, a8);
          a9 = FloatVector.broadcast(SPECIES, x[x9 + k]).fma(v, a9);
          a10 = FloatVector.broadcast(SPECIES, x[x10 + k]).fma(v, a10);
          a11 = FloatVector.broadcast(SPECIES, x[x11 + k]).fma(v, a11);
        }
        FloatVector v = FloatVector.fromArray(SPECIES, w, row + k * LANES);
        a0 = FloatVector.broadcast(SPECIES, x[x0 + k]).fma(v, a0);
        a1 = FloatVector.broadcast(SPECIES, x[x1 + k]).fma(v, a1);
        a2 = FloatVector.broadcast(SPECIES, x[x2 + k]).fma(v, a2);
        a3 = FloatVector.broadcast(SPECIES, x[x3 + k]).fma(v, a3);
        a4 = FloatVector.broadcast(SPECIES, x[x4 + k]).fma(v, a4);
        a5 = FloatVector.broadcast(SPECIES, x[x5 + k]).fma(v, a5);
        a6 = FloatVector.broadcast(SPECIES, x[x6 + k]).fma(v, a6);
        a7 = FloatVector.broadcast(SPECIES, x[x7 + k]).fma(v, a7);
        a8 = FloatVector.broadcast(SPECIES, x[x8 + k]).fma(v, a8);
        a9 = FloatVector.broadcast(SPECIES, x[x9 + k]).fma(v, a9);
        a10 = FloatVector.broadcast(SPECIES, x[x10 + k]).fma(v, a10);
        a11 = FloatVector.broadcast(SPECIES, x[x11 + k]).fma(v, a11);
        row += run * LANES;
        column += apart;
      }
      a0.intoArray(y, t);
      a1.intoArray(y, t + step);
      a2.intoArray(y, t + 2 * step);
      a3.intoArray(y, t + 3 * step);
      a4.intoArray(y, t + 4 * step);
      a5.intoArray(y, t + 5 * step);
      a6.intoArray(y, t + 6 * step);
      a7.intoArray(y, t + 7 * step);
      a8.intoArray(y, t + 8 * step);
      a9.intoArray(y, t + 9 * step);
      a10.intoArray(y, t + 10 * step);
      a11.intoArray(y, t + 11 * step);
      s += NARROW * apartSums;
      t += NARROW * step;
    }
  }

  @Override
  public void depthwise(
      float[] x,
      int[] pixels,
      int from,
      int[] taps,
      int count,
      int channel,
      float[] w,
      int first,
      int width,
      float[] y,
      int to,
      int step) {
    int x0 = pixels[from] + channel;
    int x1 = pixels[from + 1] + channel;
    int x2 = pixels[from + 2] + channel;
    int x3 = pixels[from + 3] + channel;
    int x4 = pixels[from + 4] + channel;
    int x5 = pixels[from + 5] + channel;
    int x6 = pixels[from + 6] + channel;
    int x7 = pixels[from + 7] + channel;
    int x8 = pixels[from + 8] + channel;
    int x9 = pixels[from + 9] + channel;
    int x10 = pixels[from + 10] + channel;
    int x11 = pixels[from + 11] + channel;
    FloatVector a0 = FloatVector.zero(SPECIES);
    FloatVector a1 = FloatVector.zero(SPECIES);
    FloatVector a2 = FloatVector.zero(SPECIES);
    FloatVector a3 = FloatVector.zero(SPECIES);
    FloatVector a4 = FloatVector.zero(SPECIES);
    FloatVector a5 = FloatVector.zero(SPECIES);
    FloatVector a6 = FloatVector.zero(SPECIES);
    FloatVector a7 = FloatVector.zero(SPECIES);
    FloatVector a8 = FloatVector.zero(SPECIES);
    FloatVector a9 = FloatVector.zero(SPECIES);
    FloatVector a10 = FloatVector.zero(SPECIES);
    FloatVector a11 = FloatVector.zero(SPECIES);
    for (int t = 0; t < count; t++) {
      int tap = taps[t];
      FloatVector v = FloatVector.fromArray(SPECIES, w, first + t * width);
      a0 = FloatVector.fromArray(SPECIES, x, x0 + tap).fma(v, a0);
      a1 = FloatVector.fromArray(SPECIES, x, x1 + tap).fma(v, a1);
      a2 = FloatVector.fromArray(SPECIES, x, x2 + tap).fma(v, a2);
      a3 = FloatVector.fromArray(SPECIES, x, x3 + tap).fma(v, a3);
      a4 = FloatVector.fromArray(SPECIES, x, x4 + tap).fma(v, a4);
      a5 = FloatVector.fromArray(SPECIES, x, x5 + tap).fma(v, a5);
      a6 = FloatVector.fromArray(SPECIES, x, x6 + tap).fma(v, a6);
      a7 = FloatVector.fromArray(SPECIES, x, x7 + tap).fma(v, a7);
      a8 = FloatVector.fromArray(SPECIES, x, x8 + tap).fma(v, a8);
      a9 = FloatVector.fromArray(SPECIES, x, x9 + tap).fma(v, a9);
      a10 = FloatVector.fromArray(SPECIES, x, x10 + tap).fma(v, a10);
      a11 = FloatVector.fromArray(SPECIES, x, x11 + tap).fma(v, a11);
    }
    a0.intoArray(y, to);
    a1.intoArray(y, to + step);
    a2.intoArray(y, to + 2 * step);
    a3.intoArray(y, to + 3 * step);
    a4.intoArray(y, to + 4 * step);
    a5.intoArray(y, to + 5 * step);
    a6.intoArray(y, to + 6 * step);
    a7.intoArray(y, to + 7 * step);
    a8.intoArray(y, to + 8 * step);
    a9.intoArray(y, to + 9 * step);
    a10.intoArray(y, to + 10 * step);
    a11.intoArray(y, to + 11 * step);
  }
}
