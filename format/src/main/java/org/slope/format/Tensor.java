package org.slope.format;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * An n-dimensional array as a file holds it: an element type, a shape, and the elements in C order
 * (last dimension fastest) in one plain Java array, which is shared, never copied. A tensor of rank
 * 0 holds one element.
 */
public final class Tensor {
  /** The longest array that every JVM can make. */
  static final int MAX_ELEMENTS = Integer.MAX_VALUE - 8;

  /** More than any array library supports. */
  static final int MAX_RANK = 64;

  private static final int CHUNK = 1 << 16;

  private final ElementType type;
  private final long[] shape;
  private final Object data;

  private Tensor(ElementType type, Object data, long[] shape) {
    this.type = type;
    this.data = data;
    this.shape = shape.clone();
  }

  /** A tensor of type F32. */
  public static Tensor of(float[] data, long... shape) {
    return of(ElementType.F32, data, shape);
  }

  /** A tensor of type F64. */
  public static Tensor of(double[] data, long... shape) {
    return of(ElementType.F64, data, shape);
  }

  /** A tensor of type I32. */
  public static Tensor of(int[] data, long... shape) {
    return of(ElementType.I32, data, shape);
  }

  /** A tensor of type I64. */
  public static Tensor of(long[] data, long... shape) {
    return of(ElementType.I64, data, shape);
  }

  /**
   * A tensor of any type but F16 and BF16.
   *
   * @param data the Java array that {@code type} is held in
   * @throws IllegalArgumentException if the array is of another kind, or its length is not the
   *     product of the shape
   */
  public static Tensor of(ElementType type, Object data, long... shape) {
    Class<?> held = type.newArray(0).getClass();
    if (type != type.inMemory() || !held.isInstance(data)) {
      throw new IllegalArgumentException(
          String.format(
              "a tensor of type %s cannot hold a %s; expected %s; convert the array or name its type",
              type,
              data.getClass().getSimpleName(),
              type == type.inMemory() ? "a " + held.getSimpleName() : "F32 with a float[]"));
    }
    if (count(shape) != Array.getLength(data)) {
      throw new IllegalArgumentException(
          String.format(
              "the shape %s does not hold %s elements; expected dimensions whose product is the"
                  + " length of the array; correct the one or the other",
              Arrays.toString(shape), Array.getLength(data)));
    }
    return new Tensor(type, data, shape);
  }

  /** The type of the elements. */
  public ElementType type() {
    return type;
  }

  /** A copy of the shape; empty for a scalar. */
  public long[] shape() {
    return shape.clone();
  }

  /** Number of elements. */
  public int size() {
    return Array.getLength(data);
  }

  /** The elements: the array that {@link #type()} names, not a copy. */
  public Object data() {
    return data;
  }

  /** Element {@code i} in C order, unsigned types as such; integers beyond 2^53 are rounded. */
  public double get(int i) {
    return type.get(data, i);
  }

  /** The elements as doubles: the array itself if the type is F64, else a new one. */
  public double[] toDoubles() {
    if (data instanceof double[] doubles) {
      return doubles;
    }
    double[] out = new double[size()];
    if (data instanceof float[] floats) {
      for (int i = 0; i < out.length; i++) {
        out[i] = floats[i];
      }
    } else {
      Arrays.setAll(out, this::get);
    }
    return out;
  }

  /** The elements as floats: the array itself if the type is F32, else a new one, rounded. */
  public float[] toFloats() {
    if (data instanceof float[] floats) {
      return floats;
    }
    float[] out = new float[size()];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) get(i);
    }
    return out;
  }

  /** Type and shape, such as {@code Tensor(F32 [20, 1, 5, 5])}. */
  @Override
  public String toString() {
    return "Tensor(" + type + " " + Arrays.toString(shape) + ")";
  }

  /** Number of elements of a shape; -1 if a dimension is negative or no Java array is so long. */
  static int count(long... shape) {
    long count = 1;
    boolean tooLong = false;
    boolean empty = false;
    for (long n : shape) {
      if (n < 0) {
        return -1;
      }
      empty |= n == 0;
      tooLong |= n > 0 && count > MAX_ELEMENTS / n;
      count *= tooLong || n == 0 ? 1 : n;
    }
    return empty ? 0 : tooLong ? -1 : (int) count;
  }

  /** Bytes of the elements in a file. */
  long byteSize() {
    return (long) size() * type.bytes();
  }

  /** Writes the elements, little-endian. */
  void writeTo(OutputStream out) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    int n;
    for (int i = 0; i < size(); i += n) {
      n = Math.min(size() - i, CHUNK / type.bytes());
      type.encode(data, i, n, chunk.clear());
      out.write(chunk.array(), 0, n * type.bytes());
    }
  }
}
