package org.slope.core.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What every set of kernels passes: each kernel, forward and backward, equals the {@link Oracle} on
 * random sizes, and gives PyTorch's values. Subclass it with the set. Windows of random geometry
 * are {@link WindowPropertiesTest}'s.
 */
abstract class KernelsContract extends PyTorchKernelsContract {
  private static final int CASES = 40;

  KernelsContract(KernelSet set) {
    super(set);
  }

  @Test
  void linear() {
    for (int seed = 0; seed < CASES; seed++) {
      Probe p = probe(seed);
      boolean large = seed % 10 == 0;
      linear(p, p.between(1, large ? 70 : 6), p.between(1, large ? 300 : 9), p.between(1, 40));
    }
    linear(probe(1000), 64, 800, 500);
  }

  private void linear(Probe p, int batch, int inputs, int outputs) {
    boolean bias = p.random.nextBoolean();
    boolean relu = p.random.nextBoolean();
    boolean scaled = p.random.nextBoolean();
    p.describe("linear", batch, inputs, outputs, "bias", bias, "relu", relu, "scaled", scaled);
    Tensor x = p.normal(batch, inputs);
    Tensor w = p.normal(outputs, inputs);
    Tensor b = p.normal(outputs);
    INDArray y = p.out(batch, outputs);
    Tensor scale = p.normal(outputs);
    Finish finish = new Finish(bias ? p.in(b) : null, scaled ? p.norm(scale) : null, relu);
    kernels().linear(p.in(x), p.in(w), finish, y);
    Tensor expected = Oracle.linear(x, w, scaled ? scale : null, bias ? b : null, relu);
    p.assertClose("y", expected, y, scaled ? 1 + scale.largest() : 0);

    Tensor dy = p.normal(batch, outputs);
    Tensor dx = Tensor.like(x);
    Tensor dw = p.normal(outputs, inputs);
    Tensor db = p.normal(outputs);
    INDArray actualDx = p.random.nextInt(4) == 0 ? null : p.out(batch, inputs);
    INDArray actualDw = p.inOut(dw);
    INDArray actualDb = bias ? p.inOut(db) : null;
    kernels().linearBackward(p.in(dy), p.in(x), p.in(w), actualDx, actualDw, actualDb);
    Oracle.linearBackward(dy, x, w, dx, dw, db);
    p.assertCloseIfGiven("dx", dx, actualDx);
    p.assertCloseIfGiven("dw", dw, actualDw);
    p.assertCloseIfGiven("db", db, actualDb);
    p.done();
  }

  @Test
  void convolutionsOfRealNetworks() {
    Window five = Geometry.dense(5, 5);
    Window same = new Window(3, 3, 1, 1, 1, 1, 1, 1, 1, 1);
    Window halving = new Window(3, 3, 2, 2, 1, 1, 1, 1, 1, 1);
    conv2d(probe(1), Geometry.of(five, 28, 28), 3, 1, 20, 1);
    conv2d(probe(2), Geometry.of(five, 12, 12), 3, 20, 50, 1);
    conv2d(probe(3), Geometry.of(same, 32, 32), 2, 3, 16, 1);
    conv2d(probe(4), Geometry.of(same, 8, 8), 2, 33, 17, 1);
    conv2d(probe(5), Geometry.of(halving, 9, 9), 2, 24, 24, 24);
    conv2d(probe(6), Geometry.of(halving, 15, 14), 2, 32, 16, 4);
    conv2d(probe(7), Geometry.of(Geometry.dense(1, 1), 14, 14), 5, 32, 48, 1);
    conv2d(probe(8), Geometry.of(Geometry.strided(2, 2), 16, 16), 2, 16, 32, 1);
    conv2d(probe(9), Geometry.of(new Window(7, 7, 2, 2, 1, 1, 3, 3, 3, 3), 40, 40), 1, 3, 8, 1);
    conv2d(probe(10), Geometry.of(same, 14, 14), 21, 512, 16, 1);
    conv2d(probe(11), Geometry.of(same, 8, 8), 3, 15, 10, 5);
    conv2d(probe(12), Geometry.of(same, 8, 8), 3, 7 * 13, 7 * 5, 7);
  }

  @Test
  void poolingOfRealNetworks() {
    for (int seed = 1000; seed < 1020; seed++) {
      // as many channels as a vector has, some more and some fewer
      maxPool(probe(seed), Geometry.of(Geometry.strided(2, 2), 12, 10), 3, 14 + seed % 20);
    }
    maxPool(probe(1001), Geometry.of(new Window(3, 3, 2, 2, 1, 1, 1, 1, 1, 1), 17, 16), 3, 33);
    avgPool(probe(1000), Geometry.of(Geometry.strided(2, 2), 24, 24), 3, 20);
    avgPool(probe(1001), Geometry.of(Geometry.dense(28, 28), 28, 28), 2, 5);
  }

  /** The first column of windows with a single tap inside lies two before the image. */
  @Test
  void poolingOfTapsThatAllMiss() {
    Geometry sparse = Geometry.of(new Window(1, 3, 1, 1, 1, 2, 0, 2, 0, 2), 1, 1);
    maxPool(probe(1), sparse, 1, 1);
    avgPool(probe(1), sparse, 1, 1);
  }

  private void conv2d(Probe p, Geometry g, int batch, int in, int out, int groups) {
    WindowChecks.conv2d(kernels(), p, g, batch, in, out, groups);
  }

  private void maxPool(Probe p, Geometry g, int batch, int channels) {
    WindowChecks.maxPool(kernels(), p, g, batch, channels);
  }

  private void avgPool(Probe p, Geometry g, int batch, int channels) {
    WindowChecks.avgPool(kernels(), p, g, batch, channels);
  }

  private static int channels(Probe p) {
    return p.random.nextInt(4) == 0 ? p.between(15, 40) : p.between(1, 5);
  }

  /** [n, c] or [n, c, h, w]; sizes 1 are likely. */
  private static int[] shape(Probe p, int multipleOf) {
    int n = p.random.nextInt(4) == 0 ? 1 : p.between(1, 40);
    int c = p.random.nextInt(5) == 0 ? 1 : channels(p);
    return p.random.nextBoolean()
        ? new int[] {n, c * multipleOf}
        : new int[] {Math.min(n, 4), c * multipleOf, p.between(1, 7), p.between(1, 7)};
  }

  @Test
  void batchNorm() {
    for (int seed = 0; seed < CASES; seed++) {
      Probe p = probe(seed);
      batchNorm(p, false, shape(p, 1));
    }
    batchNorm(probe(1000), false, 8, 20, 24, 24);
    batchNorm(probe(1001), false, 6000, 3);
  }

  @Test
  void batchNormWithPooling() {
    for (int seed = 0; seed < CASES; seed++) {
      Probe p = probe(seed);
      batchNorm(p, true, p.between(1, 5), channels(p), 2 * p.between(1, 5), 2 * p.between(1, 5));
    }
    batchNorm(probe(1000), true, 8, 20, 24, 24);
    batchNorm(probe(1001), true, 40, 35, 2, 6);
  }

  private void batchNorm(Probe p, boolean pooled, int... shape) {
    boolean affine = p.random.nextBoolean();
    boolean relu = p.random.nextBoolean();
    boolean batchStatistics = p.random.nextBoolean();
    double epsilon = p.choose(1e-5, 1e-3);
    p.describe("batchNorm", pooled, shape, affine, relu, batchStatistics, epsilon);
    int c = shape[1];
    Tensor x = p.normalAround(p.choose(0, 100), shape);
    INDArray actualMean = p.out(c);
    INDArray actualVariance = p.out(c);
    kernels().channelMoments(p.in(x), actualMean, actualVariance);
    Tensor mean = Oracle.channelMean(x);
    Tensor variance = Oracle.channelVariance(x);
    // the oracle's own sums of values around 100 are right to 1e-14 of them
    p.assertClose("mean", mean, actualMean, 1);
    p.assertClose("variance", variance, actualVariance, 1);

    mean = p.rounded(mean);
    variance = p.rounded(variance);
    Tensor gamma = affine ? p.normal(c) : null;
    Tensor beta = affine ? p.normal(c) : null;
    int[] outShape = pooled ? new int[] {shape[0], c, shape[2] / 2, shape[3] / 2} : shape;
    INDArray y = p.out(outShape);
    kernels()
        .batchNorm(
            p.in(x), p.in(mean), p.in(variance), in(p, gamma), in(p, beta), epsilon, relu, y);
    Tensor expected = Oracle.batchNorm(x, mean, variance, gamma, beta, epsilon, relu);
    double factor = (gamma == null ? 1 : gamma.largest()) / Math.sqrt(smallest(variance) + epsilon);
    Tensor dy = p.normal(outShape);
    Tensor dNorm = pooled ? Tensor.like(x) : dy;
    p.assertClose("y", pooled ? pairs(expected, dy, dNorm) : expected, y, 1);

    Tensor kept = dNorm.copy();
    Arrays.setAll(kept.values, k -> relu && expected.values[k] <= 0 ? 0 : dNorm.values[k]);
    Tensor dx = Tensor.like(x);
    Tensor dGamma = p.normal(c);
    Tensor dBeta = p.normal(c);
    boolean inPlace = !pooled && p.random.nextInt(4) == 0;
    INDArray actualDy = inPlace ? p.inOut(dy) : p.in(dy);
    INDArray actualDx = inPlace ? actualDy : p.random.nextInt(4) == 0 ? null : p.out(shape);
    INDArray actualDGamma = affine ? p.inOut(dGamma) : null;
    INDArray actualDBeta = affine ? p.inOut(dBeta) : null;
    kernels()
        .batchNormBackward(
            actualDy,
            p.in(x),
            p.in(mean),
            p.in(variance),
            in(p, gamma),
            in(p, beta),
            epsilon,
            relu,
            batchStatistics,
            actualDx,
            actualDGamma,
            actualDBeta);
    Oracle.batchNormBackward(
        kept, x, mean, variance, gamma, epsilon, batchStatistics, dx, dGamma, dBeta);
    if (actualDx != null) {
      p.assertClose("dx", dx, actualDx, dy.largest() * factor);
    }
    p.assertCloseIfGiven("dGamma", dGamma, actualDGamma);
    p.assertCloseIfGiven("dBeta", dBeta, actualDBeta);
    p.done();
  }

  /** Returns the maxima of two by two pixels; adds dy to the first of each. */
  private static Tensor pairs(Tensor x, Tensor dy, Tensor dx) {
    return Oracle.maxPool(
        x, Window.PAIRS, Double.NEGATIVE_INFINITY, dy.size(2), dy.size(3), dy, dx);
  }

  private static double smallest(Tensor t) {
    return Arrays.stream(t.values).min().orElse(0);
  }

  private static @Nullable INDArray in(Probe p, @Nullable Tensor t) {
    return t == null ? null : p.in(t);
  }

  /** What rounding leaves of the sums must not count as variance. */
  @Test
  void momentsOfEqualValuesAround1000() {
    Probe p = probe(0);
    Tensor x = Tensor.zeros(3, 16, 16, 16);
    Arrays.fill(x.values, 1000.1);
    INDArray mean = p.out(16);
    INDArray variance = p.out(16);
    kernels().channelMoments(p.in(x), mean, variance);
    for (int c = 0; c < 16; c++) {
      assertEquals(1000.1, mean.getDouble(c), 1e-4); // a float has 6e-5 there
      assertEquals(0, variance.getDouble(c), 1e-9); // of the sums as they were: 1e-6
    }
    p.done();
  }

  @Test
  void groupNormalize() {
    for (int seed = 0; seed < CASES; seed++) {
      Probe p = probe(seed);
      int groups = p.random.nextInt(3) == 0 ? 1 : p.between(1, 4);
      groupNormalize(p, groups, shape(p, groups));
    }
    groupNormalize(probe(1000), 1, 64, 500);
    groupNormalize(probe(1001), 4, 2, 32, 16, 16);
  }

  private void groupNormalize(Probe p, int groups, int... shape) {
    double epsilon = p.choose(1e-5, 1e-3);
    p.describe("groupNormalize", shape, groups, epsilon);
    Tensor x = p.normalAround(p.choose(0, 10), shape);
    Tensor inverse = Tensor.zeros(shape[0], groups);
    Tensor normalized = Oracle.groupNormalize(x, groups, epsilon, inverse);
    INDArray actualNormalized = p.out(shape);
    INDArray actualInverse = p.out(shape[0], groups);
    kernels().groupNormalize(p.in(x), groups, epsilon, actualNormalized, actualInverse);
    p.assertClose("normalized", normalized, actualNormalized, 1);
    p.assertClose("inverse", inverse, actualInverse);

    normalized = p.rounded(normalized);
    inverse = p.rounded(inverse);
    Tensor dNormalized = p.normal(shape);
    INDArray dx = p.out(shape);
    kernels()
        .groupNormalizeBackward(p.in(dNormalized), p.in(normalized), groups, p.in(inverse), dx);
    Tensor expected = Oracle.groupNormalizeBackward(dNormalized, normalized, groups, inverse);
    p.assertClose("dx", expected, dx, dNormalized.largest() * inverse.largest());
    p.done();
  }

  @Test
  void scaleShift() {
    for (int seed = 0; seed < CASES; seed++) {
      Probe p = probe(seed);
      int[] shape = shape(p, 1);
      int[] element =
          switch (p.between(0, shape.length == 4 ? 2 : 0)) {
            case 1 -> new int[] {shape[2], shape[3]};
            case 2 -> new int[] {shape[1], shape[2], shape[3]};
            default -> new int[] {shape[1]};
          };
      p.describe("scaleShift", shape, element);
      Tensor x = p.normal(shape);
      Tensor scale = p.normal(element);
      Tensor shift = p.normal(element);
      INDArray y = p.out(shape);
      kernels().scaleShift(p.in(x), p.in(scale), p.in(shift), y);
      p.assertClose("y", Oracle.scaleShift(x, scale, shift), y, 1);

      Tensor dy = p.normal(shape);
      Tensor dx = Tensor.like(x);
      Tensor dScale = p.normal(element);
      Tensor dShift = p.normal(element);
      INDArray actualDx = p.out(shape);
      INDArray actualDScale = p.inOut(dScale);
      INDArray actualDShift = p.inOut(dShift);
      kernels()
          .scaleShiftBackward(p.in(dy), p.in(x), p.in(scale), actualDx, actualDScale, actualDShift);
      Oracle.scaleShiftBackward(dy, x, scale, dx, dScale, dShift);
      p.assertClose("dx", dx, actualDx);
      p.assertClose("dScale", dScale, actualDScale, 1);
      p.assertClose("dShift", dShift, actualDShift, 1);
      p.done();
    }
  }

  @Test
  void softmax() {
    for (int seed = 0; seed < CASES; seed++) {
      Probe p = probe(seed);
      int[] shape = shape(p, 1);
      p.describe("softmax", shape);
      Tensor x = p.normalAround(p.choose(0, 1000, -1000), shape);
      Tensor y = Oracle.softmax(x);
      INDArray actualY = p.out(shape);
      kernels().softmax(p.in(x), actualY);
      p.assertClose("y", y, actualY);

      y = p.rounded(y);
      Tensor dy = p.normal(shape);
      INDArray dx = p.out(shape);
      kernels().softmaxBackward(p.in(dy), p.in(y), dx);
      p.assertClose("dx", Oracle.softmaxBackward(dy, y), dx, dy.largest() * y.largest());
      p.done();
    }
  }

  @Test
  void relu() {
    for (int seed = 0; seed < CASES; seed++) {
      Probe p = probe(seed);
      int[] shape = seed % 10 == 0 ? new int[] {17, 1000} : shape(p, 1);
      boolean inPlace = p.random.nextBoolean();
      p.describe("relu", shape, "in place", inPlace);
      Tensor x = p.normal(shape);
      x.values[p.random.nextInt(x.values.length)] = 0;
      x.values[p.random.nextInt(x.values.length)] = Double.POSITIVE_INFINITY;
      x.values[p.random.nextInt(x.values.length)] = Double.NEGATIVE_INFINITY;
      x.values[p.random.nextInt(x.values.length)] = Double.NaN;
      Tensor y = x.copy();
      Arrays.setAll(y.values, k -> x.values[k] < 0 ? 0 : x.values[k]);
      INDArray actualX = inPlace ? p.inOut(x) : p.in(x);
      INDArray actualY = inPlace ? actualX : p.out(shape);
      kernels().relu(actualX, actualY);
      p.assertClose("y", y, actualY);

      Arrays.setAll(y.values, k -> Double.isFinite(y.values[k]) ? y.values[k] : 1);
      Tensor dy = p.normal(shape);
      dy.values[p.random.nextInt(dy.values.length)] = Double.POSITIVE_INFINITY;
      Tensor dx = dy.copy();
      Arrays.setAll(dx.values, k -> y.values[k] > 0 ? dy.values[k] : 0);
      INDArray actualDy = inPlace ? p.inOut(dy) : p.in(dy);
      INDArray actualDx = inPlace ? actualDy : p.out(shape);
      kernels().reluBackward(actualDy, p.in(y), actualDx);
      p.assertClose("dx", dx, actualDx);
      p.done();
    }
  }

  /** {@code f(x) = x² + x}, with a derivative that needs the right x and the right y. */
  private static final Activation SQUARE_PLUS =
      new Activation() {
        @Override
        public double value(double x) {
          return x * x + x;
        }

        @Override
        public double derivative(double x, double y) {
          return 2 * x + 1 + (y - x * x - x);
        }
      };

  @Test
  void activation() {
    for (int seed = 0; seed < CASES; seed++) {
      Probe p = probe(seed);
      int[] shape = seed % 10 == 0 ? new int[] {17, 1000} : shape(p, 1);
      p.describe("activation", shape);
      Tensor x = p.normal(shape);
      Tensor y = Tensor.like(x);
      Arrays.setAll(y.values, k -> SQUARE_PLUS.value(x.values[k]));
      INDArray actualY = p.out(shape);
      kernels().activation(SQUARE_PLUS, p.in(x), actualY);
      p.assertClose("y", y, actualY);

      Tensor dy = p.normal(shape);
      Tensor dx = Tensor.like(x);
      Arrays.setAll(
          dx.values, k -> dy.values[k] * SQUARE_PLUS.derivative(x.values[k], y.values[k]));
      INDArray actualDx = p.out(shape);
      kernels().activationBackward(SQUARE_PLUS, p.in(dy), p.in(x), p.in(y), actualDx);
      p.assertClose("dx", dx, actualDx);
      p.done();
    }
  }

  @Test
  void addAndMultiply() {
    for (int seed = 0; seed < CASES; seed++) {
      Probe p = probe(seed);
      int[] shape = seed % 10 == 0 ? new int[] {17, 1000} : shape(p, 1);
      boolean multiply = p.random.nextBoolean();
      int into = p.between(0, 2);
      p.describe(multiply ? "multiply" : "add", shape, into);
      Tensor x = p.normal(shape);
      Tensor y = p.normal(shape);
      Tensor z = Tensor.like(x);
      Arrays.setAll(
          z.values, k -> multiply ? x.values[k] * y.values[k] : x.values[k] + y.values[k]);
      INDArray actualX = into == 1 ? p.inOut(x) : p.in(x);
      INDArray actualY = into == 2 ? p.inOut(y) : p.in(y);
      INDArray actualZ = into == 1 ? actualX : into == 2 ? actualY : p.out(shape);
      if (multiply) {
        kernels().multiply(actualX, actualY, actualZ);
      } else {
        kernels().add(actualX, actualY, actualZ);
      }
      p.assertClose("z", z, actualZ);
      p.done();
    }
  }

  @Test
  void reshape() {
    int[][] shapes = {
      {2, 60},
      {2, 3, 4, 5},
      {2, 5, 4, 3},
      {2, 3, 20},
      {120, 1},
      {1, 120},
      {2, 60, 1, 1},
      {1, 2, 60, 1},
      {120},
      {2, 1, 6, 10},
      {2, 2, 3, 10}
    };
    for (int[] from : shapes) {
      for (int[] to : shapes) {
        Probe p = probe(1);
        p.describe("reshape", from, to);
        Tensor x = p.normal(from);
        INDArray y = p.out(to);
        kernels().reshape(p.in(x), y);
        p.assertClose("y", new Tensor(x.values, to), y);
        p.done();
      }
    }
  }

  /** An arena is rewound between passes: the second finds the first one's values in its arrays. */
  @Test
  void aReplayedArenaGivesTheSameBits() {
    Arena arena = new Arena(set.type);
    Probe p = probe(5);
    Window window = new Window(3, 3, 1, 1, 1, 1, 1, 0, 1, 2);
    Tensor x = p.normal(2, 4, 7, 6);
    Tensor w = p.normal(6, 2, 3, 3);
    Tensor dy = p.normal(2, 6, 7, 6);
    double[][] results = new double[3][];
    for (int pass = 0; pass < 3; pass++) {
      arena.rewind();
      Kernels kernels = set.kernels(arena);
      INDArray y = p.out(2, 6, 7, 6);
      kernels.conv2d(p.in(x), p.in(w), Finish.NONE, window, 2, 0.5, y);
      INDArray pooled = p.out(2, 6, 5, 6);
      kernels.maxPool(y, new Window(3, 3, 1, 1, 1, 1, 0, 1, 0, 1), 0, pooled);
      INDArray dx = p.out(2, 4, 7, 6);
      INDArray dw = p.inOut(Tensor.like(w));
      kernels.conv2dBackward(p.in(dy), p.in(x), p.in(w), window, 2, 0.5, dx, dw, null);
      results[pass] =
          Stream.of(y, pooled, dx, dw)
              .flatMapToDouble(a -> Arrays.stream(Memory.toDoubles(a)))
              .toArray();
    }
    assertArrayEquals(results[0], results[1]);
    assertArrayEquals(results[0], results[2]);
    p.done();
  }
}
