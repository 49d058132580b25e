package org.slope.training;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.internal.Memory;

/** Reorders the elements of an example and changes their type. */
final class Converter {
  private final DataBuffer source; // it owns the memory that the pointers lead to
  private final DataType sourceType;
  private final long sourceOffset;
  private final FloatPointer fromFloats;
  private final DoublePointer fromDoubles;
  private final INDArray destination;
  private final FloatPointer toFloats;
  private final DoublePointer toDoubles;
  private final int[] index;
  private final float[] floats;
  private final float[] reordered;
  private final double[] doubles;
  private final double[] values;

  Converter(INDArray source, INDArray destination, int width) {
    this.source = source.data();
    sourceType = source.dataType();
    sourceOffset = source.offset();
    fromFloats = Memory.floats(source);
    fromDoubles = Memory.doubles(source);
    this.destination = destination;
    toFloats = Memory.floats(destination);
    toDoubles = Memory.doubles(destination);
    index = index(source, destination, width);
    floats = new float[width];
    reordered = new float[width];
    doubles = new double[width];
    values = new double[width];
  }

  void copy(long from, long to) {
    long start = sourceOffset + from;
    long target = destination.offset() + to;
    if (sourceType == DataType.FLOAT && destination.dataType() == DataType.FLOAT) {
      fromFloats.position(start).get(floats);
      for (int k = 0; k < index.length; k++) {
        reordered[k] = floats[index[k]];
      }
      toFloats.position(target).put(reordered);
      return;
    }
    if (sourceType == DataType.FLOAT) {
      fromFloats.position(start).get(floats);
      for (int k = 0; k < index.length; k++) {
        values[k] = floats[index[k]];
      }
    } else if (sourceType == DataType.DOUBLE) {
      fromDoubles.position(start).get(doubles);
      for (int k = 0; k < index.length; k++) {
        values[k] = doubles[index[k]];
      }
    } else {
      for (int k = 0; k < index.length; k++) {
        values[k] = source.getDouble(from + index[k]); // it adds the offset itself
      }
    }
    if (destination.dataType() == DataType.FLOAT) {
      for (int k = 0; k < values.length; k++) {
        reordered[k] = (float) values[k];
      }
      toFloats.position(target).put(reordered);
    } else {
      toDoubles.position(target).put(values);
    }
  }

  /** For each element of an example, in the destination's memory order, where the source has it. */
  private static int[] index(INDArray source, INDArray destination, int width) {
    int[] index = new int[width];
    long[] at = new long[destination.rank() - 1];
    for (int k = 0; k < width; k++) {
      long to = 0;
      long from = 0;
      for (int d = 0; d < at.length; d++) {
        to += at[d] * destination.stride(d + 1);
        from += at[d] * source.stride(d + 1);
      }
      index[(int) to] = (int) from;
      for (int d = at.length - 1; d >= 0 && ++at[d] == destination.size(d + 1); d--) {
        at[d] = 0;
      }
    }
    return index;
  }
}
