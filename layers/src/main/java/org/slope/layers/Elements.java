package org.slope.layers;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.internal.Memory;

/** Reads and writes the elements of gapless float or double arrays in the order of their memory. */
final class Elements {
  private Elements() {}

  static double[] get(INDArray a) {
    int n = Math.toIntExact(a.length());
    double[] values = new double[n];
    if (a.dataType() == DataType.DOUBLE) {
      Memory.doubles(a).get(values);
      return values;
    }
    float[] floats = new float[n];
    Memory.floats(a).get(floats);
    for (int i = 0; i < n; i++) {
      values[i] = floats[i];
    }
    return values;
  }

  /** Writes the first n values, from an element on. */
  static void put(INDArray a, long from, double[] values, int n) {
    if (a.dataType() == DataType.DOUBLE) {
      DoublePointer p = Memory.doubles(a);
      p.position(p.position() + from).put(values, 0, n);
      return;
    }
    float[] floats = new float[n];
    for (int i = 0; i < n; i++) {
      floats[i] = (float) values[i];
    }
    FloatPointer p = Memory.floats(a);
    p.position(p.position() + from).put(floats, 0, n);
  }
}
