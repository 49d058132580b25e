package org.slope.core.internal;

import jdk.incubator.vector.FloatVector;

/**
 * The loops by Java's Vector API: those for outputs, in the same way as those for gradients. Some
 * taps at a time, because to find a pixel takes as long as to multiply it; they end with {@code
 * !=}, not {@code <}, so that the compiler does not cut these short loops in three, to check all
 * indices before, which takes longer. A run's last tap is outside the loop over the others: what a
 * loop alone may set, JDK 17 makes objects of in the loop around it.
 */
final class VectorApiLoops extends VectorApiGradients {
  /** How many taps of one vector are added at a time. */
  private static final int EIGHT = 8;

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
        int k = 0;
        for (; k < ((run - 1) & 3); k++) {
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
        }
        for (; k != run - 1; k += 4) {
          FloatVector v = FloatVector.fromArray(SPECIES, w, row + k * 2 * LANES);
          FloatVector u = FloatVector.fromArray(SPECIES, w, row + k * 2 * LANES + LANES);
          FloatVector v1 = FloatVector.fromArray(SPECIES, w, row + k * 2 * LANES + 2 * LANES);
          FloatVector u1 = FloatVector.fromArray(SPECIES, w, row + k * 2 * LANES + 3 * LANES);
          FloatVector v2 = FloatVector.fromArray(SPECIES, w, row + k * 2 * LANES + 4 * LANES);
          FloatVector u2 = FloatVector.fromArray(SPECIES, w, row + k * 2 * LANES + 5 * LANES);
          FloatVector v3 = FloatVector.fromArray(SPECIES, w, row + k * 2 * LANES + 6 * LANES);
          FloatVector u3 = FloatVector.fromArray(SPECIES, w, row + k * 2 * LANES + 7 * LANES);
          FloatVector x0k = FloatVector.broadcast(SPECIES, x[x0 + k]);
          a0 = x0k.fma(v, a0);
          b0 = x0k.fma(u, b0);
          x0k = FloatVector.broadcast(SPECIES, x[x0 + k + 1]);
          a0 = x0k.fma(v1, a0);
          b0 = x0k.fma(u1, b0);
          x0k = FloatVector.broadcast(SPECIES, x[x0 + k + 2]);
          a0 = x0k.fma(v2, a0);
          b0 = x0k.fma(u2, b0);
          x0k = FloatVector.broadcast(SPECIES, x[x0 + k + 3]);
          a0 = x0k.fma(v3, a0);
          b0 = x0k.fma(u3, b0);
          FloatVector x1k = FloatVector.broadcast(SPECIES, x[x1 + k]);
          a1 = x1k.fma(v, a1);
          b1 = x1k.fma(u, b1);
          x1k = FloatVector.broadcast(SPECIES, x[x1 + k + 1]);
          a1 = x1k.fma(v1, a1);
          b1 = x1k.fma(u1, b1);
          x1k = FloatVector.broadcast(SPECIES, x[x1 + k + 2]);
          a1 = x1k.fma(v2, a1);
          b1 = x1k.fma(u2, b1);
          x1k = FloatVector.broadcast(SPECIES, x[x1 + k + 3]);
          a1 = x1k.fma(v3, a1);
          b1 = x1k.fma(u3, b1);
          FloatVector x2k = FloatVector.broadcast(SPECIES, x[x2 + k]);
          a2 = x2k.fma(v, a2);
          b2 = x2k.fma(u, b2);
          x2k = FloatVector.broadcast(SPECIES, x[x2 + k + 1]);
          a2 = x2k.fma(v1, a2);
          b2 = x2k.fma(u1, b2);
          x2k = FloatVector.broadcast(SPECIES, x[x2 + k + 2]);
          a2 = x2k.fma(v2, a2);
          b2 = x2k.fma(u2, b2);
          x2k = FloatVector.broadcast(SPECIES, x[x2 + k + 3]);
          a2 = x2k.fma(v3, a2);
          b2 = x2k.fma(u3, b2);
          FloatVector x3k = FloatVector.broadcast(SPECIES, x[x3 + k]);
          a3 = x3k.fma(v, a3);
          b3 = x3k.fma(u, b3);
          x3k = FloatVector.broadcast(SPECIES, x[x3 + k + 1]);
          a3 = x3k.fma(v1, a3);
          b3 = x3k.fma(u1, b3);
          x3k = FloatVector.broadcast(SPECIES, x[x3 + k + 2]);
          a3 = x3k.fma(v2, a3);
          b3 = x3k.fma(u2, b3);
          x3k = FloatVector.broadcast(SPECIES, x[x3 + k + 3]);
          a3 = x3k.fma(v3, a3);
          b3 = x3k.fma(u3, b3);
          FloatVector x4k = FloatVector.broadcast(SPECIES, x[x4 + k]);
          a4 = x4k.fma(v, a4);
          b4 = x4k.fma(u, b4);
          x4k = FloatVector.broadcast(SPECIES, x[x4 + k + 1]);
          a4 = x4k.fma(v1, a4);
          b4 = x4k.fma(u1, b4);
          x4k = FloatVector.broadcast(SPECIES, x[x4 + k + 2]);
          a4 = x4k.fma(v2, a4);
          b4 = x4k.fma(u2, b4);
          x4k = FloatVector.broadcast(SPECIES, x[x4 + k + 3]);
          a4 = x4k.fma(v3, a4);
          b4 = x4k.fma(u3, b4);
          FloatVector x5k = FloatVector.broadcast(SPECIES, x[x5 + k]);
          a5 = x5k.fma(v, a5);
          b5 = x5k.fma(u, b5);
          x5k = FloatVector.broadcast(SPECIES, x[x5 + k + 1]);
          a5 = x5k.fma(v1, a5);
          b5 = x5k.fma(u1, b5);
          x5k = FloatVector.broadcast(SPECIES, x[x5 + k + 2]);
          a5 = x5k.fma(v2, a5);
          b5 = x5k.fma(u2, b5);
          x5k = FloatVector.broadcast(SPECIES, x[x5 + k + 3]);
          a5 = x5k.fma(v3, a5);
          b5 = x5k.fma(u3, b5);
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

  /**
   * Eight taps at a time, whose weights stay in registers, and what is left by four, two and one: a
   * method for each, since each weight needs a variable of its own.
   */
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
    if (runs == 0) {
      for (int p = 0; p < end - from; p++) {
        System.arraycopy(sums, at + p * apartSums, y, to + p * step, LANES);
      }
    }
    float[] now = sums;
    int s = at;
    int a = apartSums;
    int row = first;
    for (int i = 0; i < runs; i++) {
      int column = tap + i * apart;
      int taps;
      for (int k = 0; k < run; k += taps) {
        taps = Integer.highestOneBit(Math.min(EIGHT, run - k));
        switch (taps) {
          case 1 -> addOne(x, pixels, from, end, column + k, w, row, now, s, a, y, to, step);
          case 2 -> addTwo(x, pixels, from, end, column + k, w, row, now, s, a, y, to, step);
          case 4 -> addFour(x, pixels, from, end, column + k, w, row, now, s, a, y, to, step);
          default -> addEight(x, pixels, from, end, column + k, w, row, now, s, a, y, to, step);
        }
        row += taps * LANES;
        now = y;
        s = to;
        a = step;
      }
    }
  }

  private static void addOne(
      float[] x,
      int[] pixels,
      int from,
      int end,
      int tap,
      float[] w,
      int first,
      float[] sums,
      int at,
      int apart,
      float[] y,
      int to,
      int step) {
    FloatVector w0 = FloatVector.fromArray(SPECIES, w, first);
    int s = at;
    int t = to;
    for (int p = from; p < end; p++) {
      int k = pixels[p] + tap;
      FloatVector a = FloatVector.fromArray(SPECIES, sums, s);
      a = FloatVector.broadcast(SPECIES, x[k]).fma(w0, a);
      a.intoArray(y, t);
      s += apart;
      t += step;
    }
  }

  private static void addTwo(
      float[] x,
      int[] pixels,
      int from,
      int end,
      int tap,
      float[] w,
      int first,
      float[] sums,
      int at,
      int apart,
      float[] y,
      int to,
      int step) {
    FloatVector w0 = FloatVector.fromArray(SPECIES, w, first);
    FloatVector w1 = FloatVector.fromArray(SPECIES, w, first + LANES);
    int s = at;
    int t = to;
    for (int p = from; p < end; p++) {
      int k = pixels[p] + tap;
      FloatVector a = FloatVector.fromArray(SPECIES, sums, s);
      a = FloatVector.broadcast(SPECIES, x[k]).fma(w0, a);
      a = FloatVector.broadcast(SPECIES, x[k + 1]).fma(w1, a);
      a.intoArray(y, t);
      s += apart;
      t += step;
    }
  }

  private static void addFour(
      float[] x,
      int[] pixels,
      int from,
      int end,
      int tap,
      float[] w,
      int first,
      float[] sums,
      int at,
      int apart,
      float[] y,
      int to,
      int step) {
    FloatVector w0 = FloatVector.fromArray(SPECIES, w, first);
    FloatVector w1 = FloatVector.fromArray(SPECIES, w, first + LANES);
    FloatVector w2 = FloatVector.fromArray(SPECIES, w, first + 2 * LANES);
    FloatVector w3 = FloatVector.fromArray(SPECIES, w, first + 3 * LANES);
    int s = at;
    int t = to;
    for (int p = from; p < end; p++) {
      int k = pixels[p] + tap;
      FloatVector a = FloatVector.fromArray(SPECIES, sums, s);
      a = FloatVector.broadcast(SPECIES, x[k]).fma(w0, a);
      a = FloatVector.broadcast(SPECIES, x[k + 1]).fma(w1, a);
      a = FloatVector.broadcast(SPECIES, x[k + 2]).fma(w2, a);
      a = FloatVector.broadcast(SPECIES, x[k + 3]).fma(w3, a);
      a.intoArray(y, t);
      s += apart;
      t += step;
    }
  }

  private static void addEight(
      float[] x,
      int[] pixels,
      int from,
      int end,
      int tap,
      float[] w,
      int first,
      float[] sums,
      int at,
      int apart,
      float[] y,
      int to,
      int step) {
    FloatVector w0 = FloatVector.fromArray(SPECIES, w, first);
    FloatVector w1 = FloatVector.fromArray(SPECIES, w, first + LANES);
    FloatVector w2 = FloatVector.fromArray(SPECIES, w, first + 2 * LANES);
    FloatVector w3 = FloatVector.fromArray(SPECIES, w, first + 3 * LANES);
    FloatVector w4 = FloatVector.fromArray(SPECIES, w, first + 4 * LANES);
    FloatVector w5 = FloatVector.fromArray(SPECIES, w, first + 5 * LANES);
    FloatVector w6 = FloatVector.fromArray(SPECIES, w, first + 6 * LANES);
    FloatVector w7 = FloatVector.fromArray(SPECIES, w, first + 7 * LANES);
    int s = at;
    int t = to;
    for (int p = from; p < end; p++) {
      int k = pixels[p] + tap;
      FloatVector a = FloatVector.fromArray(SPECIES, sums, s);
      a = FloatVector.broadcast(SPECIES, x[k]).fma(w0, a);
      a = FloatVector.broadcast(SPECIES, x[k + 1]).fma(w1, a);
      a = FloatVector.broadcast(SPECIES, x[k + 2]).fma(w2, a);
      a = FloatVector.broadcast(SPECIES, x[k + 3]).fma(w3, a);
      a = FloatVector.broadcast(SPECIES, x[k + 4]).fma(w4, a);
      a = FloatVector.broadcast(SPECIES, x[k + 5]).fma(w5, a);
      a = FloatVector.broadcast(SPECIES, x[k + 6]).fma(w6, a);
      a = FloatVector.broadcast(SPECIES, x[k + 7]).fma(w7, a);
      a.intoArray(y, t);
      s += apart;
      t += step;
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
