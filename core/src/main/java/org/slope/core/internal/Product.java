package org.slope.core.internal;

/**
 * {@code c = a·b + beta·c} in chunks: blocks of c's rows or of its columns, whichever are more. How
 * many depends on the shape alone.
 */
record Product(Matrix a, Matrix b, float beta, Matrix c) {
  private static final long CHUNK_OPERATIONS = 1L << 21;
  private static final int LEAST_LENGTH = 64;
  private static final int MOST_CHUNKS = 32;

  long operations() {
    return c.rows() * c.columns() * a.columns();
  }

  int chunks() {
    long chunks = Math.min(operations() / CHUNK_OPERATIONS, length() / LEAST_LENGTH);
    return (int) Math.max(1, Math.min(chunks, MOST_CHUNKS));
  }

  private long length() {
    return Math.max(c.rows(), c.columns());
  }

  /** Computes a chunk; returns the block of c that it wrote. */
  Matrix run(int chunk) {
    long from = length() * chunk / chunks();
    long to = length() * (chunk + 1) / chunks();
    boolean byRows = c.rows() >= c.columns();
    Matrix block = byRows ? c.rows(from, to) : c.columns(from, to);
    Blas.multiply(byRows ? a.rows(from, to) : a, byRows ? b : b.columns(from, to), beta, block);
    return block;
  }
}
