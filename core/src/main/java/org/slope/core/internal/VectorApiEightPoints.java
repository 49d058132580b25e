package org.slope.core.internal;

import jdk.incubator.vector.FloatVector;

/**
 * The maps of {@link Winograd} at eight points by Java's Vector API: the rows of its matrices,
 * written out, and the factors other than 0 from left to right. A factor of −1 is one like any
 * other: JDK 17 compiled {@code sub} and {@code neg} here to calls that make objects, in a JVM that
 * had called them before.
 */
abstract class VectorApiEightPoints extends VectorApiSweeps {
  /** Bᵀ. */
  static void eightInputs(
      float[] x,
      int at,
      int step,
      int apart,
      int tiles,
      int n,
      float[] y,
      int to,
      int toStep,
      int toApart) {
    FloatVector quarter = FloatVector.broadcast(SPECIES, 1 / 4f);
    FloatVector minusHalf = FloatVector.broadcast(SPECIES, -1 / 2f);
    FloatVector half = FloatVector.broadcast(SPECIES, 1 / 2f);
    FloatVector minusOne = FloatVector.broadcast(SPECIES, -1);
    FloatVector minusFiveQuarters = FloatVector.broadcast(SPECIES, -5 / 4f);
    FloatVector minusTwo = FloatVector.broadcast(SPECIES, -2);
    FloatVector two = FloatVector.broadcast(SPECIES, 2);
    FloatVector minusFiveHalves = FloatVector.broadcast(SPECIES, -5 / 2f);
    FloatVector fiveHalves = FloatVector.broadcast(SPECIES, 5 / 2f);
    FloatVector four = FloatVector.broadcast(SPECIES, 4);
    FloatVector minusSeventeenQuarters = FloatVector.broadcast(SPECIES, -17 / 4f);
    FloatVector seventeenQuarters = FloatVector.broadcast(SPECIES, 17 / 4f);
    FloatVector minusFive = FloatVector.broadcast(SPECIES, -5);
    FloatVector minusTwentyOneQuarters = FloatVector.broadcast(SPECIES, -21 / 4f);
    FloatVector twentyOneQuarters = FloatVector.broadcast(SPECIES, 21 / 4f);
    for (int j = 0; j < tiles; j++) {
      for (int next = 0; next < n; next += LANES) {
        int c = Math.min(next, n - LANES);
        int in = at + j * apart + c;
        int out = to + j * toApart + c;
        FloatVector x0 = FloatVector.fromArray(SPECIES, x, in);
        FloatVector x1 = FloatVector.fromArray(SPECIES, x, in + step);
        FloatVector x2 = FloatVector.fromArray(SPECIES, x, in + 2 * step);
        FloatVector x3 = FloatVector.fromArray(SPECIES, x, in + 3 * step);
        FloatVector x4 = FloatVector.fromArray(SPECIES, x, in + 4 * step);
        FloatVector x5 = FloatVector.fromArray(SPECIES, x, in + 5 * step);
        FloatVector x6 = FloatVector.fromArray(SPECIES, x, in + 6 * step);
        FloatVector x7 = FloatVector.fromArray(SPECIES, x, in + 7 * step);
        x6.fma(minusOne, x4.fma(twentyOneQuarters, x2.fma(minusTwentyOneQuarters, x0)))
            .intoArray(y, out);
        x4.fma(minusSeventeenQuarters, x3.fma(minusSeventeenQuarters, x1.add(x2)))
            .add(x5)
            .add(x6)
            .intoArray(y, out + toStep);
        x5.fma(
                minusOne,
                x4.fma(minusSeventeenQuarters, x3.fma(seventeenQuarters, x1.mul(minusOne).add(x2))))
            .add(x6)
            .intoArray(y, out + 2 * toStep);
        x5.fma(
                two,
                x4.fma(minusFiveQuarters, x3.fma(minusFiveHalves, x2.fma(quarter, x1.mul(half)))))
            .add(x6)
            .intoArray(y, out + 3 * toStep);
        x5.fma(
                minusTwo,
                x4.fma(minusFiveQuarters, x3.fma(fiveHalves, x2.fma(quarter, x1.mul(minusHalf)))))
            .add(x6)
            .intoArray(y, out + 4 * toStep);
        x5.fma(half, x4.fma(minusFive, x3.fma(minusFiveHalves, x2.fma(four, x1.mul(two)))))
            .add(x6)
            .intoArray(y, out + 5 * toStep);
        x5.fma(minusHalf, x4.fma(minusFive, x3.fma(fiveHalves, x2.fma(four, x1.mul(minusTwo)))))
            .add(x6)
            .intoArray(y, out + 6 * toStep);
        x5.fma(minusTwentyOneQuarters, x3.fma(twentyOneQuarters, x1.mul(minusOne)))
            .add(x7)
            .intoArray(y, out + 7 * toStep);
      }
    }
  }

  /** B, added up. */
  static void eightInputGradients(
      float[] x,
      int at,
      int step,
      int apart,
      int tiles,
      int n,
      float[] y,
      int to,
      int toStep,
      int toApart) {
    FloatVector quarter = FloatVector.broadcast(SPECIES, 1 / 4f);
    FloatVector minusHalf = FloatVector.broadcast(SPECIES, -1 / 2f);
    FloatVector half = FloatVector.broadcast(SPECIES, 1 / 2f);
    FloatVector minusOne = FloatVector.broadcast(SPECIES, -1);
    FloatVector minusFiveQuarters = FloatVector.broadcast(SPECIES, -5 / 4f);
    FloatVector minusTwo = FloatVector.broadcast(SPECIES, -2);
    FloatVector two = FloatVector.broadcast(SPECIES, 2);
    FloatVector minusFiveHalves = FloatVector.broadcast(SPECIES, -5 / 2f);
    FloatVector fiveHalves = FloatVector.broadcast(SPECIES, 5 / 2f);
    FloatVector four = FloatVector.broadcast(SPECIES, 4);
    FloatVector minusSeventeenQuarters = FloatVector.broadcast(SPECIES, -17 / 4f);
    FloatVector seventeenQuarters = FloatVector.broadcast(SPECIES, 17 / 4f);
    FloatVector minusFive = FloatVector.broadcast(SPECIES, -5);
    FloatVector minusTwentyOneQuarters = FloatVector.broadcast(SPECIES, -21 / 4f);
    FloatVector twentyOneQuarters = FloatVector.broadcast(SPECIES, 21 / 4f);
    for (int j = 0; j < tiles; j++) {
      for (int next = 0; next < n; next += LANES) {
        int c = Math.min(next, n - LANES);
        int in = at + j * apart + c;
        int out = to + j * toApart + c;
        FloatVector x0 = FloatVector.fromArray(SPECIES, x, in);
        FloatVector x1 = FloatVector.fromArray(SPECIES, x, in + step);
        FloatVector x2 = FloatVector.fromArray(SPECIES, x, in + 2 * step);
        FloatVector x3 = FloatVector.fromArray(SPECIES, x, in + 3 * step);
        FloatVector x4 = FloatVector.fromArray(SPECIES, x, in + 4 * step);
        FloatVector x5 = FloatVector.fromArray(SPECIES, x, in + 5 * step);
        FloatVector x6 = FloatVector.fromArray(SPECIES, x, in + 6 * step);
        FloatVector x7 = FloatVector.fromArray(SPECIES, x, in + 7 * step);
        FloatVector y0 = FloatVector.fromArray(SPECIES, y, out);
        y0.add(x0).intoArray(y, out);
        FloatVector y1 = FloatVector.fromArray(SPECIES, y, out + toStep);
        x7.fma(
                minusOne,
                x6.fma(
                    minusTwo,
                    x5.fma(two, x4.fma(minusHalf, x3.fma(half, x2.fma(minusOne, y1.add(x1)))))))
            .intoArray(y, out + toStep);
        FloatVector y2 = FloatVector.fromArray(SPECIES, y, out + 2 * toStep);
        x6.fma(
                four,
                x5.fma(
                    four,
                    x4.fma(
                        quarter,
                        x3.fma(quarter, x0.fma(minusTwentyOneQuarters, y2).add(x1).add(x2)))))
            .intoArray(y, out + 2 * toStep);
        FloatVector y3 = FloatVector.fromArray(SPECIES, y, out + 3 * toStep);
        x7.fma(
                twentyOneQuarters,
                x6.fma(
                    fiveHalves,
                    x5.fma(
                        minusFiveHalves,
                        x4.fma(
                            fiveHalves,
                            x3.fma(
                                minusFiveHalves,
                                x2.fma(seventeenQuarters, x1.fma(minusSeventeenQuarters, y3)))))))
            .intoArray(y, out + 3 * toStep);
        FloatVector y4 = FloatVector.fromArray(SPECIES, y, out + 4 * toStep);
        x6.fma(
                minusFive,
                x5.fma(
                    minusFive,
                    x4.fma(
                        minusFiveQuarters,
                        x3.fma(
                            minusFiveQuarters,
                            x2.fma(
                                minusSeventeenQuarters,
                                x1.fma(minusSeventeenQuarters, x0.fma(twentyOneQuarters, y4)))))))
            .intoArray(y, out + 4 * toStep);
        FloatVector y5 = FloatVector.fromArray(SPECIES, y, out + 5 * toStep);
        x7.fma(
                minusTwentyOneQuarters,
                x6.fma(
                    minusHalf,
                    x5.fma(half, x4.fma(minusTwo, x3.fma(two, x2.fma(minusOne, y5.add(x1)))))))
            .intoArray(y, out + 5 * toStep);
        FloatVector y6 = FloatVector.fromArray(SPECIES, y, out + 6 * toStep);
        x0.fma(minusOne, y6)
            .add(x1)
            .add(x2)
            .add(x3)
            .add(x4)
            .add(x5)
            .add(x6)
            .intoArray(y, out + 6 * toStep);
        FloatVector y7 = FloatVector.fromArray(SPECIES, y, out + 7 * toStep);
        y7.add(x7).intoArray(y, out + 7 * toStep);
      }
    }
  }

  /** Aᵀ: the powers of the points. */
  static void eightOutputs(
      int count,
      float[] x,
      int at,
      int step,
      int apart,
      int tiles,
      int n,
      float[] y,
      int to,
      int toStep,
      int toApart) {
    FloatVector minusEighth = FloatVector.broadcast(SPECIES, -1 / 8f);
    FloatVector eighth = FloatVector.broadcast(SPECIES, 1 / 8f);
    FloatVector quarter = FloatVector.broadcast(SPECIES, 1 / 4f);
    FloatVector minusHalf = FloatVector.broadcast(SPECIES, -1 / 2f);
    FloatVector half = FloatVector.broadcast(SPECIES, 1 / 2f);
    FloatVector minusOne = FloatVector.broadcast(SPECIES, -1);
    FloatVector minusTwo = FloatVector.broadcast(SPECIES, -2);
    FloatVector two = FloatVector.broadcast(SPECIES, 2);
    FloatVector four = FloatVector.broadcast(SPECIES, 4);
    FloatVector minusEight = FloatVector.broadcast(SPECIES, -8);
    FloatVector eight = FloatVector.broadcast(SPECIES, 8);
    for (int j = 0; j < tiles; j++) {
      for (int next = 0; next < n; next += LANES) {
        int c = Math.min(next, n - LANES);
        int in = at + j * apart + c;
        int out = to + j * toApart + c;
        FloatVector x0 = FloatVector.fromArray(SPECIES, x, in);
        FloatVector x1 = FloatVector.fromArray(SPECIES, x, in + step);
        FloatVector x2 = FloatVector.fromArray(SPECIES, x, in + 2 * step);
        FloatVector x3 = FloatVector.fromArray(SPECIES, x, in + 3 * step);
        FloatVector x4 = FloatVector.fromArray(SPECIES, x, in + 4 * step);
        FloatVector x5 = FloatVector.fromArray(SPECIES, x, in + 5 * step);
        FloatVector x6 = FloatVector.fromArray(SPECIES, x, in + 6 * step);
        FloatVector x7 = FloatVector.fromArray(SPECIES, x, in + 7 * step);
        x0.add(x1).add(x2).add(x3).add(x4).add(x5).add(x6).intoArray(y, out);
        FloatVector y1 =
            x6.fma(minusHalf, x5.fma(half, x4.fma(minusTwo, x3.fma(two, x2.fma(minusOne, x1)))));
        if (count == 2) {
          y1.add(x7).intoArray(y, out + toStep);
          continue;
        }
        y1.intoArray(y, out + toStep);
        x6.fma(quarter, x5.fma(quarter, x4.fma(four, x3.fma(four, x1.add(x2)))))
            .intoArray(y, out + 2 * toStep);
        x6.fma(minusEighth, x5.fma(eighth, x4.fma(minusEight, x3.fma(eight, x2.fma(minusOne, x1)))))
            .add(x7)
            .intoArray(y, out + 3 * toStep);
      }
    }
  }

  /** A: the same, transposed. */
  static void eightOutputGradients(
      float[] x,
      int at,
      int step,
      int apart,
      int tiles,
      int n,
      float[] y,
      int to,
      int toStep,
      int toApart) {
    FloatVector minusEighth = FloatVector.broadcast(SPECIES, -1 / 8f);
    FloatVector eighth = FloatVector.broadcast(SPECIES, 1 / 8f);
    FloatVector quarter = FloatVector.broadcast(SPECIES, 1 / 4f);
    FloatVector minusHalf = FloatVector.broadcast(SPECIES, -1 / 2f);
    FloatVector half = FloatVector.broadcast(SPECIES, 1 / 2f);
    FloatVector minusOne = FloatVector.broadcast(SPECIES, -1);
    FloatVector minusTwo = FloatVector.broadcast(SPECIES, -2);
    FloatVector two = FloatVector.broadcast(SPECIES, 2);
    FloatVector four = FloatVector.broadcast(SPECIES, 4);
    FloatVector minusEight = FloatVector.broadcast(SPECIES, -8);
    FloatVector eight = FloatVector.broadcast(SPECIES, 8);
    for (int j = 0; j < tiles; j++) {
      for (int next = 0; next < n; next += LANES) {
        int c = Math.min(next, n - LANES);
        int in = at + j * apart + c;
        int out = to + j * toApart + c;
        FloatVector x0 = FloatVector.fromArray(SPECIES, x, in);
        FloatVector x1 = FloatVector.fromArray(SPECIES, x, in + step);
        FloatVector x2 = FloatVector.fromArray(SPECIES, x, in + 2 * step);
        FloatVector x3 = FloatVector.fromArray(SPECIES, x, in + 3 * step);
        x0.intoArray(y, out);
        x0.add(x1).add(x2).add(x3).intoArray(y, out + toStep);
        x3.fma(minusOne, x1.fma(minusOne, x0).add(x2)).intoArray(y, out + 2 * toStep);
        x3.fma(eight, x2.fma(four, x1.fma(two, x0))).intoArray(y, out + 3 * toStep);
        x3.fma(minusEight, x2.fma(four, x1.fma(minusTwo, x0))).intoArray(y, out + 4 * toStep);
        x3.fma(eighth, x2.fma(quarter, x1.fma(half, x0))).intoArray(y, out + 5 * toStep);
        x3.fma(minusEighth, x2.fma(quarter, x1.fma(minusHalf, x0))).intoArray(y, out + 6 * toStep);
        x3.intoArray(y, out + 7 * toStep);
      }
    }
  }

  /** G: the powers, divided. */
  static void eightWeights(
      int count,
      float[] x,
      int at,
      int step,
      int apart,
      int tiles,
      int n,
      float[] y,
      int to,
      int toStep,
      int toApart) {
    FloatVector f1Over90 = FloatVector.broadcast(SPECIES, 1 / 90f);
    FloatVector minusF1Over45 = FloatVector.broadcast(SPECIES, -1 / 45f);
    FloatVector f1Over45 = FloatVector.broadcast(SPECIES, 1 / 45f);
    FloatVector f2Over45 = FloatVector.broadcast(SPECIES, 2 / 45f);
    FloatVector minusF4Over45 = FloatVector.broadcast(SPECIES, -4 / 45f);
    FloatVector f4Over45 = FloatVector.broadcast(SPECIES, 4 / 45f);
    FloatVector f8Over45 = FloatVector.broadcast(SPECIES, 8 / 45f);
    FloatVector minusF2Over9 = FloatVector.broadcast(SPECIES, -2 / 9f);
    FloatVector f2Over9 = FloatVector.broadcast(SPECIES, 2 / 9f);
    FloatVector minusF16Over45 = FloatVector.broadcast(SPECIES, -16 / 45f);
    FloatVector f16Over45 = FloatVector.broadcast(SPECIES, 16 / 45f);
    FloatVector f32Over45 = FloatVector.broadcast(SPECIES, 32 / 45f);
    for (int j = 0; j < tiles; j++) {
      for (int next = 0; next < n; next += LANES) {
        int c = Math.min(next, n - LANES);
        int in = at + j * apart + c;
        int out = to + j * toApart + c;
        FloatVector x0 = FloatVector.fromArray(SPECIES, x, in);
        FloatVector x1 = FloatVector.fromArray(SPECIES, x, in + step);
        FloatVector x2 = FloatVector.fromArray(SPECIES, x, in + 2 * step);
        FloatVector x3 = FloatVector.fromArray(SPECIES, x, in + 3 * step);
        FloatVector x4 = FloatVector.fromArray(SPECIES, x, in + 4 * step);
        x0.intoArray(y, out);
        FloatVector y1 =
            x4.fma(
                minusF2Over9,
                x3.fma(
                    minusF2Over9,
                    x2.fma(minusF2Over9, x1.fma(minusF2Over9, x0.mul(minusF2Over9)))));
        FloatVector y2 =
            x4.fma(
                minusF2Over9,
                x3.fma(f2Over9, x2.fma(minusF2Over9, x1.fma(f2Over9, x0.mul(minusF2Over9)))));
        FloatVector y3 =
            x4.fma(
                f8Over45, x3.fma(f4Over45, x2.fma(f2Over45, x1.fma(f1Over45, x0.mul(f1Over90)))));
        FloatVector y4 =
            x4.fma(
                f8Over45,
                x3.fma(minusF4Over45, x2.fma(f2Over45, x1.fma(minusF1Over45, x0.mul(f1Over90)))));
        FloatVector y5 =
            x4.fma(
                f2Over45, x3.fma(f4Over45, x2.fma(f8Over45, x1.fma(f16Over45, x0.mul(f32Over45)))));
        FloatVector y6 =
            x4.fma(
                f2Over45,
                x3.fma(minusF4Over45, x2.fma(f8Over45, x1.fma(minusF16Over45, x0.mul(f32Over45)))));
        if (count == 5) {
          y1.intoArray(y, out + toStep);
          y2.intoArray(y, out + 2 * toStep);
          y3.intoArray(y, out + 3 * toStep);
          y4.intoArray(y, out + 4 * toStep);
          y5.intoArray(y, out + 5 * toStep);
          y6.intoArray(y, out + 6 * toStep);
          x4.intoArray(y, out + 7 * toStep);
          continue;
        }
        FloatVector x5 = FloatVector.fromArray(SPECIES, x, in + 5 * step);
        FloatVector x6 = FloatVector.fromArray(SPECIES, x, in + 6 * step);
        x6.fma(minusF2Over9, x5.fma(minusF2Over9, y1)).intoArray(y, out + toStep);
        x6.fma(minusF2Over9, x5.fma(f2Over9, y2)).intoArray(y, out + 2 * toStep);
        x6.fma(f32Over45, x5.fma(f16Over45, y3)).intoArray(y, out + 3 * toStep);
        x6.fma(f32Over45, x5.fma(minusF16Over45, y4)).intoArray(y, out + 4 * toStep);
        x6.fma(f1Over90, x5.fma(f1Over45, y5)).intoArray(y, out + 5 * toStep);
        x6.fma(f1Over90, x5.fma(minusF1Over45, y6)).intoArray(y, out + 6 * toStep);
        x6.intoArray(y, out + 7 * toStep);
      }
    }
  }
}
