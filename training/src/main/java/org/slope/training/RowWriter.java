package org.slope.training;

import java.lang.ref.Reference;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.internal.Memory;

/** Fills a new float or double array from front to back in memory order. */
final class RowWriter {
  private final INDArray array;
  private final FloatPointer floats;
  private final DoublePointer doubles;
  private final boolean isFloat;
  private long position;

  RowWriter(INDArray array) {
    this.array = array;
    floats = Memory.floats(array);
    doubles = Memory.doubles(array);
    isFloat = array.dataType() == DataType.FLOAT;
  }

  void write(double[] values) {
    try {
      if (isFloat) {
        float[] row = new float[values.length];
        for (int i = 0; i < row.length; i++) {
          row[i] = (float) values[i];
        }
        floats.position(array.offset() + position).put(row);
      } else {
        doubles.position(array.offset() + position).put(values);
      }
    } finally {
      Reference.reachabilityFence(this);
    }
    position += values.length;
  }

  INDArray array() {
    return array;
  }
}
