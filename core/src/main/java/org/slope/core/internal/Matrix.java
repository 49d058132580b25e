package org.slope.core.internal;

/**
 * A matrix in float memory, or a block of one, as it lies there or transposed.
 *
 * @param memory where its elements are
 * @param at the index of its first element
 * @param rows its rows, as seen
 * @param columns its columns, as seen
 * @param step how far two rows are apart in memory; two columns if transposed
 * @param transposed whether memory holds it column by column
 */
record Matrix(Floats memory, long at, long rows, long columns, int step, boolean transposed) {

  /** Returns the matrix whose rows lie one after the other. */
  static Matrix of(Floats memory, long at, long rows, int columns) {
    return new Matrix(memory, at, rows, columns, columns, false);
  }

  /** Returns the same memory seen as the transposed matrix. */
  Matrix t() {
    return new Matrix(memory, at, /* rows= */ columns, /* columns= */ rows, step, !transposed);
  }

  Matrix rows(long from, long to) {
    long start = at + (transposed ? from : from * step);
    return new Matrix(memory, start, to - from, columns, step, transposed);
  }

  Matrix columns(long from, long to) {
    long start = at + (transposed ? from * step : from);
    return new Matrix(memory, start, rows, to - from, step, transposed);
  }

  /** Returns the address of the first element; all elements are in the memory. */
  long address() {
    long lines = transposed ? columns : rows;
    long lineLength = transposed ? rows : columns;
    return memory.address(at, (lines - 1) * step + lineLength);
  }
}
