package org.slope.core.internal;

import java.lang.ref.Reference;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * Matrix products by the OpenBLAS that ND4J itself loaded.
 *
 * <p>OpenBLAS rounds differently with another number of threads, so the first use of this class
 * sets it to one thread, <em>for the whole process</em>; {@link Parallel} takes the place of its
 * threads.
 */
final class Blas {
  private static final int ROW_MAJOR = 101;
  private static final int PLAIN = 111;
  private static final int TRANSPOSED = 112;

  static {
    openblas_nolapack.blas_set_num_threads(1);
  }

  private Blas() {}

  /** Sets BLAS to one thread, also for products that ND4J asks for. */
  static void useOneThread() {
    // the static initializer did
  }

  /** {@code c = a·b + beta·c}; with beta 0, whatever c held is overwritten. */
  static void multiply(Matrix a, Matrix b, float beta, Matrix c) {
    Scratch.own().call.run(a, b, beta, c);
  }

  /** A product whose matrices are set anew each time, so that none is made. */
  static final class Call {
    final Matrix a = new Matrix();
    final Matrix b = new Matrix();
    final Matrix c = new Matrix();
    private final Cursor left = new Cursor();
    private final Cursor right = new Cursor();
    private final Cursor result = new Cursor();

    /** {@code c = a·b + beta·c}; the matrices are empty afterwards. */
    void run(float beta) {
      try {
        run(a, b, beta, c);
      } finally {
        a.clear();
        b.clear();
        c.clear();
      }
    }

    private void run(Matrix a, Matrix b, float beta, Matrix c) {
      int rows = (int) c.rows();
      int columns = (int) c.columns();
      int inner = (int) a.columns();
      Counters.product(rows, inner, columns);
      left.set(a);
      right.set(b);
      result.set(c);
      try {
        openblas_nolapack.cblas_sgemm(
            ROW_MAJOR, order(a), order(b), rows, columns, inner, 1, left, a.step(), right, b.step(),
            beta, result, c.step());
      } finally {
        Reference.reachabilityFence(a.memory());
        Reference.reachabilityFence(b.memory());
        Reference.reachabilityFence(c.memory());
      }
    }

    private static int order(Matrix matrix) {
      return matrix.transposed() ? TRANSPOSED : PLAIN;
    }
  }

  /** A pointer that moves. */
  private static final class Cursor extends FloatPointer {
    Cursor() {
      super((FloatPointer) null);
    }

    void set(Matrix matrix) {
      address = matrix.address();
    }
  }
}
