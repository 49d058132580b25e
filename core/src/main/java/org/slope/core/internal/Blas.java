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
  private static final Object NOTHING = new Object();

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
    Scratch.own().call.left(a).right(b).run(beta, c);
  }

  /**
   * The arguments of a product. It takes them one by one in methods short enough to be inlined, so
   * that the matrices need not become objects.
   */
  static final class Call {
    private final Cursor a = new Cursor();
    private final Cursor b = new Cursor();
    private final Cursor c = new Cursor();
    private int inner;

    private Call left(Matrix matrix) {
      inner = (int) matrix.columns();
      a.set(matrix);
      return this;
    }

    private Call right(Matrix matrix) {
      b.set(matrix);
      return this;
    }

    private void run(float beta, Matrix matrix) {
      c.set(matrix);
      run((int) matrix.rows(), (int) matrix.columns(), beta);
    }

    private void run(int rows, int columns, float beta) {
      Counters.product(rows, inner, columns);
      try {
        openblas_nolapack.cblas_sgemm(
            ROW_MAJOR, a.order, b.order, rows, columns, inner, 1, a, a.step, b, b.step, beta, c,
            c.step);
      } finally {
        Reference.reachabilityFence(a.memory);
        Reference.reachabilityFence(b.memory);
        Reference.reachabilityFence(c.memory);
        a.memory = NOTHING;
        b.memory = NOTHING;
        c.memory = NOTHING;
      }
    }
  }

  /** A pointer that is set anew for each call, so that none is made. */
  private static final class Cursor extends FloatPointer {
    /** What it points into, kept from being freed during the call. */
    private Object memory = NOTHING;

    private int order;
    private int step;

    Cursor() {
      super((FloatPointer) null);
    }

    void set(Matrix matrix) {
      address = matrix.address();
      memory = matrix.memory().owner();
      order = matrix.transposed() ? TRANSPOSED : PLAIN;
      step = matrix.step();
    }
  }
}
