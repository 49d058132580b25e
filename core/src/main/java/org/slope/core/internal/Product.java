package org.slope.core.internal;

/**
 * {@code c = a·b + beta·c} in chunks: blocks of c's rows or of its columns, whichever are more. How
 * many depends on the shape alone. The blocks are made once.
 */
final class Product {
  /** A chunk's multiplications at least, where to read an element takes as long as some. */
  private static final long LEAST_OPERATIONS = 1L << 21;

  private static final long READING = 16;

  /** Its rows or columns, about, if chunks are few: BLAS copies what is not cut for each chunk. */
  private static final int LEAST_LENGTH = 128;

  private static final int FEW_CHUNKS = 4;

  /** The same if chunks are more. */
  private static final int LENGTH = 256;

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
    long few = Math.min(FEW_CHUNKS, (length + LEAST_LENGTH / 2) / LEAST_LENGTH);
    long cost = operations + READING * length * a.columns();
    long most = Math.min(cost / LEAST_OPERATIONS, Math.max(few, length / LENGTH));
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
