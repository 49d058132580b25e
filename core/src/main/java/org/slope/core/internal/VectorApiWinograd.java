package org.slope.core.internal;

import jdk.incubator.vector.FloatVector;

/**
 * The maps of Winograd's convolutions by Java's Vector API: the rows of {@link Winograd}'s
 * matrices, written out, and the factors other than 0 from left to right.
 */
abstract class VectorApiWinograd extends VectorApiEightPoints {
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
      case TWO_OUTPUTS -> outputs(2, x, at, step, apart, tiles, n, y, to, toStep, toApart);
      case THREE_OUTPUTS -> outputs(3, x, at, step, apart, tiles, n, y, to, toStep, toApart);
      case FOUR_OUTPUTS -> outputs(4, x, at, step, apart, tiles, n, y, to, toStep, toApart);
      case THREE_OUTPUT_GRADIENTS ->
          outputGradients(3, x, at, step, apart, tiles, n, y, to, toStep, toApart);
      case FOUR_OUTPUT_GRADIENTS ->
          outputGradients(4, x, at, step, apart, tiles, n, y, to, toStep, toApart);
      case THREE_WEIGHTS -> weights(3, x, at, step, apart, tiles, n, y, to, toStep, toApart);
      case FOUR_WEIGHTS -> weights(4, x, at, step, apart, tiles, n, y, to, toStep, toApart);
      case FIVE_WEIGHTS -> weights(5, x, at, step, apart, tiles, n, y, to, toStep, toApart);
      case THREE_WEIGHT_GRADIENTS ->
          weightGradients(3, x, at, step, apart, tiles, n, y, to, toStep, toApart);
      case FOUR_WEIGHT_GRADIENTS ->
          weightGradients(4, x, at, step, apart, tiles, n, y, to, toStep, toApart);
      case EIGHT_INPUTS -> eightInputs(x, at, step, apart, tiles, n, y, to, toStep, toApart);
      case EIGHT_INPUT_GRADIENTS ->
          eightInputGradients(x, at, step, apart, tiles, n, y, to, toStep, toApart);
      case EIGHT_TO_TWO_OUTPUTS ->
          eightOutputs(2, x, at, step, apart, tiles, n, y, to, toStep, toApart);
      case EIGHT_TO_FOUR_OUTPUTS ->
          eightOutputs(4, x, at, step, apart, tiles, n, y, to, toStep, toApart);
      case EIGHT_TO_FOUR_OUTPUT_GRADIENTS ->
          eightOutputGradients(x, at, step, apart, tiles, n, y, to, toStep, toApart);
      case FIVE_TO_EIGHT_WEIGHTS ->
          eightWeights(5, x, at, step, apart, tiles, n, y, to, toStep, toApart);
      case SEVEN_TO_EIGHT_WEIGHTS ->
          eightWeights(7, x, at, step, apart, tiles, n, y, to, toStep, toApart);
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

  /** Aᵀ: the powers of the points below the count; that of ∞ belongs to the last. */
  private static void outputs(
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
        FloatVector y1 = x4.fma(minusR, x3.fma(r, x2.fma(minusHalfR, x1.mul(halfR))));
        if (count == 2) {
          y1.add(x5).intoArray(y, out + toStep);
          continue;
        }
        y1.intoArray(y, out + toStep);
        FloatVector y2 = x4.fma(two, x3.fma(two, x2.fma(half, x1.mul(half))));
        if (count == 3) {
          y2.add(x5).intoArray(y, out + 2 * toStep);
          continue;
        }
        y2.intoArray(y, out + 2 * toStep);
        FloatVector y3 = x4.fma(minusTwoR, x3.fma(twoR, x2.fma(minusQuarterR, x1.mul(quarterR))));
        y3.add(x5).intoArray(y, out + 3 * toStep);
      }
    }
  }

  /** A: the same, transposed. */
  private static void outputGradients(
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
        x0.intoArray(y, out);
        FloatVector y1 = x1.fma(halfR, x0);
        FloatVector y2 = x1.fma(minusHalfR, x0);
        FloatVector y3 = x1.fma(r, x0);
        FloatVector y4 = x1.fma(minusR, x0);
        FloatVector x2 = FloatVector.fromArray(SPECIES, x, in + 2 * step);
        FloatVector z1 = x2.fma(half, y1);
        FloatVector z2 = x2.fma(half, y2);
        FloatVector z3 = x2.fma(two, y3);
        FloatVector z4 = x2.fma(two, y4);
        if (count == 3) {
          z1.intoArray(y, out + toStep);
          z2.intoArray(y, out + 2 * toStep);
          z3.intoArray(y, out + 3 * toStep);
          z4.intoArray(y, out + 4 * toStep);
          x2.intoArray(y, out + 5 * toStep);
          continue;
        }
        FloatVector x3 = FloatVector.fromArray(SPECIES, x, in + 3 * step);
        x3.fma(quarterR, z1).intoArray(y, out + toStep);
        x3.fma(minusQuarterR, z2).intoArray(y, out + 2 * toStep);
        x3.fma(twoR, z3).intoArray(y, out + 3 * toStep);
        x3.fma(minusTwoR, z4).intoArray(y, out + 4 * toStep);
        x3.intoArray(y, out + 5 * toStep);
      }
    }
  }

  /** G: the powers, divided. */
  private static void weights(
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
    FloatVector minusTwoThirds = FloatVector.broadcast(SPECIES, -2 / 3f);
    FloatVector minusThirdR = FloatVector.broadcast(SPECIES, -R / 3);
    FloatVector thirdR = FloatVector.broadcast(SPECIES, R / 3);
    FloatVector minusThird = FloatVector.broadcast(SPECIES, -1 / 3f);
    FloatVector sixth = FloatVector.broadcast(SPECIES, 1 / 6f);
    FloatVector sixthR = FloatVector.broadcast(SPECIES, R / 6);
    FloatVector minusSixthR = FloatVector.broadcast(SPECIES, -R / 6);
    FloatVector third = FloatVector.broadcast(SPECIES, 1 / 3f);
    FloatVector minusSixth = FloatVector.broadcast(SPECIES, -1 / 6f);
    FloatVector twoThirds = FloatVector.broadcast(SPECIES, 2 / 3f);
    for (int j = 0; j < tiles; j++) {
      for (int next = 0; next < n; next += LANES) {
        int c = Math.min(next, n - LANES);
        int in = at + j * apart + c;
        int out = to + j * toApart + c;
        FloatVector x0 = FloatVector.fromArray(SPECIES, x, in);
        FloatVector x1 = FloatVector.fromArray(SPECIES, x, in + step);
        FloatVector x2 = FloatVector.fromArray(SPECIES, x, in + 2 * step);
        x0.intoArray(y, out);
        FloatVector y1 = x2.fma(minusThird, x1.fma(minusThirdR, x0.mul(minusTwoThirds)));
        FloatVector y2 = x2.fma(minusThird, x1.fma(thirdR, x0.mul(minusTwoThirds)));
        FloatVector y3 = x2.fma(third, x1.fma(sixthR, x0.mul(sixth)));
        FloatVector y4 = x2.fma(third, x1.fma(minusSixthR, x0.mul(sixth)));
        if (count == 3) {
          y1.intoArray(y, out + toStep);
          y2.intoArray(y, out + 2 * toStep);
          y3.intoArray(y, out + 3 * toStep);
          y4.intoArray(y, out + 4 * toStep);
          x2.intoArray(y, out + 5 * toStep);
          continue;
        }
        FloatVector x3 = FloatVector.fromArray(SPECIES, x, in + 3 * step);
        FloatVector z1 = x3.fma(minusSixthR, y1);
        FloatVector z2 = x3.fma(sixthR, y2);
        FloatVector z3 = x3.fma(thirdR, y3);
        FloatVector z4 = x3.fma(minusThirdR, y4);
        if (count == 4) {
          z1.intoArray(y, out + toStep);
          z2.intoArray(y, out + 2 * toStep);
          z3.intoArray(y, out + 3 * toStep);
          z4.intoArray(y, out + 4 * toStep);
          x3.intoArray(y, out + 5 * toStep);
          continue;
        }
        FloatVector x4 = FloatVector.fromArray(SPECIES, x, in + 4 * step);
        x4.fma(minusSixth, z1).intoArray(y, out + toStep);
        x4.fma(minusSixth, z2).intoArray(y, out + 2 * toStep);
        x4.fma(twoThirds, z3).intoArray(y, out + 3 * toStep);
        x4.fma(twoThirds, z4).intoArray(y, out + 4 * toStep);
        x4.intoArray(y, out + 5 * toStep);
      }
    }
  }

  /** Gᵀ: the same, transposed. */
  private static void weightGradients(
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
        FloatVector x3 = FloatVector.fromArray(SPECIES, x, in + 3 * step);
        FloatVector x4 = FloatVector.fromArray(SPECIES, x, in + 4 * step);
        FloatVector x5 = FloatVector.fromArray(SPECIES, x, in + 5 * step);
        x4.fma(sixth, x3.fma(sixth, x2.fma(minusTwoThirds, x1.fma(minusTwoThirds, x0))))
            .intoArray(y, out);
        x4.fma(minusSixthR, x3.fma(sixthR, x2.fma(thirdR, x1.mul(minusThirdR))))
            .intoArray(y, out + toStep);
        FloatVector y2 = x4.fma(third, x3.fma(third, x2.fma(minusThird, x1.mul(minusThird))));
        if (count == 3) {
          y2.add(x5).intoArray(y, out + 2 * toStep);
          continue;
        }
        y2.intoArray(y, out + 2 * toStep);
        FloatVector y3 = x4.fma(minusThirdR, x3.fma(thirdR, x2.fma(sixthR, x1.mul(minusSixthR))));
        y3.add(x5).intoArray(y, out + 3 * toStep);
      }
    }
  }
}
