package org.slope.core.internal;

import jdk.incubator.vector.FloatVector;

/**
 * The loops for gradients by Java's Vector API. All sums of a call stay in registers, which is why
 * each has a variable of its own: the compiler keeps no vectors in arrays, or across nested loops.
 */
abstract class VectorApiGradients extends VectorApiWinograd {
  @Override
  public void addGradients(
      boolean isWide,
      int taps,
      float[] x,
      int[] pixels,
      int from,
      int n,
      int tap,
      float[] dy,
      int first,
      int step,
      float[] dw,
      int to) {
    if (!isWide) {
      addTwelve(x, pixels, from, n, tap, dy, first, step, dw, to);
    } else if (taps == WIDE) {
      addSixWide(x, pixels, from, n, tap, dy, first, step, dw, to);
    } else {
      addTwelveWide(x, pixels, from, n, tap, dy, first, step, dw, to);
    }
  }

  private static void addSixWide(
      float[] x,
      int[] pixels,
      int from,
      int n,
      int tap,
      float[] dy,
      int first,
      int step,
      float[] dw,
      int to) {
    FloatVector a0 = FloatVector.fromArray(SPECIES, dw, to);
    FloatVector b0 = FloatVector.fromArray(SPECIES, dw, to + LANES);
    FloatVector a1 = FloatVector.fromArray(SPECIES, dw, to + 2 * LANES);
    FloatVector b1 = FloatVector.fromArray(SPECIES, dw, to + 3 * LANES);
    FloatVector a2 = FloatVector.fromArray(SPECIES, dw, to + 4 * LANES);
    FloatVector b2 = FloatVector.fromArray(SPECIES, dw, to + 5 * LANES);
    FloatVector a3 = FloatVector.fromArray(SPECIES, dw, to + 6 * LANES);
    FloatVector b3 = FloatVector.fromArray(SPECIES, dw, to + 7 * LANES);
    FloatVector a4 = FloatVector.fromArray(SPECIES, dw, to + 8 * LANES);
    FloatVector b4 = FloatVector.fromArray(SPECIES, dw, to + 9 * LANES);
    FloatVector a5 = FloatVector.fromArray(SPECIES, dw, to + 10 * LANES);
    FloatVector b5 = FloatVector.fromArray(SPECIES, dw, to + 11 * LANES);
    for (int p = 0; p < n; p++) {
      int at = pixels[from + p] + tap;
      FloatVector v = FloatVector.fromArray(SPECIES, dy, first + p * step);
      FloatVector u = FloatVector.fromArray(SPECIES, dy, first + p * step + LANES);
      FloatVector x0 = FloatVector.broadcast(SPECIES, x[at]);
      a0 = x0.fma(v, a0);
      b0 = x0.fma(u, b0);
      FloatVector x1 = FloatVector.broadcast(SPECIES, x[at + 1]);
      a1 = x1.fma(v, a1);
      b1 = x1.fma(u, b1);
      FloatVector x2 = FloatVector.broadcast(SPECIES, x[at + 2]);
      a2 = x2.fma(v, a2);
      b2 = x2.fma(u, b2);
      FloatVector x3 = FloatVector.broadcast(SPECIES, x[at + 3]);
      a3 = x3.fma(v, a3);
      b3 = x3.fma(u, b3);
      FloatVector x4 = FloatVector.broadcast(SPECIES, x[at + 4]);
      a4 = x4.fma(v, a4);
      b4 = x4.fma(u, b4);
      FloatVector x5 = FloatVector.broadcast(SPECIES, x[at + 5]);
      a5 = x5.fma(v, a5);
      b5 = x5.fma(u, b5);
    }
    a0.intoArray(dw, to);
    b0.intoArray(dw, to + LANES);
    a1.intoArray(dw, to + 2 * LANES);
    b1.intoArray(dw, to + 3 * LANES);
    a2.intoArray(dw, to + 4 * LANES);
    b2.intoArray(dw, to + 5 * LANES);
    a3.intoArray(dw, to + 6 * LANES);
    b3.intoArray(dw, to + 7 * LANES);
    a4.intoArray(dw, to + 8 * LANES);
    b4.intoArray(dw, to + 9 * LANES);
    a5.intoArray(dw, to + 10 * LANES);
    b5.intoArray(dw, to + 11 * LANES);
  }

  /** Two pixels at a time, since a pixel's loads take as long as its products. */
  private static void addTwelveWide(
      float[] x,
      int[] pixels,
      int from,
      int n,
      int tap,
      float[] dy,
      int first,
      int step,
      float[] dw,
      int to) {
    FloatVector a0 = FloatVector.fromArray(SPECIES, dw, to);
    FloatVector b0 = FloatVector.fromArray(SPECIES, dw, to + LANES);
    FloatVector a1 = FloatVector.fromArray(SPECIES, dw, to + 2 * LANES);
    FloatVector b1 = FloatVector.fromArray(SPECIES, dw, to + 3 * LANES);
    FloatVector a2 = FloatVector.fromArray(SPECIES, dw, to + 4 * LANES);
    FloatVector b2 = FloatVector.fromArray(SPECIES, dw, to + 5 * LANES);
    FloatVector a3 = FloatVector.fromArray(SPECIES, dw, to + 6 * LANES);
    FloatVector b3 = FloatVector.fromArray(SPECIES, dw, to + 7 * LANES);
    FloatVector a4 = FloatVector.fromArray(SPECIES, dw, to + 8 * LANES);
    FloatVector b4 = FloatVector.fromArray(SPECIES, dw, to + 9 * LANES);
    FloatVector a5 = FloatVector.fromArray(SPECIES, dw, to + 10 * LANES);
    FloatVector b5 = FloatVector.fromArray(SPECIES, dw, to + 11 * LANES);
    FloatVector a6 = FloatVector.fromArray(SPECIES, dw, to + 12 * LANES);
    FloatVector b6 = FloatVector.fromArray(SPECIES, dw, to + 13 * LANES);
    FloatVector a7 = FloatVector.fromArray(SPECIES, dw, to + 14 * LANES);
    FloatVector b7 = FloatVector.fromArray(SPECIES, dw, to + 15 * LANES);
    FloatVector a8 = FloatVector.fromArray(SPECIES, dw, to + 16 * LANES);
    FloatVector b8 = FloatVector.fromArray(SPECIES, dw, to + 17 * LANES);
    FloatVector a9 = FloatVector.fromArray(SPECIES, dw, to + 18 * LANES);
    FloatVector b9 = FloatVector.fromArray(SPECIES, dw, to + 19 * LANES);
    FloatVector a10 = FloatVector.fromArray(SPECIES, dw, to + 20 * LANES);
    FloatVector b10 = FloatVector.fromArray(SPECIES, dw, to + 21 * LANES);
    FloatVector a11 = FloatVector.fromArray(SPECIES, dw, to + 22 * LANES);
    FloatVector b11 = FloatVector.fromArray(SPECIES, dw, to + 23 * LANES);
    int even = n & ~1;
    for (int p = 0; p < even; p += 2) {
      int at = pixels[from + p] + tap;
      int next = pixels[from + p + 1] + tap;
      FloatVector v = FloatVector.fromArray(SPECIES, dy, first + p * step);
      FloatVector u = FloatVector.fromArray(SPECIES, dy, first + p * step + LANES);
      FloatVector nextV = FloatVector.fromArray(SPECIES, dy, first + p * step + step);
      FloatVector nextU = FloatVector.fromArray(SPECIES, dy, first + p * step + step + LANES);
      FloatVector x0 = FloatVector.broadcast(SPECIES, x[at]);
      a0 = x0.fma(v, a0);
      b0 = x0.fma(u, b0);
      x0 = FloatVector.broadcast(SPECIES, x[next]);
      a0 = x0.fma(nextV, a0);
      b0 = x0.fma(nextU, b0);
      FloatVector x1 = FloatVector.broadcast(SPECIES, x[at + 1]);
      a1 = x1.fma(v, a1);
      b1 = x1.fma(u, b1);
      x1 = FloatVector.broadcast(SPECIES, x[next + 1]);
      a1 = x1.fma(nextV, a1);
      b1 = x1.fma(nextU, b1);
      FloatVector x2 = FloatVector.broadcast(SPECIES, x[at + 2]);
      a2 = x2.fma(v, a2);
      b2 = x2.fma(u, b2);
      x2 = FloatVector.broadcast(SPECIES, x[next + 2]);
      a2 = x2.fma(nextV, a2);
      b2 = x2.fma(nextU, b2);
      FloatVector x3 = FloatVector.broadcast(SPECIES, x[at + 3]);
      a3 = x3.fma(v, a3);
      b3 = x3.fma(u, b3);
      x3 = FloatVector.broadcast(SPECIES, x[next + 3]);
      a3 = x3.fma(nextV, a3);
      b3 = x3.fma(nextU, b3);
      FloatVector x4 = FloatVector.broadcast(SPECIES, x[at + 4]);
      a4 = x4.fma(v, a4);
      b4 = x4.fma(u, b4);
      x4 = FloatVector.broadcast(SPECIES, x[next + 4]);
      a4 = x4.fma(nextV, a4);
      b4 = x4.fma(nextU, b4);
      FloatVector x5 = FloatVector.broadcast(SPECIES, x[at + 5]);
      a5 = x5.fma(v, a5);
      b5 = x5.fma(u, b5);
      x5 = FloatVector.broadcast(SPECIES, x[next + 5]);
      a5 = x5.fma(nextV, a5);
      b5 = x5.fma(nextU, b5);
      FloatVector x6 = FloatVector.broadcast(SPECIES, x[at + 6]);
      a6 = x6.fma(v, a6);
      b6 = x6.fma(u, b6);
      x6 = FloatVector.broadcast(SPECIES, x[next + 6]);
      a6 = x6.fma(nextV, a6);
      b6 = x6.fma(nextU, b6);
      FloatVector x7 = FloatVector.broadcast(SPECIES, x[at + 7]);
      a7 = x7.fma(v, a7);
      b7 = x7.fma(u, b7);
      x7 = FloatVector.broadcast(SPECIES, x[next + 7]);
      a7 = x7.fma(nextV, a7);
      b7 = x7.fma(nextU, b7);
      FloatVector x8 = FloatVector.broadcast(SPECIES, x[at + 8]);
      a8 = x8.fma(v, a8);
      b8 = x8.fma(u, b8);
      x8 = FloatVector.broadcast(SPECIES, x[next + 8]);
      a8 = x8.fma(nextV, a8);
      b8 = x8.fma(nextU, b8);
      FloatVector x9 = FloatVector.broadcast(SPECIES, x[at + 9]);
      a9 = x9.fma(v, a9);
      b9 = x9.fma(u, b9);
      x9 = FloatVector.broadcast(SPECIES, x[next + 9]);
      a9 = x9.fma(nextV, a9);
      b9 = x9.fma(nextU, b9);
      FloatVector x10 = FloatVector.broadcast(SPECIES, x[at + 10]);
      a10 = x10.fma(v, a10);
      b10 = x10.fma(u, b10);
      x10 = FloatVector.broadcast(SPECIES, x[next + 10]);
      a10 = x10.fma(nextV, a10);
      b10 = x10.fma(nextU, b10);
      FloatVector x11 = FloatVector.broadcast(SPECIES, x[at + 11]);
      a11 = x11.fma(v, a11);
      b11 = x11.fma(u, b11);
      x11 = FloatVector.broadcast(SPECIES, x[next + 11]);
      a11 = x11.fma(nextV, a11);
      b11 = x11.fma(nextU, b11);
    }
    a0.intoArray(dw, to);
    b0.intoArray(dw, to + LANES);
    a1.intoArray(dw, to + 2 * LANES);
    b1.intoArray(dw, to + 3 * LANES);
    a2.intoArray(dw, to + 4 * LANES);
    b2.intoArray(dw, to + 5 * LANES);
    a3.intoArray(dw, to + 6 * LANES);
    b3.intoArray(dw, to + 7 * LANES);
    a4.intoArray(dw, to + 8 * LANES);
    b4.intoArray(dw, to + 9 * LANES);
    a5.intoArray(dw, to + 10 * LANES);
    b5.intoArray(dw, to + 11 * LANES);
    a6.intoArray(dw, to + 12 * LANES);
    b6.intoArray(dw, to + 13 * LANES);
    a7.intoArray(dw, to + 14 * LANES);
    b7.intoArray(dw, to + 15 * LANES);
    a8.intoArray(dw, to + 16 * LANES);
    b8.intoArray(dw, to + 17 * LANES);
    a9.intoArray(dw, to + 18 * LANES);
    b9.intoArray(dw, to + 19 * LANES);
    a10.intoArray(dw, to + 20 * LANES);
    b10.intoArray(dw, to + 21 * LANES);
    a11.intoArray(dw, to + 22 * LANES);
    b11.intoArray(dw, to + 23 * LANES);
    if (n > even) {
      int last = first + even * step;
      addSixWide(x, pixels, from + even, 1, tap, dy, last, step, dw, to);
      addSixWide(x, pixels, from + even, 1, tap + 6, dy, last, step, dw, to + 12 * LANES);
    }
  }

  private static void addTwelve(
      float[] x,
      int[] pixels,
      int from,
      int n,
      int tap,
      float[] dy,
      int first,
      int step,
      float[] dw,
      int to) {
    FloatVector a0 = FloatVector.fromArray(SPECIES, dw, to);
    FloatVector a1 = FloatVector.fromArray(SPECIES, dw, to + LANES);
    FloatVector a2 = FloatVector.fromArray(SPECIES, dw, to + 2 * LANES);
    FloatVector a3 = FloatVector.fromArray(SPECIES, dw, to + 3 * LANES);
    FloatVector a4 = FloatVector.fromArray(SPECIES, dw, to + 4 * LANES);
    FloatVector a5 = FloatVector.fromArray(SPECIES, dw, to + 5 * LANES);
    FloatVector a6 = FloatVector.fromArray(SPECIES, dw, to + 6 * LANES);
    FloatVector a7 = FloatVector.fromArray(SPECIES, dw, to + 7 * LANES);
    FloatVector a8 = FloatVector.fromArray(SPECIES, dw, to + 8 * LANES);
    FloatVector a9 = FloatVector.fromArray(SPECIES, dw, to + 9 * LANES);
    FloatVector a10 = FloatVector.fromArray(SPECIES, dw, to + 10 * LANES);
    FloatVector a11 = FloatVector.fromArray(SPECIES, dw, to + 11 * LANES);
    for (int p = 0; p < n; p++) {
      int at = pixels[from + p] + tap;
      FloatVector v = FloatVector.fromArray(SPECIES, dy, first + p * step);
      a0 = FloatVector.broadcast(SPECIES, x[at]).fma(v, a0);
      a1 = FloatVector.broadcast(SPECIES, x[at + 1]).fma(v, a1);
      a2 = FloatVector.broadcast(SPECIES, x[at + 2]).fma(v, a2);
      a3 = FloatVector.broadcast(SPECIES, x[at + 3]).fma(v, a3);
      a4 = FloatVector.broadcast(SPECIES, x[at + 4]).fma(v, a4);
      a5 = FloatVector.broadcast(SPECIES, x[at + 5]).fma(v, a5);
      a6 = FloatVector.broadcast(SPECIES, x[at + 6]).fma(v, a6);
      a7 = FloatVector.broadcast(SPECIES, x[at + 7]).fma(v, a7);
      a8 = FloatVector.broadcast(SPECIES, x[at + 8]).fma(v, a8);
      a9 = FloatVector.broadcast(SPECIES, x[at + 9]).fma(v, a9);
      a10 = FloatVector.broadcast(SPECIES, x[at + 10]).fma(v, a10);
      a11 = FloatVector.broadcast(SPECIES, x[at + 11]).fma(v, a11);
    }
    a0.intoArray(dw, to);
    a1.intoArray(dw, to + LANES);
    a2.intoArray(dw, to + 2 * LANES);
    a3.intoArray(dw, to + 3 * LANES);
    a4.intoArray(dw, to + 4 * LANES);
    a5.intoArray(dw, to + 5 * LANES);
    a6.intoArray(dw, to + 6 * LANES);
    a7.intoArray(dw, to + 7 * LANES);
    a8.intoArray(dw, to + 8 * LANES);
    a9.intoArray(dw, to + 9 * LANES);
    a10.intoArray(dw, to + 10 * LANES);
    a11.intoArray(dw, to + 11 * LANES);
  }
}
