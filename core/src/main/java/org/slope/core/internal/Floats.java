package org.slope.core.internal;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The memory of a float array, in the order in which it lies there. Blocks are copied to the heap
 * and back, because only loops over heap arrays are vectorized.
 */
final class Floats {
  /** What owns the memory: ND4J frees it once the array is unreachable. */
  private final Object owner;

  private final FloatPointer base;

  /** The same memory, copied without a pointer object a block; null if longer than a buffer. */
  private final @Nullable ByteBuffer bytes;

  private @Nullable FloatBuffer floats;
  private @Nullable IntBuffer ints;

  Floats(Object owner, FloatPointer base, long length) {
    this.owner = owner;
    this.base = base;
    boolean fits = length <= Integer.MAX_VALUE / Float.BYTES;
    bytes = fits ? new FloatPointer(base).limit(base.position() + length).asByteBuffer() : null;
  }

  static Floats of(INDArray a) {
    return new Floats(a, Memory.floats(a), a.length());
  }

  /** Returns a new pointer to an element. */
  FloatPointer at(long index) {
    return new FloatPointer(base).position(base.position() + index);
  }

  /** Copies n elements to the start of a tile. */
  void get(long index, float[] tile, int n) {
    FloatBuffer buffer = floats();
    if (buffer == null) {
      at(index).get(tile, 0, n);
    } else {
      buffer.get((int) index, tile, 0, n);
    }
  }

  /** Copies the first n elements of a tile to here. */
  void put(long index, float[] tile, int n) {
    FloatBuffer buffer = floats();
    if (buffer == null) {
      at(index).put(tile, 0, n);
    } else {
      buffer.put((int) index, tile, 0, n);
    }
  }

  /** Copies the bits of n elements to the start of a tile. */
  void getBits(long index, int[] tile, int n) {
    IntBuffer buffer = ints();
    if (buffer == null) {
      new IntPointer(at(index)).get(tile, 0, n);
    } else {
      buffer.get((int) index, tile, 0, n);
    }
  }

  /** Sets n elements from the bits at the start of a tile. */
  void putBits(long index, int[] tile, int n) {
    IntBuffer buffer = ints();
    if (buffer == null) {
      new IntPointer(at(index)).put(tile, 0, n);
    } else {
      buffer.put((int) index, tile, 0, n);
    }
  }

  /** Two threads may both make it; the buffers are equal. */
  private @Nullable FloatBuffer floats() {
    FloatBuffer buffer = floats;
    if (buffer == null && bytes != null) {
      buffer = bytes.asFloatBuffer();
      floats = buffer;
    }
    return buffer;
  }

  private @Nullable IntBuffer ints() {
    IntBuffer buffer = ints;
    if (buffer == null && bytes != null) {
      buffer = bytes.asIntBuffer();
      ints = buffer;
    }
    return buffer;
  }

  /** Returns n elements as a buffer, for many short copies; this must outlive it. */
  FloatBuffer buffer(long index, long n) {
    FloatPointer first = at(index);
    return first.limit(first.position() + n).asBuffer();
  }

  /** Returns all elements of a short array. */
  static float[] values(INDArray a) {
    float[] values = new float[Math.toIntExact(a.length())];
    of(a).get(0, values, values.length);
    return values;
  }

  /** Sets all elements of a short array. */
  static void set(INDArray a, double[] values) {
    of(a).put(0, toFloats(values), values.length);
  }

  /** Adds to all elements of a short array. */
  static void add(INDArray a, double[] values) {
    float[] sum = values(a);
    for (int i = 0; i < sum.length; i++) {
      sum[i] = (float) (sum[i] + values[i]);
    }
    of(a).put(0, sum, sum.length);
  }

  static float[] toFloats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  @Override
  public String toString() {
    return "Floats(" + owner.getClass().getSimpleName() + ")";
  }
}
