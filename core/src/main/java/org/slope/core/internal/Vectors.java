package org.slope.core.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loops to use now. Until it is compiled, the Vector API makes an object for each operation; so
 * a thread first runs its loops on a few numbers until they are, and until then the same sums are
 * computed by {@link ScalarLoops}, with the same bits. The first use starts that thread. Where they
 * do not become fast, kernels go on without these loops.
 */
final class Vectors {
  private static final Logger LOG = LoggerFactory.getLogger(Vectors.class);

  /** Vectors of fewer elements are no faster than BLAS. */
  private static final int LEAST_LANES = 8;

  /** Calls that are timed together, and what one takes at most once it is compiled. */
  private static final int CALLS = 100;

  private static final long COMPILED_NANOS = 1000;

  /** After so many batches the compiler has been asked, and it is time to wait. */
  private static final int ASKED = 60;

  private static final int MOST_BATCHES = 3000;
  private static final long WAIT_MILLIS = 20;

  private static volatile @Nullable VectorLoops loops = start();

  private Vectors() {}

  /** Returns the loops to use in a pass; null where the JVM has no vectors that are worth it. */
  static @Nullable VectorLoops loops() {
    return loops;
  }

  private static @Nullable VectorLoops start() {
    VectorLoops found = VectorLoops.find();
    if (found == null || found.lanes() < LEAST_LANES) {
      return null;
    }
    Thread compiling = new Thread(() -> compile(found), "slope-vectors");
    compiling.setDaemon(true);
    compiling.start();
    return new ScalarLoops(found.lanes());
  }

  private static void compile(VectorLoops found) {
    boolean compiled = calls(found).stream().allMatch(Vectors::isCompiled);
    loops = compiled ? found : null;
    LOG.debug(
        compiled
            ? "the Vector API computes {} floats at a time"
            : "the JVM did not compile the Vector API to vectors of {} floats; other loops and BLAS take their place",
        found.lanes());
  }

  /** Calls of each loop, on a few numbers, so that no branch is new to what was compiled. */
  private static List<Runnable> calls(VectorLoops loops) {
    int run = 2;
    int lanes = loops.lanes();
    int width = 2 * lanes;
    float[] x = new float[width + run + VectorLoops.NARROW];
    int[] zeros = new int[VectorLoops.NARROW];
    float[] w = new float[VectorLoops.RUNS * run * width];
    int rows = w.length / lanes - 1; // not by fours, and enough to tell objects from vectors
    float[] y = new float[VectorLoops.NARROW * width];
    double[] doubles = new double[w.length - 3];
    return List.of(
        () -> {
          for (int runs = 1; runs <= VectorLoops.RUNS; runs++) {
            loops.addWide(x, zeros, 0, 1, runs, 1, run, w, 0, y, 0, width);
          }
        },
        () -> {
          for (int runs = 1; runs <= VectorLoops.RUNS; runs++) {
            loops.addNarrow(x, zeros, 0, 1, runs, 1, run, w, 0, y, 0, width);
          }
        },
        () -> loops.addWideGradients(x, zeros, 0, run, 1, w, 0, width, y, 0),
        () -> loops.addNarrowGradients(x, zeros, 0, run, 1, w, 0, width, y, 0),
        () -> loops.depthwise(x, zeros, 0, zeros, run, 0, w, 0, width, y, 0, width),
        () -> loops.maxima(w, 2 * width, 2, width, y),
        () -> loops.maximaGradients(w, 2 * width, 1, width, true, y, y, w),
        () -> loops.widen(w, doubles, doubles.length),
        () -> loops.narrow(doubles, w, doubles.length),
        () -> loops.columnSums(w, rows, lanes, y),
        () -> loops.columnDeviations(w, rows, lanes, w, y, y),
        () -> loops.norm(w, rows, lanes, true, w, y),
        () -> loops.normSums(w, w, rows, lanes, true, w, y, y),
        () -> loops.normGradient(w, w, rows, lanes, true, w, y));
  }

  /** Runs a loop until it is fast, or hopeless, as without a compiler or the instruction. */
  private static boolean isCompiled(Runnable call) {
    for (int batch = 0; batch < MOST_BATCHES; batch++) {
      long start = System.nanoTime();
      for (int i = 0; i < CALLS; i++) {
        call.run();
      }
      if (System.nanoTime() - start < CALLS * COMPILED_NANOS) {
        return true;
      }
      if (batch > ASKED) {
        try {
          Thread.sleep(WAIT_MILLIS);
        } catch (InterruptedException e) {
          return false;
        }
      }
    }
    return false;
  }
}
