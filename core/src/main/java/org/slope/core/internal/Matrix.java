package org.slope.core.internal;

/**
 * A matrix in float memory, or a block of one, as it lies there or transposed. Those who narrow it
 * or turn it around change it, so that a thread can look at one block after the other without
 * making objects; {@link #copy} leaves it as it is.
 */
final class Matrix {
  private Floats memory = Floats.NONE;

  /** The index of its first element. */
  private long at;

  /** Its size as seen. */
  private long rows;

  private long columns;

  /** How far two rows are apart in memory; two columns if transposed. */
  private int step;

  /** Whether memory holds it column by column. */
  private boolean transposed;

  /** Returns the matrix whose rows lie one after the other. */
  static Matrix of(Floats memory, long at, long rows, int columns) {
    return new Matrix().set(memory, at, rows, columns);
  }

  /** Returns another matrix of the same elements. */
  Matrix copy() {
    return new Matrix().set(this);
  }

  /** Becomes the matrix whose rows lie one after the other. */
  Matrix set(Floats memory, long at, long rows, int columns) {
    this.memory = memory;
    this.at = at;
    this.rows = rows;
    this.columns = columns;
    step = columns;
    transposed = false;
    return this;
  }

  /** Becomes the same as another. */
  Matrix set(Matrix other) {
    memory = other.memory;
    at = other.at;
    rows = other.rows;
    columns = other.columns;
    step = other.step;
    transposed = other.transposed;
    return this;
  }

  /** Becomes the empty matrix, which keeps no memory from being freed. */
  void clear() {
    set(Floats.NONE, 0, 0, 0);
  }

  /** Becomes the transposed matrix, in the same memory. */
  Matrix t() {
    long turned = rows;
    rows = columns;
    columns = turned;
    transposed = !transposed;
    return this;
  }

  /** Becomes a block of its rows. */
  Matrix rows(long from, long to) {
    at += transposed ? from : from * step;
    rows = to - from;
    return this;
  }

  /** Becomes a block of its columns. */
  Matrix columns(long from, long to) {
    at += transposed ? from * step : from;
    columns = to - from;
    return this;
  }

  Floats memory() {
    return memory;
  }

  long at() {
    return at;
  }

  long rows() {
    return rows;
  }

  long columns() {
    return columns;
  }

  int step() {
    return step;
  }

  boolean transposed() {
    return transposed;
  }

  /** Returns the address of the first element; all elements are in the memory. */
  long address() {
    long lines = transposed ? columns : rows;
    long lineLength = transposed ? rows : columns;
    return memory.address(at, (lines - 1) * step + lineLength);
  }

  @Override
  public String toString() {
    return "Matrix(" + rows + " x " + columns + (transposed ? ", transposed)" : ")");
  }
}
