package org.slope.core.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;

/** The loops of the Vector API have the bits of those that go element by element. */
class VectorLoopsTest {
  private static final VectorLoops VECTORS = Objects.requireNonNull(VectorLoops.find());
  private static final int LANES = VECTORS.lanes();
  private static final int WIDTH = 2 * LANES;
  private static final int STEP = WIDTH + 3;

  /** A loop, called on some numbers, which writes to the last of them. */
  record Case(String name, Loop loop) {
    @Override
    public String toString() {
      return name;
    }
  }

  interface Loop {
    void run(VectorLoops loops, float[] x, int[] at, float[] w, float[] y);
  }

  static Stream<Case> cases() {
    return Stream.of(
            IntStream.of(1, 2, 7, 15, 16, 17).boxed().flatMap(VectorLoopsTest::outputs),
            Stream.of(WinogradMap.values()).map(VectorLoopsTest::winograd),
            others())
        .flatMap(all -> all);
  }

  private static Stream<Case> outputs(int run) {
    return IntStream.of(0, 1, 3)
        .boxed()
        .flatMap(runs -> Stream.of(outputs(true, run, runs), outputs(false, run, runs)));
  }

  private static Case outputs(boolean isWide, int run, int runs) {
    return new Case(
        "add%s, %s runs of %s taps".formatted(isWide ? "Wide" : "Narrow", runs, run),
        (l, x, at, w, y) ->
            l.add(isWide, x, at, 2, 11, 3, run, runs, 9, w, 5, w, 3, 7, y, 1, STEP));
  }

  private static Stream<Case> others() {
    return Stream.of(
        gradients(true, VectorLoops.WIDE, 11),
        gradients(true, VectorLoops.NARROW, 11),
        gradients(true, VectorLoops.NARROW, 10),
        gradients(false, VectorLoops.NARROW, 11),
        new Case(
            "depthwise",
            (l, x, at, w, y) -> l.depthwise(x, at, 2, at, 9, 4, w, 5, WIDTH, y, 1, STEP)),
        new Case("maxima", (l, x, at, w, y) -> l.maxima(x, 8, 150, 3, LANES + 5, y)),
        new Case(
            "maximaGradients",
            (l, x, at, w, y) -> {
              float[] ties = new float[x.length];
              for (int i = 0; i < ties.length; i++) {
                ties[i] = i % 29 == 0 ? Float.NaN : Math.round(x[i]);
              }
              float[] maxima = new float[2 + 3 * (LANES + 5)];
              l.maxima(ties, 8, 150, 3, LANES + 5, maxima);
              l.maximaGradients(ties, 8, 150, 3, LANES + 5, true, maxima, w, y);
              float[] all = new float[y.length];
              l.maximaGradients(ties, 8, 150, 3, LANES + 5, false, maxima, w, all);
              System.arraycopy(all, 0, y, 280, 120);
            }),
        norm(true),
        norm(false),
        new Case("columnSums", (l, x, at, w, y) -> l.columnSums(x, 11, LANES + 5, y)),
        new Case(
            "columnDeviations",
            (l, x, at, w, y) -> {
              float[] squares = new float[LANES + 5];
              l.columnDeviations(x, 11, LANES + 5, w, y, squares);
              System.arraycopy(squares, 0, y, LANES + 5, LANES + 5);
            }),
        new Case(
            "norm",
            (l, x, at, w, y) -> {
              l.norm(x, 5, LANES + 5, true, w, y);
              System.arraycopy(y, 0, y, 6 * (LANES + 5), 5 * (LANES + 5));
              l.norm(x, 5, LANES + 5, false, w, y);
            }),
        new Case(
            "widen and narrow",
            (l, x, at, w, y) -> {
              double[] doubles = new double[LANES * 2 + 3];
              l.widen(x, doubles, doubles.length);
              for (int i = 0; i < doubles.length; i++) {
                doubles[i] /= 3;
              }
              doubles[7] = 1e300;
              doubles[8] = -1e-300;
              doubles[9] = Double.NaN;
              l.narrow(doubles, y, doubles.length);
            }));
  }

  private static Case gradients(boolean wide, int taps, int pixels) {
    return new Case(
        "addGradients, wide %s, %d taps, %d pixels".formatted(wide, taps, pixels),
        (l, x, at, w, y) -> l.addGradients(wide, taps, x, at, 2, pixels, 3, w, 5, STEP, y, 1));
  }

  /** Two tiles, which share results if they are added up. */
  private static Case winograd(WinogradMap map) {
    int n = map.adds() ? LANES : LANES + 5;
    int toStep = map.adds() ? STEP : 2 * STEP;
    int toApart = map.adds() ? 2 * STEP : LANES + 7;
    return new Case(
        "winograd, " + map,
        (l, x, at, w, y) -> l.winograd(map, x, 3, STEP, 7, 2, n, y, 1, toStep, toApart));
  }

  private static Case norm(boolean relu) {
    int channels = LANES + 3;
    return new Case(
        "normSums and normGradient, relu " + relu,
        (l, x, at, w, y) -> {
          float[] sums = new float[channels];
          l.normSums(x, w, 9, channels, relu, x, sums, y);
          System.arraycopy(sums, 0, y, channels, channels);
          float[] dx = new float[9 * channels];
          l.normGradient(x, w, 9, channels, relu, x, dx);
          System.arraycopy(dx, 0, y, 2 * channels, dx.length);
        });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void vectorsHaveTheBitsOfScalars(Case loop) {
    RandomGenerator random = Randoms.of(71, 0);
    float[] x = normal(random, 500);
    float[] w = normal(random, 51 * STEP + 5);
    float[] before = normal(random, 20 * STEP + 1);
    int[] at = random.ints(VectorLoops.NARROW + 2, 0, 100).toArray();
    float[] expected = before.clone();
    loop.loop.run(new ScalarLoops(VECTORS.lanes()), x, at, w, expected);
    float[] actual = before.clone();
    loop.loop.run(VECTORS, x, at, w, actual);
    assertArrayEquals(expected, actual);
    assertNotEquals(Arrays.hashCode(before), Arrays.hashCode(actual));
  }

  @Test
  void normsPoolWhereRowsFitTheCache() {
    assertTrue(CpuNorm.pools(VECTORS, Memory.array(DataType.FLOAT, 1, 64, 2, 256)));
    assertFalse(CpuNorm.pools(VECTORS, Memory.array(DataType.FLOAT, 1, 64, 2, 258)));
    assertFalse(CpuNorm.pools(VECTORS, Memory.array(DataType.FLOAT, 1, LANES - 1, 2, 4)));
    assertFalse(CpuNorm.pools(null, Memory.array(DataType.FLOAT, 1, 64, 2, 4)));
  }

  /** Kinds of kernels, and some of their loops. */
  static Stream<Arguments> kinds() {
    float[] x = new float[8 * WIDTH];
    float[] y = new float[VectorLoops.NARROW * WIDTH];
    double[] doubles = new double[8 * WIDTH];
    int[] at = new int[VectorLoops.NARROW];
    return Stream.of(
        kind(
            Vectors.CONVOLUTION,
            l -> {
              l.add(true, x, at, 0, 1, 1, 3, 2, 1, x, 0, y, 0, 0, y, 0, WIDTH);
              l.add(true, x, at, 0, 1, 1, 7, 1, 0, x, 0, y, 0, 0, y, 0, WIDTH);
              l.add(false, x, at, 0, 1, 1, 15, 1, 0, x, 0, y, 0, 0, y, 0, WIDTH);
            }),
        kind(
            Vectors.WINOGRAD,
            l ->
                l.winograd(
                    WinogradMap.TWO_OUTPUTS, x, 0, LANES, LANES, 2, LANES, y, 0, LANES, LANES)),
        kind(
            Vectors.CONVOLUTION,
            l -> {
              int taps = l.gradientTaps(true, VectorLoops.NARROW);
              l.addGradients(true, taps, x, at, 0, 3, 1, x, 0, WIDTH, y, 0);
              l.addGradients(true, VectorLoops.WIDE, x, at, 0, 3, 1, x, 0, WIDTH, y, 0);
              l.addGradients(false, VectorLoops.NARROW, x, at, 0, 3, 1, x, 0, WIDTH, y, 0);
            }),
        kind(Vectors.POOLING, l -> l.maxima(x, 0, 2 * WIDTH, 2, WIDTH, y)),
        kind(Vectors.POOLING, l -> l.maximaGradients(x, 0, 2 * WIDTH, 1, WIDTH, true, x, x, y)),
        kind(Vectors.BIAS, l -> l.columnSums(x, 7, WIDTH, y)),
        kind(Vectors.NORM, l -> l.norm(x, 7, WIDTH, true, x, y)),
        kind(Vectors.NORM, l -> l.normSums(x, x, 7, WIDTH, true, x, y, y)),
        kind(Vectors.NORM, l -> l.normGradient(x, x, 7, WIDTH, false, x, y)),
        kind(
            Vectors.CONVERSION,
            l -> {
              l.widen(x, doubles, x.length - 3);
              l.narrow(doubles, y, x.length - 3);
            }));
  }

  private static Arguments kind(Vectors kind, Consumer<VectorLoops> loop) {
    return Arguments.of(kind, loop);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void theLoopsAreReplacedOnceTheyAreCompiled(Vectors kind, Consumer<VectorLoops> loop)
      throws InterruptedException {
    long end = System.nanoTime() + 60_000_000_000L;
    while (kind.loops() instanceof ScalarLoops && System.nanoTime() < end) {
      Thread.sleep(10);
    }
    if (LANES >= 8) {
      VectorLoops loops = Objects.requireNonNull(kind.loops());
      assertSame(VECTORS.getClass(), loops.getClass());
      loop.accept(loops); // links the call
      var thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long before = thread.getCurrentThreadAllocatedBytes();
      loop.accept(loops);
      assertEquals(0, thread.getCurrentThreadAllocatedBytes() - before, "bytes of objects");
    }
  }

  private static float[] normal(RandomGenerator random, int n) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
