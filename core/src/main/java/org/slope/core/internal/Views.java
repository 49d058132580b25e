package org.slope.core.internal;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Arrays of Slope's layout seen in another shape; they share their memory. */
final class Views {
  private Views() {}

  /** Returns a row-major view of the elements in memory from an offset on. */
  private static INDArray view(INDArray a, long offset, long... shape) {
    long[] strides = new long[shape.length];
    long step = 1;
    for (int k = shape.length - 1; k >= 0; k--) {
      strides[k] = step;
      step *= shape[k];
    }
    return Nd4j.create(a.data(), shape, strides, a.offset() + offset, 'c');
  }

  /** Returns [n, c] or [n, c, h, w] as a matrix of rows × channels; all else as one row. */
  static INDArray matrix(INDArray a) {
    long columns = a.rank() == 2 || a.rank() == 4 ? a.size(1) : a.length();
    return view(a, 0, a.length() / columns, columns);
  }

  /** Returns the channels of a group, of all pixels: [n·h·w, c/groups]. */
  static INDArray channels(INDArray a, int group, int groups) {
    long c = a.size(1);
    long[] shape = {a.length() / c, c / groups};
    long offset = a.offset() + group * (c / groups);
    return Nd4j.create(a.data(), shape, new long[] {c, 1}, offset, 'c');
  }

  /** Returns the filters of a group, in the order of patches: [o/groups, rows·columns·c/groups]. */
  static INDArray filters(INDArray w, int group, int groups) {
    long size = w.length() / groups;
    return view(w, group * size, w.size(0) / groups, w.length() / w.size(0));
  }

  /** Returns [n, c, h, w] as [n, h, w, c], which is row-major. */
  static INDArray pixels(INDArray a) {
    return view(a, 0, a.size(0), a.size(2), a.size(3), a.size(1));
  }

  /** Returns [n, c] or [n, c, h, w] as [n, h·w, groups, c/groups]. */
  static INDArray grouped(INDArray a, int groups) {
    long c = a.size(1);
    return view(a, 0, a.size(0), a.length() / (a.size(0) * c), groups, c / groups);
  }

  /** Returns a matrix of a row-major stack of them. */
  static INDArray matrixAt(INDArray stack, long index) {
    long rows = stack.size(1);
    long columns = stack.size(2);
    return view(stack, index * rows * columns, rows, columns);
  }

  /** Returns a vector, or a scale of an example's last dimensions, in the rank of x. */
  static INDArray broadcast(INDArray scale, INDArray x) {
    long[] shape = new long[x.rank()];
    Arrays.fill(shape, 1);
    int first = scale.rank() == 1 ? 1 : x.rank() - scale.rank();
    System.arraycopy(scale.shape(), 0, shape, first, scale.rank());
    return view(scale, 0, shape);
  }

  /** Returns a vector as a row: [1, n]. */
  static INDArray row(INDArray vector) {
    return vector.reshape(1, vector.length());
  }

  /** Returns a vector as a column: [n, 1]. */
  static INDArray column(INDArray vector) {
    return vector.reshape(vector.length(), 1);
  }

  /** Returns the array itself if it holds doubles, else a copy that does. */
  static INDArray doubles(INDArray a) {
    return a.castTo(DataType.DOUBLE);
  }
}
