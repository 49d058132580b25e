package org.slope.core.internal;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loops that kernels of a kind use now. Until it is compiled, the Vector API makes an object
 * for each operation; so a thread first runs the loops of a kind on a few numbers until they make
 * none, and until then the same sums are computed by {@link ScalarLoops}, with the same bits. The
 * first use of a kind starts its thread; one runs at a time. Where loops go on making objects,
 * kernels of their kind go on without them.
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

  /** Calls that do nothing: they count as much for the compiler, and make few objects. */
  private static final int EMPTY = 100;

  /**
   * Calls whose objects are counted; some in a hundred, or the compiler finds that way too rare to
   * be worth it. With a sixth of them, it made objects for Winograd's maps one time in ten.
   */
  private static final int WORKING = 5;

  /** After each turn, the compiler has this long. */
  private static final long WAIT_MILLIS = 5;

  private static final int MOST_TURNS = 2_000;

  /** The taps of a run: two alone, four together, and the last. */
  private static final int RUN = 7;

  /** Winograd's tiles. */
  private static final int TILES = 4;

  /** Once: {@code values()} makes an array, which would count as an object. */
  private static final WinogradMap[] MAPS = WinogradMap.values();

  private static final @Nullable VectorLoops FOUND = VectorLoops.find();

  private final String name;
  private final Calls calls;
  private volatile boolean isStarted;
  private volatile @Nullable VectorLoops loops;

  private Vectors(String name, Calls calls) {
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
    boolean compiled = false;
    try {
      compiled = areCompiled(found, calls);
    } finally {
      loops = compiled ? found : null;
    }
    LOG.debug(
        compiled
            ? "{} by the Vector API takes {} floats at a time"
            : "the JVM did not compile {} by the Vector API to vectors of {} floats; other loops and BLAS take their place",
        name,
        found.lanes());
  }

  // calls of each loop, every way through it

  private static void convolution(VectorLoops loops, Numbers n, int times, int round) {
    int run = round * RUN;
    for (int i = 0; i < times; i++) {
      products(loops, n, round);
      gradients(loops, n, run);
      loops.depthwise(n.x, n.zeros, 0, n.zeros, run, 0, n.w, 0, n.width, n.y, 0, n.width);
    }
  }

  /**
   * Two runs and one, with taps alone and without; one vector by eight, four, two and one. Four
   * times as often as others: of rarer ones, the compiler made loops that took 5 to 10 % longer.
   */
  private static void products(VectorLoops loops, Numbers n, int round) {
    int two = 2 * round;
    for (int i = 0; i <= 3 * round; i++) {
      loops.add(true, n.x, n.zeros, 0, 1, 1, RUN, two, 1, n.w, 0, n.y, 0, 0, n.y, 0, n.width);
      loops.add(true, n.x, n.zeros, 0, 1, 1, RUN - 2, round, 1, n.w, 0, n.y, 0, 0, n.y, 0, n.width);
      loops.add(
          false, n.x, n.zeros, 0, round, 1, 2 * RUN + 1, 1, 0, n.w, 0, n.y, 0, 0, n.y, 0, n.width);
    }
  }

  private static void gradients(VectorLoops loops, Numbers n, int run) {
    int most = loops.gradientTaps(true, VectorLoops.NARROW);
    gradients(loops, n, true, VectorLoops.WIDE, run);
    gradients(loops, n, true, most, run);
    gradients(loops, n, false, VectorLoops.NARROW, run);
  }

  private static void gradients(VectorLoops loops, Numbers n, boolean wide, int taps, int run) {
    loops.addGradients(wide, taps, n.x, n.zeros, 0, run, 1, n.w, 0, n.width, n.y, 0);
  }

  private static void winograd(VectorLoops loops, Numbers n, int times, int round) {
    int c = n.lanes;
    for (int i = 0; i < times; i++) {
      products(loops, n, round);
      gradients(loops, n, round * RUN);
      for (WinogradMap map : MAPS) {
        loops.winograd(map, n.w, 0, c, c, round * TILES, c, n.y, 0, n.width, c);
      }
    }
  }

  private static void pooling(VectorLoops loops, Numbers n, int times, int round) {
    for (int i = 0; i < times; i++) {
      loops.maxima(n.w, 0, 2 * n.width, round * 2, n.width, n.y);
      loops.maximaGradients(n.w, 0, 2 * n.width, round, n.width, true, n.y, n.y, n.w);
      loops.maximaGradients(n.w, 0, 2 * n.width, round, n.width, false, n.y, n.y, n.w);
    }
  }

  private static void bias(VectorLoops loops, Numbers n, int times, int round) {
    for (int i = 0; i < times; i++) {
      loops.columnSums(n.w, n.rows, round * n.lanes, n.y);
    }
  }

  private static void norm(VectorLoops loops, Numbers n, int times, int round) {
    pooling(loops, n, times, round);
    int columns = round * n.lanes;
    for (int i = 0; i < times; i++) {
      loops.columnSums(n.w, n.rows, columns, n.y);
      loops.columnDeviations(n.w, n.rows, columns, n.w, n.y, n.y);
      loops.norm(n.w, n.rows, columns, true, n.w, n.y);
      loops.norm(n.w, n.rows, columns, false, n.w, n.y);
      loops.normSums(n.w, n.w, n.rows, columns, true, n.w, n.y, n.y);
      loops.normSums(n.w, n.w, n.rows, columns, false, n.w, n.y, n.y);
      loops.normGradient(n.w, n.w, n.rows, columns, true, n.w, n.y);
      loops.normGradient(n.w, n.w, n.rows, columns, false, n.w, n.y);
    }
  }

  private static void conversion(VectorLoops loops, Numbers n, int times, int round) {
    int size = round * n.doubles.length;
    for (int i = 0; i < times; i++) {
      loops.widen(n.w, n.doubles, size);
      loops.narrow(n.doubles, n.w, size);
    }
  }

  /**
   * Runs loops until they make no objects, or are hopeless, as without a compiler or the
   * instruction.
   */
  private static synchronized boolean areCompiled(VectorLoops loops, Calls calls) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    if (!threads.isThreadAllocatedMemorySupported() || !threads.isThreadAllocatedMemoryEnabled()) {
      return false;
    }
    Numbers numbers = new Numbers(loops.lanes());
    for (int turn = 0; turn < MOST_TURNS; turn++) {
      calls.make(loops, numbers, EMPTY, 0);
      long before = threads.getCurrentThreadAllocatedBytes();
      calls.make(loops, numbers, WORKING, 1);
      if (threads.getCurrentThreadAllocatedBytes() == before) {
        return true;
      }
      try {
        Thread.sleep(WAIT_MILLIS);
      } catch (InterruptedException e) {
        return false;
      }
    }
    return false;
  }

  /**
   * Calls each loop of a kind some times, to go round once, or not at all. The loop of calls is
   * within it: what its caller calls no more often than the caller is called may be compiled as a
   * part of that alone, and make objects elsewhere.
   */
  private interface Calls {
    void make(VectorLoops loops, Numbers numbers, int times, int round);
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
      y = new float[w.length];
      doubles = new double[w.length - 3];
      rows = w.length / lanes - 1; // not by fours
    }
  }
}
