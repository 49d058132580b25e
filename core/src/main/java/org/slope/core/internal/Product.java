package org.slope.core.internal;

/**
 * {@code c = a·b + beta·c} in chunks: blocks of c's rows or of its columns, whichever are more. How
 * many depends on the shape alone. The blocks are made once.
 */
final class Product {
  /** The multiplications of a chunk at least, where chunks are few, and where they are more. */
  private static final long LEAST_OF_FEW = 1L << 21;

  private static final int FEW_CHUNKS = 4;
  private static final long LEAST_OF_MORE = 1L << 26;

  /** BLAS copies the matrix that is not cut for each chunk, which shorter ones do not repay. */
  private static final int LEAST_LENGTH = 128;

  private static final int MOST_CHUNKS = 32;

  private final Matrix[] left;
  private final Matrix[] right;
  private final Matrix[] blocks;
  private final float beta;
  private final long operations;

  Product(Matrix a, Matrix b, float beta, Matrix c) {
    this.beta = beta;
    operations = c.rows() * c.columns() * a.columns();
    boolean byRows = c.rows() >= c.columns();
    long length = byRows ? c.rows() : c.columns();
    long few = Math.min(FEW_CHUNKS, operations / LEAST_OF_FEW);
    long most = Math.min(Math.max(few, operations / LEAST_OF_MORE), length / LEAST_LENGTH);
    int chunks = (int) Math.max(1, Math.min(most, MOST_CHUNKS));
    left = new Matrix[chunks];
    right = new Matrix[chunks];
    blocks = new Matrix[chunks];
    for (int chunk = 0; chunk < chunks; chunk++) {
      long from = length * chunk / chunks;
      long to = length * (chunk + 1) / chunks;
      left[chunk] = byRows ? a.copy().rows(from, to) : a;
      right[chunk] = byRows ? b : b.copy().columns(from, to);
      blocks[chunk] = byRows ? c.copy().rows(from, to) : c.copy().columns(from, to);
    }
  }

  /** Returns how many multiplications it takes. */
  long operations() {
    return operations;
  }

  int chunks() {
    return blocks.length;
  }

  /** Computes a chunk; returns the block of c that it wrote. */
  Matrix run(int chunk) {
    Blas.multiply(left[chunk], right[chunk], beta, blocks[chunk]);
    return blocks[chunk];
  }
}
