package org.slope.core.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Each kernel, on shapes of several chunks: bits at any number of threads, and no growth. */
class CpuKernelsThreadsTest {
  private static final Window SAME = new Window(3, 3, 1, 1, 1, 1, 1, 1, 1, 1);
  private static final Window HALF = new Window(3, 3, 2, 2, 1, 1, 1, 1, 1, 1);
  private static final Window SEVEN = new Window(7, 7, 1, 1, 1, 1, 3, 3, 3, 3);
  private static final Window POINT = new Window(1, 1, 1, 1, 1, 1, 0, 0, 0, 0);
  private static final Activation SIGMOID =
      new Activation() {
        @Override
        public double value(double x) {
          return 1 / (1 + Math.exp(-x));
        }

        @Override
        public double derivative(double x, double y) {
          return y * (1 - y);
        }
      };

  /** A kernel, with arrays that hold the same numbers each time. */
  record Case(KernelSet set, String name, BiConsumer<Kernels, Arrays> body) {
    Case(String name, BiConsumer<Kernels, Arrays> body) {
      this(KernelSet.CPU, name, body);
    }

    Case withVectors() {
      return new Case(KernelSet.CPU_WITH_VECTORS, name, body);
    }

    @Override
    public String toString() {
      return name + " by " + set;
    }

    private static void convolution(
        Kernels k, Arrays a, Window window, int in, int out, int groups, int size) {
      INDArray x = a.normal(9, in, 20, 20);
      INDArray w = a.normal(out, in / groups, window.rows(), window.columns());
      Finish.Norm norm = new Finish.Norm(a.normal(out), a.squares(out), a.normal(out), null, 0.1);
      Finish finish = new Finish(a.normal(out), norm, true);
      k.conv2d(x, w, finish, window, groups, 0, a.out(9, out, size, size));
      INDArray dx = a.out(9, in, 20, 20);
      INDArray dw = a.out(out, in / groups, window.rows(), window.columns());
      INDArray dy = a.normal(9, out, size, size);
      k.conv2dBackward(dy, x, w, window, groups, 0, dx, dw, a.out(out));
    }

    /** Runs it in an arena; returns all that it wrote. */
    List<float[]> run(Arena arena) {
      arena.rewind();
      Arrays arrays = new Arrays();
      body.accept(set.kernels(arena), arrays);
      return arrays.outputs.stream().map(Floats::values).toList();
    }
  }

  /** The arrays of a case. */
  private static final class Arrays {
    final List<INDArray> outputs = new ArrayList<>();
    private int made;

    INDArray normal(long... shape) {
      var random = Randoms.of(17, made++);
      INDArray a = Memory.array(DataType.FLOAT, shape);
      int n = (int) a.length();
      Memory.set(a, IntStream.range(0, n).mapToDouble(i -> random.nextGaussian()).toArray());
      return a;
    }

    INDArray squares(long... shape) {
      INDArray a = normal(shape);
      return a.muli(a);
    }

    INDArray out(long... shape) {
      INDArray a = Memory.array(DataType.FLOAT, shape);
      Memory.fill(a, 0);
      outputs.add(a);
      return a;
    }
  }

  private static final List<Case> PLAIN =
      List.of(
          new Case(
              "linear",
              (k, a) -> {
                INDArray x = a.normal(200, 300);
                INDArray w = a.normal(400, 300);
                k.linear(x, w, new Finish(a.normal(400), null, true), a.out(200, 400));
                k.linearBackward(
                    a.normal(200, 400), x, w, a.out(200, 300), a.out(400, 300), a.out(400));
              }),
          new Case(
              "tall linear",
              (k, a) -> {
                INDArray x = a.normal(9000, 30);
                INDArray w = a.normal(40, 30);
                k.linear(x, w, new Finish(a.normal(40), null, false), a.out(9000, 40));
                k.linearBackward(
                    a.normal(9000, 40), x, w, a.out(9000, 30), a.out(40, 30), a.out(40));
              }),
          new Case("convolution", (k, a) -> Case.convolution(k, a, SAME, 12, 20, 1, 20)),
          new Case("strided", (k, a) -> Case.convolution(k, a, HALF, 12, 20, 1, 10)),
          new Case("grouped", (k, a) -> Case.convolution(k, a, SAME, 12, 24, 3, 20)),
          new Case("small groups", (k, a) -> Case.convolution(k, a, SAME, 64, 48, 8, 20)),
          new Case("small groups, strided", (k, a) -> Case.convolution(k, a, HALF, 64, 48, 8, 10)),
          new Case("Winograd", (k, a) -> Case.convolution(k, a, SAME, 32, 48, 1, 20)),
          new Case("Winograd, grouped", (k, a) -> Case.convolution(k, a, SAME, 64, 96, 2, 20)),
          new Case("Winograd, wide", (k, a) -> Case.convolution(k, a, SAME, 90, 96, 1, 20)),
          new Case(
              "Winograd, few tiles",
              (k, a) -> {
                INDArray x = a.normal(9, 90, 8, 8);
                INDArray w = a.normal(96, 90, 3, 3);
                k.conv2d(x, w, Finish.NONE, SAME, 1, 0, a.out(9, 96, 8, 8));
              }),
          new Case(
              "small images",
              (k, a) -> {
                INDArray x = a.normal(9, 40, 3, 3);
                INDArray w = a.normal(48, 40, 3, 3);
                k.conv2d(x, w, Finish.NONE, SAME, 1, 0, a.out(9, 48, 3, 3));
                INDArray dx = a.out(9, 40, 3, 3);
                INDArray dw = a.out(48, 40, 3, 3);
                k.conv2dBackward(a.normal(9, 48, 3, 3), x, w, SAME, 1, 0, dx, dw, null);
              }),
          new Case("large windows", (k, a) -> Case.convolution(k, a, SEVEN, 40, 40, 1, 20)),
          new Case("wide, strided", (k, a) -> Case.convolution(k, a, HALF, 90, 96, 1, 10)),
          new Case("depthwise", (k, a) -> Case.convolution(k, a, SAME, 16, 16, 16, 20)),
          new Case("pointwise", (k, a) -> Case.convolution(k, a, POINT, 16, 24, 1, 20)),
          new Case("first layer", (k, a) -> Case.convolution(k, a, SAME, 1, 20, 1, 20)),
          new Case(
              "max pool",
              (k, a) -> {
                INDArray x = a.normal(9, 16, 30, 30);
                INDArray y = a.out(9, 16, 15, 15);
                k.maxPool(x, HALF, Double.NEGATIVE_INFINITY, y);
                k.maxPoolBackward(
                    a.normal(9, 16, 15, 15),
                    x,
                    y,
                    HALF,
                    Double.NEGATIVE_INFINITY,
                    false,
                    a.out(9, 16, 30, 30));
              }),
          new Case(
              "max pool, two by two",
              (k, a) -> {
                INDArray x = a.normal(9, 20, 30, 30);
                INDArray y = a.out(9, 20, 15, 15);
                k.maxPool(x, Window.PAIRS, Double.NEGATIVE_INFINITY, y);
                k.maxPoolBackward(
                    a.normal(9, 20, 15, 15),
                    x,
                    y,
                    Window.PAIRS,
                    Double.NEGATIVE_INFINITY,
                    true,
                    a.out(9, 20, 30, 30));
              }),
          new Case(
              "average pool",
              (k, a) -> {
                k.avgPool(a.normal(9, 16, 30, 30), HALF, true, 0.5, 0, a.out(9, 16, 15, 15));
                k.avgPoolBackward(a.normal(9, 16, 15, 15), HALF, true, 0, a.out(9, 16, 30, 30));
              }),
          new Case(
              "batch norm",
              (k, a) -> {
                INDArray x = a.normal(9, 16, 30, 30);
                INDArray mean = a.out(16);
                INDArray variance = a.out(16);
                INDArray gamma = a.normal(16);
                INDArray beta = a.normal(16);
                INDArray y = a.out(9, 16, 30, 30);
                k.channelMoments(x, mean, variance);
                k.batchNorm(x, mean, variance, gamma, beta, 1e-5, true, y);
                INDArray dx = a.out(9, 16, 30, 30);
                k.batchNormBackward(
                    a.normal(9, 16, 30, 30),
                    x,
                    mean,
                    variance,
                    gamma,
                    beta,
                    1e-5,
                    true,
                    true,
                    dx,
                    a.out(16),
                    a.out(16));
              }),
          new Case(
              "group norm",
              (k, a) -> {
                INDArray normalized = a.out(9, 16, 30, 30);
                INDArray inverse = a.out(9, 4);
                k.groupNormalize(a.normal(9, 16, 30, 30), 4, 1e-5, normalized, inverse);
                k.groupNormalizeBackward(
                    a.normal(9, 16, 30, 30), normalized, 4, inverse, a.out(9, 16, 30, 30));
              }),
          new Case(
              "scale shift",
              (k, a) -> {
                INDArray x = a.normal(9, 16, 30, 30);
                INDArray scale = a.normal(16, 30, 30);
                k.scaleShift(x, scale, a.normal(16, 30, 30), a.out(9, 16, 30, 30));
                k.scaleShiftBackward(
                    a.normal(9, 16, 30, 30),
                    x,
                    scale,
                    a.out(9, 16, 30, 30),
                    a.out(16, 30, 30),
                    a.out(16, 30, 30));
              }),
          new Case(
              "elementwise",
              (k, a) -> {
                INDArray x = a.normal(100_000);
                INDArray y = a.out(100_000);
                INDArray dy = a.normal(100_000);
                INDArray dx = a.out(100_000);
                k.relu(x, y);
                k.reluBackward(dy, y, dx);
                k.add(x, y, dx);
                k.multiply(x, dx, y);
                k.activation(SIGMOID, x, y);
                k.activationBackward(SIGMOID, dy, x, y, dx);
              }),
          new Case(
              "softmax",
              (k, a) -> {
                INDArray y = a.out(3000, 10);
                k.softmax(a.normal(3000, 10), y);
                k.softmaxBackward(a.normal(3000, 10), y, a.out(3000, 10));
              }),
          new Case("reshape", (k, a) -> k.reshape(a.normal(9, 16, 30, 30), a.out(9, 14400))));

  private static final List<Case> CASES =
      Stream.concat(PLAIN.stream(), PLAIN.stream().map(Case::withVectors)).toList();

  static List<Case> cases() {
    return CASES;
  }

  @AfterEach
  void restore() {
    Parallel.setThreads(Runtime.getRuntime().availableProcessors());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void bitsDoNotDependOnTheThreads(Case kernel) {
    Parallel.setThreads(1);
    List<float[]> expected = kernel.run(new Arena(DataType.FLOAT));
    for (int threads : new int[] {2, 4}) {
      Parallel.setThreads(threads);
      assertBits(expected, kernel.run(new Arena(DataType.FLOAT)), threads + " threads");
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aReplayOfTheArenaAddsNothingToIt(Case kernel) {
    Arena arena = new Arena(DataType.FLOAT);
    List<float[]> expected = kernel.run(arena);
    String first = arena.toString();
    assertBits(expected, kernel.run(arena), "replay");
    assertEquals(first, arena.toString());
  }

  @Test
  void manyThreadsCanCallAtOnce() throws Exception {
    Parallel.setThreads(2);
    List<List<float[]>> expected = new ArrayList<>();
    for (Case kernel : CASES) {
      expected.add(kernel.run(new Arena(DataType.FLOAT)));
    }
    ExecutorService callers = Executors.newFixedThreadPool(8);
    try {
      List<Future<List<float[]>>> results = new ArrayList<>();
      for (int caller = 0; caller < 8; caller++) {
        for (Case kernel : CASES) {
          results.add(callers.submit(() -> kernel.run(new Arena(DataType.FLOAT))));
        }
      }
      for (int i = 0; i < results.size(); i++) {
        int k = i % expected.size();
        assertBits(expected.get(k), results.get(i).get(), CASES.get(k) + " among others");
      }
    } finally {
      callers.shutdownNow();
    }
  }

  private static void assertBits(List<float[]> expected, List<float[]> actual, String message) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i), message + ", output " + i);
    }
  }
}
