package org.slope.training;

import java.lang.ref.Reference;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.DoublePointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.internal.Memory;

/** Reads an array of any type and strides a few rows at a time, as doubles in Slope's layout. */
final class Chunks {
  private static final int ELEMENTS = 1 << 16;

  interface Reader {
    /** Takes the elements 0 to count, excluded, which start at a row of the array. */
    void read(double[] values, int count, long firstRow);
  }

  private Chunks() {}

  static void read(INDArray a, Reader reader) {
    long n = a.size(0);
    long width = a.length() / n;
    int rows = (int) Math.max(1, Math.min(n, ELEMENTS / width));
    long[] shape = a.shape().clone();
    shape[0] = rows;
    INDArray scratch = Memory.array(DataType.DOUBLE, shape);
    DoublePointer pointer = Memory.doubles(scratch);
    Gather gather = new Gather(Gather.dense(a), scratch);
    double[] values = new double[Math.toIntExact(rows * width)];
    try {
      for (int from = 0; from < n; from += rows) {
        int to = (int) Math.min(n, (long) from + rows);
        gather.copy(IntStream.range(from, to).toArray(), 0, to - from);
        int count = (int) ((to - from) * width);
        pointer.get(values, 0, count);
        reader.read(values, count, from);
      }
    } finally {
      Reference.reachabilityFence(scratch); // a pointer does not keep its memory
    }
  }

  /**
   * Checks that all elements are finite; the message names the row, and the column if there are
   * any.
   */
  static void checkFinite(INDArray a, String what) {
    if (!a.dataType().isFPType()) {
      return;
    }
    long width = a.length() / a.size(0);
    read(
        a,
        (values, count, firstRow) -> {
          for (int i = 0; i < count; i++) {
            if (!Double.isFinite(values[i])) {
              String column = a.rank() == 2 ? ", column " + i % width : "";
              throw new IllegalArgumentException(
                  "the %s hold %s in row %s%s, counted from 0; expected finite numbers; remove the row or replace the value"
                      .formatted(what, values[i], firstRow + i / width, column));
            }
          }
        });
  }
}
