package org.slope.reference.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import onnx.Onnx.TensorProto;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.core.internal.Memory;

/** ONNX's tensors as arrays of doubles, which hold each float and each integer that occurs. */
final class OnnxArrays {
  private OnnxArrays() {}

  static INDArray of(TensorProto tensor) {
    long[] shape = tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
    OutOfScope.when(Arrays.stream(shape).anyMatch(d -> d == 0), "an array without elements");
    int count = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    IntToDoubleFunction element = elements(tensor);
    double[] values = new double[count];
    Arrays.setAll(values, element);
    return of(values, shape);
  }

  static INDArray of(double[] values, long... shape) {
    if (shape.length == 0) {
      return Nd4j.scalar(DataType.DOUBLE, values[0]);
    }
    INDArray array = Nd4j.createUninitialized(DataType.DOUBLE, shape, 'c');
    Memory.set(array, values);
    return array;
  }

  private static IntToDoubleFunction elements(TensorProto t) {
    ByteBuffer raw = ByteBuffer.wrap(t.getRawData().toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    boolean isRaw = !t.getRawData().isEmpty();
    TensorProto.DataType type = OnnxTypes.of(t.getDataType());
    return switch (type) {
      case FLOAT -> isRaw ? i -> raw.getFloat(4 * i) : t::getFloatData;
      case DOUBLE -> isRaw ? i -> raw.getDouble(8 * i) : t::getDoubleData;
      case INT64 -> isRaw ? i -> raw.getLong(8 * i) : i -> (double) t.getInt64Data(i);
      case INT32 -> isRaw ? i -> raw.getInt(4 * i) : t::getInt32Data;
      case BOOL -> isRaw ? i -> raw.get(i) : t::getInt32Data;
      default -> throw OnnxTypes.unsuitable(type);
    };
  }

  /** Returns the elements in their order under another shape. */
  static INDArray as(INDArray a, long... shape) {
    return of(Memory.toDoubles(a), shape);
  }

  /** Returns an array with its axes in another order. */
  static INDArray permute(INDArray a, int... axes) {
    return as(a.permute(axes), Arrays.stream(axes).mapToLong(a::size).toArray());
  }

  /**
   * Returns an array of channels as images, whatever the rank: pixels of 1-D and 3-D are of one
   * set.
   */
  static INDArray images(INDArray x) {
    if (x.rank() == 2 || x.rank() == 4) {
      return x;
    }
    long[] shape = x.shape();
    long width = shape[shape.length - 1];
    return as(x, shape[0], shape[1], x.length() / shape[0] / shape[1] / width, width);
  }

  static long[] concatenate(long[] a, long[] b) {
    long[] c = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, c, a.length, b.length);
    return c;
  }
}
