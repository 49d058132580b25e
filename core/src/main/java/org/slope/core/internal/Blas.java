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

  /** A pointer that is set anew for each call, so that none is made. */
  static final class Cursor extends FloatPointer {
    Cursor() {
      super((FloatPointer) null);
    }

    Cursor at(long address) {
      this.address = address;
      return this;
    }
  }

  /** {@code c = a·b + beta·c}; with beta 0, whatever c held is overwritten. */
  static void multiply(Matrix a, Matrix b, float beta, Matrix c) {
    Cursor[] cursors = Scratch.own().cursors;
    try {
      openblas_nolapack.cblas_sgemm(
          ROW_MAJOR,
          a.transposed() ? TRANSPOSED : PLAIN,
          b.transposed() ? TRANSPOSED : PLAIN,
          Math.toIntExact(c.rows()),
          Math.toIntExact(c.columns()),
          Math.toIntExact(a.columns()),
          1,
          cursors[0].at(a.address()),
          a.step(),
          cursors[1].at(b.address()),
          b.step(),
          beta,
          cursors[2].at(c.address()),
          c.step());
    } finally {
      Reference.reachabilityFence(a);
      Reference.reachabilityFence(b);
      Reference.reachabilityFence(c);
    }
  }
}
