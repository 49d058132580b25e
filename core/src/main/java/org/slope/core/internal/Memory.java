package org.slope.core.internal;

import java.lang.ref.Reference;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.cpu.nativecpu.NDArray;
import org.nd4j.linalg.cpu.nativecpu.buffer.LongBuffer;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The memory behind INDArrays. Slope's own layout: rank 4 is indexed {@code [batch, channels,
 * height, width]} and lies in memory as batch, height, width, channels; any other rank is
 * row-major.
 */
public final class Memory {
  private static final int[] CHANNELS_LAST = {0, 2, 3, 1};

  /** Blocks of up to so many floats are copied without making objects. */
  private static final int SHORT = 1 << 16;

  private Memory() {}

  /** Returns a new array in Slope's layout; what it holds is unspecified. */
  public static INDArray array(DataType type, long... shape) {
    INDArray flat = Nd4j.createUninitialized(type, count(shape));
    return view(flat, 0, shape);
  }

  /**
   * Returns a new array of the shape of another, which must be row-major; what it holds is
   * unspecified. Most of the time that ND4J takes to make an array, its native part describes the
   * shape; here the other's description serves both.
   */
  public static INDArray like(INDArray a) {
    if (a instanceof NDArray && a.shapeInfoDataBuffer() instanceof LongBuffer shape) {
      DataBuffer data = Nd4j.createBuffer(a.dataType(), a.length(), false);
      return new NDArray(data, shape, a.shapeInfoJava());
    }
    return Nd4j.createUninitialized(a.dataType(), a.shape(), a.ordering());
  }

  /** Returns a copy in Slope's layout. */
  public static INDArray copyOf(INDArray a) {
    INDArray copy = array(a.dataType(), a.shape());
    copy(a, copy);
    return copy;
  }

  /** Returns a view, in Slope's layout, of a part of a vector. */
  public static INDArray view(INDArray flat, long offset, long... shape) {
    return Nd4j.create(flat.data(), shape, strides(shape), flat.offset() + offset, 'c');
  }

  /** Returns a row-major view, of any rank, of a whole vector. */
  public static INDArray rowMajor(INDArray flat, long... shape) {
    return Nd4j.create(flat.data(), shape, rowMajorStrides(shape), flat.offset(), 'c');
  }

  private static long[] rowMajorStrides(long... shape) {
    long[] strides = new long[shape.length];
    long step = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= shape[i];
    }
    return strides;
  }

  /** Returns a view of the examples from..to of a batch, to excluded. */
  public static INDArray rows(INDArray batch, long from, long to) {
    long[] shape = batch.shape().clone();
    shape[0] = to - from;
    long offset = batch.offset() + from * batch.stride(0);
    return Nd4j.create(batch.data(), shape, batch.stride(), offset, 'c');
  }

  /** Returns the strides of Slope's layout. */
  public static long[] strides(long... shape) {
    long[] strides = new long[shape.length];
    long step = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      int dimension = shape.length == 4 ? CHANNELS_LAST[i] : i;
      strides[dimension] = step;
      step *= shape[dimension];
    }
    return strides;
  }

  /** Tells whether an array has Slope's layout. */
  public static boolean isNative(INDArray a) {
    int rank = a.rank();
    long step = 1;
    for (int i = rank - 1; i >= 0; i--) {
      int dimension = rank == 4 ? CHANNELS_LAST[i] : i;
      if (a.size(dimension) != 1 && a.stride(dimension) != step) {
        return false;
      }
      step *= a.size(dimension);
    }
    return true;
  }

  /** Tells whether an array is row-major, whatever its rank. */
  public static boolean isRowMajor(INDArray a) {
    long step = 1;
    for (int dimension = a.rank() - 1; dimension >= 0; dimension--) {
      if (a.size(dimension) != 1 && a.stride(dimension) != step) {
        return false;
      }
      step *= a.size(dimension);
    }
    return true;
  }

  /** Copies element by element into an array of the same shape, of any strides and type. */
  public static void copy(INDArray from, INDArray to) {
    if (!Arrays.equals(from.shape(), to.shape())) {
      throw new IllegalArgumentException(
          "cannot copy " + Arrays.toString(from.shape()) + " into " + Arrays.toString(to.shape()));
    }
    boolean sameOrder = (isRowMajor(from) && isRowMajor(to)) || (isNative(from) && isNative(to));
    boolean floats = from.dataType() == DataType.FLOAT && to.dataType() == DataType.FLOAT;
    if (floats && !sameOrder && isRowMajor(from) && isNative(to)) {
      CpuReshape.toChannelsLast(from, to);
    } else if (floats && !sameOrder && isNative(from) && isRowMajor(to)) {
      CpuReshape.toRowMajor(from, to);
    } else if (floats && sameOrder && from.length() <= SHORT) {
      Floats.of(to).put(0, Floats.of(from), 0, (int) from.length());
    } else if (sameOrder && from.dataType() == to.dataType()) {
      try {
        Pointer.memcpy(bytes(to), bytes(from), from.length() * from.dataType().width());
      } finally { // a pointer does not keep its memory
        Reference.reachabilityFence(from);
        Reference.reachabilityFence(to);
      }
    } else {
      to.assign(from);
    }
  }

  /** Sets every element, in place. */
  public static void fill(INDArray a, double value) {
    if (value == 0 && (isRowMajor(a) || isNative(a))) {
      try {
        Pointer.memset(bytes(a), 0, a.length() * a.dataType().width());
      } finally {
        Reference.reachabilityFence(a);
      }
    } else {
      a.assign(value);
    }
  }

  private static Pointer bytes(INDArray a) {
    return new BytePointer(a.data().pointer()).position(a.offset() * a.dataType().width());
  }

  /** Tells whether no element is NaN or infinite. */
  public static boolean isFinite(INDArray a) {
    return Double.isFinite(a.sumNumber().doubleValue()) || allFinite(toDoubles(a));
  }

  private static boolean allFinite(double[] values) {
    return Arrays.stream(values).allMatch(Double::isFinite);
  }

  /** Returns the elements in row-major order of the shape. */
  public static double[] toDoubles(INDArray a) {
    INDArray rowMajor = isRowMajor(a) && a.dataType() == DataType.DOUBLE ? a : rowMajorDoubles(a);
    double[] values = new double[Math.toIntExact(a.length())];
    try {
      doubles(rowMajor).get(values);
    } finally {
      Reference.reachabilityFence(rowMajor);
    }
    return values;
  }

  private static INDArray rowMajorDoubles(INDArray a) {
    INDArray copy = Nd4j.createUninitialized(DataType.DOUBLE, a.shape(), 'c');
    copy.assign(a);
    return copy;
  }

  /** Sets the elements, in place, from values in row-major order of the shape. */
  public static void set(INDArray a, double[] values) {
    if (values.length != a.length()) {
      throw new IllegalArgumentException(
          "got " + values.length + " values for the shape " + Arrays.toString(a.shape()));
    }
    boolean toFloats = a.dataType() == DataType.FLOAT;
    DataType type = toFloats ? DataType.FLOAT : DataType.DOUBLE;
    INDArray rowMajor = Nd4j.createUninitialized(type, a.shape(), 'c');
    try {
      if (toFloats) {
        floats(rowMajor).put(toFloats(values));
      } else {
        doubles(rowMajor).put(values);
      }
    } finally {
      Reference.reachabilityFence(rowMajor);
    }
    copy(rowMajor, a);
  }

  private static float[] toFloats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** Returns a new pointer to the first element of a float array. */
  public static FloatPointer floats(INDArray a) {
    return new FloatPointer(a.data().pointer()).position(a.offset());
  }

  /** Returns a new pointer to the first element of a double array. */
  public static DoublePointer doubles(INDArray a) {
    return new DoublePointer(a.data().pointer()).position(a.offset());
  }

  private static long count(long[] shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }
}
