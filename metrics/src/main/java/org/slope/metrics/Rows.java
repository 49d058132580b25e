package org.slope.metrics;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An INDArray of any type, order and strides, read as a matrix of [count, width] doubles. */
final class Rows {
  private final DataBuffer data;
  private final long rowStride;
  private final long columnStride;
  final String what;
  final long count;
  final int width;

  /** Reads [n] as [n, 1], and [n, a, b, ...] as [n, a * b * ...]. */
  Rows(String what, INDArray array) {
    long[] shape = array.shape();
    if (array.isEmpty() || shape.length == 0) {
      throw new IllegalArgumentException(
          String.format(
              "%s have shape %s; expected [examples] or [examples, outputs] with at least one"
                  + " example; pass one row per example",
              what, Arrays.toString(shape)));
    }
    this.what = what;
    this.count = shape[0];
    this.width = Math.toIntExact(array.length() / count);
    INDArray matrix = shape.length <= 2 ? array : array.reshape('c', count, width);
    this.data = matrix.data();
    this.rowStride = matrix.stride(0);
    this.columnStride = shape.length == 1 ? 0 : matrix.stride(1);
  }

  /** Returns {@code rows} rows from row {@code first} on, in C order. */
  double[] read(long first, int rows) {
    double[] x = new double[Math.multiplyExact(rows, width)];
    for (int i = 0, k = 0; i < rows; i++) {
      long at = (first + i) * rowStride;
      for (int j = 0; j < width; j++) {
        x[k++] = data.getDouble(at + j * columnStride);
      }
    }
    return x;
  }
}
