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
    Scratch.own().call.run(a, b, beta, c, Integer.MAX_VALUE);
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
      run(beta, Integer.MAX_VALUE);
    }

    /**
     * The same, the sums in parts of so many terms at most, which makes rounding errors smaller.
     */
    void run(float beta, int terms) {
      try {
        run(a, b, beta, c, terms);
      } finally {
        a.clear();
        b.clear();
        c.clear();
      }
    }

    private void run(Matrix a, Matrix b, float beta, Matrix c, int terms) {
      int rows = (int) c.rows();
      int columns = (int) c.columns();
      int inner = (int) a.columns();
      Counters.product(rows, inner, columns);
      result.set(c.address());
      try {
        for (int from = 0; from == 0 || from < inner; from += terms) {
          left.set(a.address() + (long) Float.BYTES * from * (a.transposed() ? a.step() : 1));
          right.set(b.address() + (long) Float.BYTES * from * (b.transposed() ? 1 : b.step()));
          int length = Math.min(terms, inner - from);
          openblas_nolapack.cblas_sgemm(
              ROW_MAJOR,
              order(a),
              order(b),
              rows,
              columns,
              length,
              1,
              left,
              a.step(),
              right,
              b.step(),
              from == 0 ? beta : 1,
              result,
              c.step());
        }
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

    void set(long address) {
      this.address = address;
    }
  }
}
