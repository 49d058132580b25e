package org.slope.core.internal;

/**
 * The geometry of a sliding window over {@code [height, width]}, in pixels.
 *
 * @param rows the window's height, in taps
 * @param columns its width, in taps
 * @param strideRows how far it moves down
 * @param strideColumns how far it moves right
 * @param dilationRows the distance between two of its rows; 1 is dense
 * @param dilationColumns the distance between two of its columns
 * @param top padding above the input
 * @param left padding on the left of the input
 * @param bottom padding below the input
 * @param right padding on the right of the input
 */
public record Window(
    int rows,
    int columns,
    int strideRows,
    int strideColumns,
    int dilationRows,
    int dilationColumns,
    int top,
    int left,
    int bottom,
    int right) {
  /** Two by two taps, each window beside the last. */
  static final Window PAIRS = new Window(2, 2, 2, 2, 1, 1, 0, 0, 0, 0);

  /** Returns how many input rows the window spans: {@code (rows − 1)·dilation + 1}. */
  public int spanRows() {
    return (rows - 1) * dilationRows + 1;
  }

  /** Returns how many input columns the window spans. */
  public int spanColumns() {
    return (columns - 1) * dilationColumns + 1;
  }

  /** Tells whether its taps lie side by side and it moves by one. */
  boolean isPlain() {
    return strideRows == 1 && strideColumns == 1 && dilationRows == 1 && dilationColumns == 1;
  }

  /** Tells whether it is a single tap that moves by one over an input without padding. */
  public boolean isPointwise() {
    return rows == 1
        && columns == 1
        && strideRows == 1
        && strideColumns == 1
        && (top | left | bottom | right) == 0;
  }
}
