package org.slope.core.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loops that kernels of a kind use now. Until it is compiled, the Vector API makes an object
 * for each operation; so a thread first runs the loops of a kind on a few numbers until they are,
 * and until then the same sums are computed by {@link ScalarLoops}, with the same bits. The first
 * use of a kind starts its thread; one runs at a time. Where loops do not become fast, kernels of
 * their kind go on without them.
 */
final class Vectors {
  static final Vectors CONVOLUTION = new Vectors("convolutions", Vectors::convolution);
  static final Vectors WINOGRAD = new Vectors("Winograd's convolutions", Vectors::winograd);
  static final Vectors POOLING = new Vectors("pooling", Vectors::pooling);
  static final Vectors BIAS = new Vectors("gradients of biases", Vectors::bias);
  static final Vectors NORM = new Vectors("batch norm", Vectors::norm);
  static final Vectors CONVERSION = new Vectors("conversions", Vectors::conversion);

  private static final Logger LOG = LoggerFactory.getLogger(Vectors.class);

  /** Vectors of fewer elements are no faster than BLAS. */
  private static final int LEAST_LANES = 8;

  /** Calls that are timed together, and what one takes at most once it is compiled. */
  private static final int CALLS = 5;

  /** Calls that do nothing: they count as much for the compiler, and make few objects. */
  private static final int EMPTY = 100;

  private static final long COMPILED_NANOS = 1000;

  /** All loops take turns, and then the compiler has this long. */
  private static final long WAIT_MILLIS = 5;

  private static final int MOST_TURNS = 5_000;

  /** The taps of a run: two together, and the last. */
  private static final int RUN = 3;

  /** Winograd's tiles. */
  private static final int TILES = 4;

  private static final @Nullable VectorLoops FOUND = VectorLoops.find();

  private final String name;
  private final BiFunction<VectorLoops, Numbers, List<IntConsumer>> calls;
  private volatile boolean isStarted;
  private volatile @Nullable VectorLoops loops;

  private Vectors(String name, BiFunction<VectorLoops, Numbers, List<IntConsumer>> calls) {
    this.name = name;
    this.calls = calls;
  }

  /** Returns the loops to use in a pass; null where the JVM has no vectors that are worth it. */
  @Nullable VectorLoops loops() {
    if (!isStarted) {
      start();
    }
    return loops;
  }

  private synchronized void start() {
    VectorLoops found = FOUND;
    if (!isStarted && found != null && found.lanes() >= LEAST_LANES) {
      loops = new ScalarLoops(found.lanes());
      Thread compiling = new Thread(() -> compile(found), "slope-vectors");
      compiling.setDaemon(true);
      compiling.start();
    }
    isStarted = true;
  }

  private void compile(VectorLoops found) {
    boolean compiled = areCompiled(calls.apply(found, new Numbers(found.lanes())));
    loops = compiled ? found : null;
    LOG.debug(
        compiled
            ? "{} by the Vector API takes {} floats at a time"
            : "the JVM did not compile {} by the Vector API to vectors of {} floats; other loops and BLAS take their place",
        name,
        found.lanes());
  }

  // calls of each loop, every way through it, that go round once, or not at all

  private static List<IntConsumer> convolution(VectorLoops loops, Numbers n) {
    List<IntConsumer> calls = products(loops, n);
    calls.addAll(
        List.of(
            once -> loops.addWideGradients(n.x, n.zeros, 0, once * RUN, 1, n.w, 0, n.width, n.y, 0),
            once ->
                loops.addNarrowGradients(n.x, n.zeros, 0, once * RUN, 1, n.w, 0, n.width, n.y, 0),
            once ->
                loops.depthwise(
                    n.x, n.zeros, 0, n.zeros, once * RUN, 0, n.w, 0, n.width, n.y, 0, n.width)));
    return calls;
  }

  private static List<IntConsumer> products(VectorLoops loops, Numbers n) {
    return new ArrayList<>(
        List.of(once -> add(true, loops, n, once * RUN), once -> add(false, loops, n, once * RUN)));
  }

  private static void add(boolean isWide, VectorLoops loops, Numbers n, int run) {
    loops.add(isWide, n.x, n.zeros, 0, 1, 1, run, n.w, 0, n.y, 0, 0, n.y, 0, n.width);
  }

  private static List<IntConsumer> winograd(VectorLoops loops, Numbers n) {
    int c = n.lanes;
    List<IntConsumer> calls = products(loops, n);
    for (WinogradMap map : WinogradMap.values()) {
      calls.add(once -> loops.winograd(map, n.w, 0, c, c, once * TILES, c, n.y, 0, n.width, c));
    }
    return calls;
  }

  private static List<IntConsumer> pooling(VectorLoops loops, Numbers n) {
    return List.of(
        once -> loops.maxima(n.w, 0, 2 * n.width, once * 2, n.width, n.y),
        once -> {
          loops.maximaGradients(n.w, 0, 2 * n.width, once, n.width, true, n.y, n.y, n.w);
          loops.maximaGradients(n.w, 0, 2 * n.width, once, n.width, false, n.y, n.y, n.w);
        });
  }

  private static List<IntConsumer> bias(VectorLoops loops, Numbers n) {
    return List.of(once -> loops.columnSums(n.w, n.rows, once * n.lanes, n.y));
  }

  private static List<IntConsumer> norm(VectorLoops loops, Numbers n) {
    List<IntConsumer> calls = new ArrayList<>(pooling(loops, n));
    calls.addAll(
        List.of(
            once -> loops.columnSums(n.w, n.rows, once * n.lanes, n.y),
            once -> loops.columnDeviations(n.w, n.rows, once * n.lanes, n.w, n.y, n.y),
            once -> {
              loops.norm(n.w, n.rows, once * n.lanes, true, n.w, n.y);
              loops.norm(n.w, n.rows, once * n.lanes, false, n.w, n.y);
            },
            once -> {
              loops.normSums(n.w, n.w, n.rows, once * n.lanes, true, n.w, n.y, n.y);
              loops.normSums(n.w, n.w, n.rows, once * n.lanes, false, n.w, n.y, n.y);
            },
            once -> {
              loops.normGradient(n.w, n.w, n.rows, once * n.lanes, true, n.w, n.y);
              loops.normGradient(n.w, n.w, n.rows, once * n.lanes, false, n.w, n.y);
            }));
    return calls;
  }

  private static List<IntConsumer> conversion(VectorLoops loops, Numbers n) {
    return List.of(
        once -> loops.widen(n.w, n.doubles, once * n.doubles.length),
        once -> loops.narrow(n.doubles, n.w, once * n.doubles.length));
  }

  /** Runs loops until they are fast, or hopeless, as without a compiler or the instruction. */
  private static synchronized boolean areCompiled(List<IntConsumer> calls) {
    List<IntConsumer> slow = new ArrayList<>(calls);
    for (int turn = 0; turn < MOST_TURNS && !slow.isEmpty(); turn++) {
      slow.removeIf(Vectors::isFast);
      try {
        Thread.sleep(WAIT_MILLIS);
      } catch (InterruptedException e) {
        return false;
      }
    }
    return slow.isEmpty();
  }

  private static boolean isFast(IntConsumer call) {
    for (int i = 0; i < EMPTY; i++) {
      call.accept(0);
    }
    long start = System.nanoTime();
    for (int i = 0; i < CALLS; i++) {
      call.accept(1);
    }
    return System.nanoTime() - start < CALLS * COMPILED_NANOS;
  }

  /** What the calls take. */
  private static final class Numbers {
    final int lanes;
    final int width;
    final float[] x;
    final int[] zeros = new int[VectorLoops.NARROW];
    final float[] w;
    final float[] y;
    final double[] doubles;
    final int rows;

    Numbers(int lanes) {
      this.lanes = lanes;
      width = 2 * lanes;
      x = new float[width + RUN + VectorLoops.NARROW];
      w = new float[2 * RUN * width];
      y = new float[VectorLoops.NARROW * width];
      doubles = new double[w.length - 3];
      rows = w.length / lanes - 1; // not by fours, and enough to tell objects from vectors
    }
  }
}
