package org.slope.core.internal;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A window that slides over images whose channels are last in memory, and the sizes it meets. */
record Sliding(Window window, int height, int width, int channels, int outHeight, int outWidth) {

  static Sliding of(INDArray x, Window window, INDArray y) {
    return new Sliding(
        window,
        (int) x.size(2),
        (int) x.size(3),
        Math.toIntExact(x.size(1)),
        (int) y.size(2),
        (int) y.size(3));
  }

  /** Returns the input row under row p of the window of output row i; outside 0..height−1 too. */
  int row(int i, int p) {
    return i * window.strideRows() + p * window.dilationRows() - window.top();
  }

  /** Returns the input column under column q of the window of output column j. */
  int column(int j, int q) {
    return j * window.strideColumns() + q * window.dilationColumns() - window.left();
  }

  boolean hasRow(int row) {
    return row >= 0 && row < height;
  }

  boolean hasColumn(int column) {
    return column >= 0 && column < width;
  }

  /** Tells whether a row is beyond the padding: ceil mode reaches there. */
  boolean isBeyondRow(int row) {
    return row >= height + window.bottom();
  }

  boolean isBeyondColumn(int column) {
    return column >= width + window.right();
  }

  int inputSize() {
    return Math.multiplyExact(Math.multiplyExact(height, width), channels);
  }

  int outputPixels() {
    return Math.multiplyExact(outHeight, outWidth);
  }

  int outputSize() {
    return Math.multiplyExact(outputPixels(), channels);
  }
}
