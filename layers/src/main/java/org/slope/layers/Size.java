package org.slope.layers;

/**
 * The rows and columns of a window, of its step or of its dilation.
 *
 * @param rows along the height
 * @param columns along the width
 */
public record Size(int rows, int columns) {
  /** Larger windows are mistakes, or a hostile file's. */
  private static final int MOST = 1 << 20;

  /** Checks that both are at least 1 and at most 2²⁰. */
  public Size {
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "a window, stride or dilation of %sx%s was given; it needs 1 or more rows and columns; choose 1x1 to leave it out"
              .formatted(rows, columns));
    }
    if (rows > MOST || columns > MOST) {
      throw new IllegalArgumentException(
          "a window, stride or dilation of %sx%s was given; it needs %s or fewer rows and columns; choose a smaller one"
              .formatted(rows, columns, MOST));
    }
  }

  /** Returns as many rows as columns. */
  static Size square(int size) {
    return new Size(size, size);
  }

  /** Prints the arguments of a call: {@code 2} or {@code 2, 1}. */
  String arguments() {
    return rows == columns ? "" + rows : rows + ", " + columns;
  }

  /** Prints {@code 5x3}. */
  @Override
  public String toString() {
    return rows + "x" + columns;
  }
}
