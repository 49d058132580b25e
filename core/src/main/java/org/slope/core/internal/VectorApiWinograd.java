package org.slope.core.internal;

import jdk.incubator.vector.FloatVector;

/**
 * The maps of Winograd's convolutions by Java's Vector API: the rows of {@link Winograd}'s
 * matrices, written out, and the factors other than 0 from left to right.
 */
abstract class VectorApiWinograd extends VectorApiSweeps {
  private static final float R = Winograd.R;

  @Override
  public void winograd(
      WinogradMap map,
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
    switch (map) {
      case INPUTS -> inputs(x, at, step, apart, tiles, n, y, to, toStep, toApart);
      case INPUT_GRADIENTS -> inputGradients(x, at, step, apart, tiles, n, y, to, toStep, toApart);
      case FOUR_OUTPUTS -> fourOutputs(x, at, step, apart, tiles, n, y, to, toStep, toApart);
      case FOUR_OUTPUT_GRADIENTS ->
          fourOutputGradients(x, at, step, apart, tiles, n, y, to, toStep, toApart);
      case TWO_OUTPUTS -> twoOutputs(x, at, step, apart, tiles, n, y, to, toStep, toApart);
      case TWO_OUTPUT_GRADIENTS ->
          twoOutputGradients(x, at, step, apart, tiles, n, y, to, toStep, toApart);
      case THREE_WEIGHTS -> threeWeights(x, at, step, apart, tiles, n, y, to, toStep, toApart);
      case FIVE_WEIGHTS -> fiveWeights(x, at, step, apart, tiles, n, y, to, toStep, toApart);
    }
  }

  private static void inputs(
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
    FloatVector r = FloatVector.broadcast(SPECIES, R);
    FloatVector minusR = FloatVector.broadcast(SPECIES, -R);
    FloatVector halfR = FloatVector.broadcast(SPECIES, R / 2);
    FloatVector minusHalfR = FloatVector.broadcast(SPECIES, -R / 2);
    FloatVector minusTwo = FloatVector.broadcast(SPECIES, -2);
    FloatVector minusHalf = FloatVector.broadcast(SPECIES, -1 / 2f);
    FloatVector minusFiveHalves = FloatVector.broadcast(SPECIES, -5 / 2f);
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
        x2.fma(minusFiveHalves, x0).add(x4).intoArray(y, out);
        x3.fma(halfR, x2.fma(minusTwo, x1.mul(minusR))).add(x4).intoArray(y, out + toStep);
        x3.fma(minusHalfR, x2.fma(minusTwo, x1.mul(r))).add(x4).intoArray(y, out + 2 * toStep);
        x3.fma(r, x2.fma(minusHalf, x1.mul(minusHalfR))).add(x4).intoArray(y, out + 3 * toStep);
        x3.fma(minusR, x2.fma(minusHalf, x1.mul(halfR))).add(x4).intoArray(y, out + 4 * toStep);
        x3.fma(minusFiveHalves, x1).add(x5).intoArray(y, out + 5 * toStep);
      }
    }
  }

  private static void fourOutputs(
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
    FloatVector r = FloatVector.broadcast(SPECIES, R);
    FloatVector minusR = FloatVector.broadcast(SPECIES, -R);
    FloatVector halfR = FloatVector.broadcast(SPECIES, R / 2);
    FloatVector minusHalfR = FloatVector.broadcast(SPECIES, -R / 2);
    FloatVector quarterR = FloatVector.broadcast(SPECIES, R / 4);
    FloatVector minusQuarterR = FloatVector.broadcast(SPECIES, -R / 4);
    FloatVector twoR = FloatVector.broadcast(SPECIES, 2 * R);
    FloatVector minusTwoR = FloatVector.broadcast(SPECIES, -2 * R);
    FloatVector two = FloatVector.broadcast(SPECIES, 2);
    FloatVector half = FloatVector.broadcast(SPECIES, 1 / 2f);
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
        x0.add(x1).add(x2).add(x3).add(x4).intoArray(y, out);
        x4.fma(minusR, x3.fma(r, x2.fma(minusHalfR, x1.mul(halfR)))).intoArray(y, out + toStep);
        x4.fma(two, x3.fma(two, x2.fma(half, x1.mul(half)))).intoArray(y, out + 2 * toStep);
        x4.fma(minusTwoR, x3.fma(twoR, x2.fma(minusQuarterR, x1.mul(quarterR))))
            .add(x5)
            .intoArray(y, out + 3 * toStep);
      }
    }
  }

  private static void fourOutputGradients(
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
    FloatVector r = FloatVector.broadcast(SPECIES, R);
    FloatVector minusR = FloatVector.broadcast(SPECIES, -R);
    FloatVector halfR = FloatVector.broadcast(SPECIES, R / 2);
    FloatVector minusHalfR = FloatVector.broadcast(SPECIES, -R / 2);
    FloatVector quarterR = FloatVector.broadcast(SPECIES, R / 4);
    FloatVector minusQuarterR = FloatVector.broadcast(SPECIES, -R / 4);
    FloatVector twoR = FloatVector.broadcast(SPECIES, 2 * R);
    FloatVector minusTwoR = FloatVector.broadcast(SPECIES, -2 * R);
    FloatVector two = FloatVector.broadcast(SPECIES, 2);
    FloatVector half = FloatVector.broadcast(SPECIES, 1 / 2f);
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
        x3.fma(quarterR, x2.fma(half, x1.fma(halfR, x0))).intoArray(y, out + toStep);
        x3.fma(minusQuarterR, x2.fma(half, x1.fma(minusHalfR, x0))).intoArray(y, out + 2 * toStep);
        x3.fma(twoR, x2.fma(two, x1.fma(r, x0))).intoArray(y, out + 3 * toStep);
        x3.fma(minusTwoR, x2.fma(two, x1.fma(minusR, x0))).intoArray(y, out + 4 * toStep);
        x3.intoArray(y, out + 5 * toStep);
      }
    }
  }

  private static void inputGradients(
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
    FloatVector r = FloatVector.broadcast(SPECIES, R);
    FloatVector minusR = FloatVector.broadcast(SPECIES, -R);
    FloatVector halfR = FloatVector.broadcast(SPECIES, R / 2);
    FloatVector minusHalfR = FloatVector.broadcast(SPECIES, -R / 2);
    FloatVector minusTwo = FloatVector.broadcast(SPECIES, -2);
    FloatVector minusHalf = FloatVector.broadcast(SPECIES, -1 / 2f);
    FloatVector minusFiveHalves = FloatVector.broadcast(SPECIES, -5 / 2f);
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
        FloatVector y0 = FloatVector.fromArray(SPECIES, y, out);
        y0.add(x0).intoArray(y, out);
        FloatVector y1 = FloatVector.fromArray(SPECIES, y, out + toStep);
        x4.fma(halfR, x3.fma(minusHalfR, x2.fma(r, x1.fma(minusR, y1))))
            .add(x5)
            .intoArray(y, out + toStep);
        FloatVector y2 = FloatVector.fromArray(SPECIES, y, out + 2 * toStep);
        x4.fma(
                minusHalf,
                x3.fma(minusHalf, x2.fma(minusTwo, x1.fma(minusTwo, x0.fma(minusFiveHalves, y2)))))
            .intoArray(y, out + 2 * toStep);
        FloatVector y3 = FloatVector.fromArray(SPECIES, y, out + 3 * toStep);
        x5.fma(minusFiveHalves, x4.fma(minusR, x3.fma(r, x2.fma(minusHalfR, x1.fma(halfR, y3)))))
            .intoArray(y, out + 3 * toStep);
        FloatVector y4 = FloatVector.fromArray(SPECIES, y, out + 4 * toStep);
        y4.add(x0).add(x1).add(x2).add(x3).add(x4).intoArray(y, out + 4 * toStep);
        FloatVector y5 = FloatVector.fromArray(SPECIES, y, out + 5 * toStep);
        y5.add(x5).intoArray(y, out + 5 * toStep);
      }
    }
  }

  private static void twoOutputs(
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
    FloatVector r = FloatVector.broadcast(SPECIES, R);
    FloatVector minusR = FloatVector.broadcast(SPECIES, -R);
    FloatVector halfR = FloatVector.broadcast(SPECIES, R / 2);
    FloatVector minusHalfR = FloatVector.broadcast(SPECIES, -R / 2);
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
        x0.add(x1).add(x2).add(x3).add(x4).intoArray(y, out);
        x4.fma(minusR, x3.fma(r, x2.fma(minusHalfR, x1.mul(halfR))))
            .add(x5)
            .intoArray(y, out + toStep);
      }
    }
  }

  private static void twoOutputGradients(
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
    FloatVector r = FloatVector.broadcast(SPECIES, R);
    FloatVector minusR = FloatVector.broadcast(SPECIES, -R);
    FloatVector halfR = FloatVector.broadcast(SPECIES, R / 2);
    FloatVector minusHalfR = FloatVector.broadcast(SPECIES, -R / 2);
    for (int j = 0; j < tiles; j++) {
      for (int next = 0; next < n; next += LANES) {
        int c = Math.min(next, n - LANES);
        int in = at + j * apart + c;
        int out = to + j * toApart + c;
        FloatVector x0 = FloatVector.fromArray(SPECIES, x, in);
        FloatVector x1 = FloatVector.fromArray(SPECIES, x, in + step);
        x0.intoArray(y, out);
        x1.fma(halfR, x0).intoArray(y, out + toStep);
        x1.fma(minusHalfR, x0).intoArray(y, out + 2 * toStep);
        x1.fma(r, x0).intoArray(y, out + 3 * toStep);
        x1.fma(minusR, x0).intoArray(y, out + 4 * toStep);
        x1.intoArray(y, out + 5 * toStep);
      }
    }
  }

  private static void threeWeights(
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
    FloatVector minusTwoThirds = FloatVector.broadcast(SPECIES, -2 / 3f);
    FloatVector minusThirdR = FloatVector.broadcast(SPECIES, -R / 3);
    FloatVector thirdR = FloatVector.broadcast(SPECIES, R / 3);
    FloatVector minusThird = FloatVector.broadcast(SPECIES, -1 / 3f);
    FloatVector sixth = FloatVector.broadcast(SPECIES, 1 / 6f);
    FloatVector sixthR = FloatVector.broadcast(SPECIES, R / 6);
    FloatVector minusSixthR = FloatVector.broadcast(SPECIES, -R / 6);
    FloatVector third = FloatVector.broadcast(SPECIES, 1 / 3f);
    for (int j = 0; j < tiles; j++) {
      for (int next = 0; next < n; next += LANES) {
        int c = Math.min(next, n - LANES);
        int in = at + j * apart + c;
        int out = to + j * toApart + c;
        FloatVector x0 = FloatVector.fromArray(SPECIES, x, in);
        FloatVector x1 = FloatVector.fromArray(SPECIES, x, in + step);
        FloatVector x2 = FloatVector.fromArray(SPECIES, x, in + 2 * step);
        x0.intoArray(y, out);
        x2.fma(minusThird, x1.fma(minusThirdR, x0.mul(minusTwoThirds))).intoArray(y, out + toStep);
        x2.fma(minusThird, x1.fma(thirdR, x0.mul(minusTwoThirds))).intoArray(y, out + 2 * toStep);
        x2.fma(third, x1.fma(sixthR, x0.mul(sixth))).intoArray(y, out + 3 * toStep);
        x2.fma(third, x1.fma(minusSixthR, x0.mul(sixth))).intoArray(y, out + 4 * toStep);
        x2.intoArray(y, out + 5 * toStep);
      }
    }
  }

  private static void fiveWeights(
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
    FloatVector minusTwoThirds = FloatVector.broadcast(SPECIES, -2 / 3f);
    FloatVector minusThirdR = FloatVector.broadcast(SPECIES, -R / 3);
    FloatVector thirdR = FloatVector.broadcast(SPECIES, R / 3);
    FloatVector minusThird = FloatVector.broadcast(SPECIES, -1 / 3f);
    FloatVector minusSixthR = FloatVector.broadcast(SPECIES, -R / 6);
    FloatVector sixthR = FloatVector.broadcast(SPECIES, R / 6);
    FloatVector minusSixth = FloatVector.broadcast(SPECIES, -1 / 6f);
    FloatVector sixth = FloatVector.broadcast(SPECIES, 1 / 6f);
    FloatVector third = FloatVector.broadcast(SPECIES, 1 / 3f);
    FloatVector twoThirds = FloatVector.broadcast(SPECIES, 2 / 3f);
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
        FloatVector y0 = x0.mul(minusTwoThirds);
        x4.fma(minusSixth, x3.fma(minusSixthR, x2.fma(minusThird, x1.fma(minusThirdR, y0))))
            .intoArray(y, out + toStep);
        x4.fma(minusSixth, x3.fma(sixthR, x2.fma(minusThird, x1.fma(thirdR, y0))))
            .intoArray(y, out + 2 * toStep);
        FloatVector y1 = x0.mul(sixth);
        x4.fma(twoThirds, x3.fma(thirdR, x2.fma(third, x1.fma(sixthR, y1))))
            .intoArray(y, out + 3 * toStep);
        x4.fma(twoThirds, x3.fma(minusThirdR, x2.fma(third, x1.fma(minusSixthR, y1))))
            .intoArray(y, out + 4 * toStep);
        x4.intoArray(y, out + 5 * toStep);
      }
    }
  }
}
