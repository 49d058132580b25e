package org.slope.core.internal;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops that go over arrays once, by Java's Vector API. Where channels do not fill the last
 * vector, it begins so that it ends with them, and some are computed twice. No loop calls a method
 * of ours for a part of its vectors: compiled before that has run often enough, it would make
 * objects for ever.
 */
abstract class VectorApiSweeps implements VectorLoops {
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  static final int LANES = SPECIES.length();
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  public void maxima(float[] x, int first, int below, int windows, int channels, float[] y) {
    int whole = channels - LANES;
    for (int j = 0; j < windows; j++) {
      int out = first / 4 + j * channels;
      int at = first + 2 * j * channels;
      for (int next = 0; next < channels; next += LANES) {
        int c = Math.min(next, whole); // the last vector begins where it ends with the channels
        FloatVector a = FloatVector.fromArray(SPECIES, x, at + c);
        FloatVector b = FloatVector.fromArray(SPECIES, x, at + channels + c);
        FloatVector d = FloatVector.fromArray(SPECIES, x, below + at + c);
        FloatVector e = FloatVector.fromArray(SPECIES, x, below + at + channels + c);
        a.max(b).max(d.max(e)).intoArray(y, out + c);
      }
    }
  }

  @Override
  public void maximaGradients(
      float[] x,
      int first,
      int below,
      int windows,
      int channels,
      boolean clipped,
      float[] y,
      float[] dy,
      float[] dx) {
    VectorMask<Float> all = SPECIES.maskAll(!clipped);
    FloatVector zero = FloatVector.zero(SPECIES);
    int whole = channels - LANES;
    for (int j = 0; j < windows; j++) {
      int out = first / 4 + j * channels;
      int at = first + 2 * j * channels;
      for (int next = 0; next < channels; next += LANES) {
        int c = Math.min(next, whole);
        FloatVector max = FloatVector.fromArray(SPECIES, y, out + c);
        // what is left for the taps to take: the gradients where y > 0, or all of them
        VectorMask<Float> kept = max.compare(VectorOperators.GT, zero).or(all);
        FloatVector rest = zero.blend(FloatVector.fromArray(SPECIES, dy, out + c), kept);
        FloatVector a = FloatVector.fromArray(SPECIES, x, at + c);
        VectorMask<Float> aMax = a.compare(VectorOperators.EQ, max);
        VectorMask<Float> aNan = a.compare(VectorOperators.NE, a);
        zero.blend(rest, aMax).blend(rest, aNan).intoArray(dx, at + c);
        rest = rest.blend(zero, aMax).blend(zero, aNan);
        FloatVector b = FloatVector.fromArray(SPECIES, x, at + channels + c);
        VectorMask<Float> bMax = b.compare(VectorOperators.EQ, max);
        VectorMask<Float> bNan = b.compare(VectorOperators.NE, b);
        zero.blend(rest, bMax).blend(rest, bNan).intoArray(dx, at + channels + c);
        rest = rest.blend(zero, bMax).blend(zero, bNan);
        FloatVector d = FloatVector.fromArray(SPECIES, x, below + at + c);
        VectorMask<Float> dMax = d.compare(VectorOperators.EQ, max);
        VectorMask<Float> dNan = d.compare(VectorOperators.NE, d);
        zero.blend(rest, dMax).blend(rest, dNan).intoArray(dx, below + at + c);
        rest = rest.blend(zero, dMax).blend(zero, dNan);
        FloatVector e = FloatVector.fromArray(SPECIES, x, below + at + channels + c);
        VectorMask<Float> eMax = e.compare(VectorOperators.EQ, max);
        VectorMask<Float> eNan = e.compare(VectorOperators.NE, e);
        zero.blend(rest, eMax).blend(rest, eNan).intoArray(dx, below + at + channels + c);
      }
    }
  }

  // half of a vector of floats is one of doubles; the other half is taken, or overwritten, next

  @Override
  public void widen(float[] x, double[] y, int n) {
    int i = 0;
    for (; i <= n - LANES; i += DOUBLES.length()) {
      FloatVector.fromArray(SPECIES, x, i)
          .convertShape(VectorOperators.F2D, DOUBLES, 0)
          .reinterpretAsDoubles()
          .intoArray(y, i);
    }
    ScalarLoops.widen(x, y, i, n);
  }

  @Override
  public void narrow(double[] x, float[] y, int n) {
    int i = 0;
    for (; i <= n - LANES; i += DOUBLES.length()) {
      DoubleVector.fromArray(DOUBLES, x, i)
          .convertShape(VectorOperators.D2F, SPECIES, 0)
          .reinterpretAsFloats()
          .intoArray(y, i);
    }
    ScalarLoops.narrow(x, y, i, n);
  }

  /** In four parts, so that one addition need not wait for the last. */
  @Override
  public void columnSums(float[] x, int rows, int channels, float[] sums) {
    int end = rows * channels;
    for (int next = 0; next < channels; next += LANES) {
      int c = Math.min(next, channels - LANES);
      FloatVector a0 = FloatVector.zero(SPECIES);
      FloatVector a1 = FloatVector.zero(SPECIES);
      FloatVector a2 = FloatVector.zero(SPECIES);
      FloatVector a3 = FloatVector.zero(SPECIES);
      int i = c;
      for (; i + 3 * channels < end; i += 4 * channels) {
        a0 = a0.add(FloatVector.fromArray(SPECIES, x, i));
        a1 = a1.add(FloatVector.fromArray(SPECIES, x, i + channels));
        a2 = a2.add(FloatVector.fromArray(SPECIES, x, i + 2 * channels));
        a3 = a3.add(FloatVector.fromArray(SPECIES, x, i + 3 * channels));
      }
      for (; i < end; i += channels) {
        a0 = a0.add(FloatVector.fromArray(SPECIES, x, i));
      }
      a0.add(a1).add(a2.add(a3)).intoArray(sums, c);
    }
  }

  @Override
  public void columnDeviations(
      float[] x, int rows, int channels, float[] mean, float[] deviations, float[] squares) {
    int end = rows * channels;
    for (int next = 0; next < channels; next += LANES) {
      int c = Math.min(next, channels - LANES);
      FloatVector m = FloatVector.fromArray(SPECIES, mean, c);
      FloatVector sum = FloatVector.zero(SPECIES);
      FloatVector square = FloatVector.zero(SPECIES);
      for (int i = c; i < end; i += channels) {
        FloatVector d = FloatVector.fromArray(SPECIES, x, i).sub(m);
        sum = sum.add(d);
        square = square.add(d.mul(d));
      }
      sum.intoArray(deviations, c);
      square.intoArray(squares, c);
    }
  }

  @Override
  public void norm(float[] x, int rows, int channels, boolean relu, float[] values, float[] y) {
    float bound = relu ? 0 : Float.NEGATIVE_INFINITY;
    FloatVector least = FloatVector.broadcast(SPECIES, bound);
    for (int next = 0; next < channels; next += LANES) {
      int c = Math.min(next, channels - LANES);
      FloatVector mean = FloatVector.fromArray(SPECIES, values, c);
      FloatVector scale = FloatVector.fromArray(SPECIES, values, channels + c);
      FloatVector shift = FloatVector.fromArray(SPECIES, values, 2 * channels + c);
      for (int i = c; i < rows * channels; i += channels) {
        FloatVector deviation = FloatVector.fromArray(SPECIES, x, i).sub(mean);
        deviation.mul(scale).add(shift).max(least).intoArray(y, i);
      }
    }
  }

  @Override
  public void normSums(
      float[] x,
      float[] dy,
      int rows,
      int channels,
      boolean relu,
      float[] values,
      float[] sumDy,
      float[] sumDyNormalized) {
    VectorMask<Float> all = SPECIES.maskAll(!relu);
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int next = 0; next < channels; next += LANES) {
      int c = Math.min(next, channels - LANES);
      FloatVector mean = FloatVector.fromArray(SPECIES, values, c);
      FloatVector scale = FloatVector.fromArray(SPECIES, values, channels + c);
      FloatVector shift = FloatVector.fromArray(SPECIES, values, 2 * channels + c);
      FloatVector slope = FloatVector.fromArray(SPECIES, values, 3 * channels + c);
      FloatVector sum = zero;
      FloatVector product = zero;
      for (int i = c; i < rows * channels; i += channels) {
        FloatVector deviation = FloatVector.fromArray(SPECIES, x, i).sub(mean);
        FloatVector y = deviation.mul(scale).add(shift);
        VectorMask<Float> kept = y.compare(VectorOperators.GT, zero).or(all);
        FloatVector d = zero.blend(FloatVector.fromArray(SPECIES, dy, i), kept);
        sum = sum.add(d);
        product = product.add(d.mul(deviation.mul(slope)));
      }
      sum.intoArray(sumDy, c);
      product.intoArray(sumDyNormalized, c);
    }
  }

  @Override
  public void normGradient(
      float[] x, float[] dy, int rows, int channels, boolean relu, float[] values, float[] dx) {
    VectorMask<Float> all = SPECIES.maskAll(!relu);
    FloatVector zero = FloatVector.zero(SPECIES);
    for (int next = 0; next < channels; next += LANES) {
      int c = Math.min(next, channels - LANES);
      FloatVector mean = FloatVector.fromArray(SPECIES, values, c);
      FloatVector scale = FloatVector.fromArray(SPECIES, values, channels + c);
      FloatVector shift = FloatVector.fromArray(SPECIES, values, 2 * channels + c);
      FloatVector slope = FloatVector.fromArray(SPECIES, values, 3 * channels + c);
      FloatVector meanDy = FloatVector.fromArray(SPECIES, values, 4 * channels + c);
      for (int i = c; i < rows * channels; i += channels) {
        FloatVector deviation = FloatVector.fromArray(SPECIES, x, i).sub(mean);
        FloatVector y = deviation.mul(scale).add(shift);
        VectorMask<Float> kept = y.compare(VectorOperators.GT, zero).or(all);
        FloatVector d = zero.blend(FloatVector.fromArray(SPECIES, dy, i), kept);
        scale.mul(d.sub(meanDy).sub(deviation.mul(slope))).intoArray(dx, i);
      }
    }
  }
}
