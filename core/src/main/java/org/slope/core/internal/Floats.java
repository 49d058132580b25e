package org.slope.core.internal;

import java.lang.ref.Reference;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The memory of a float array, in the order in which it lies there. Blocks are copied to the heap
 * and back, because only loops over heap arrays are vectorized.
 *
 * @param owner what owns the memory: ND4J frees it once the array is unreachable
 * @param address where the first element is
 * @param length how many there are
 */
public record Floats(Object owner, long address, long length) {
  /** No memory. */
  static final Floats NONE = new Floats("none", 0, 0);

  /** Slots of {@link Scratch#tile}. */
  private static final int SUM = 36;

  private static final int CONVERTED = 74;

  /** Returns the memory of an array that lies in one block. */
  public static Floats of(INDArray a) {
    return new Floats(a, a.data().pointer().address() + a.offset() * Float.BYTES, a.length());
  }

  /** Returns n elements from an index on, all of which must be there. */
  Floats part(long index, long n) {
    return new Floats(owner, address(index, n), n);
  }

  /** Returns the address of n elements from an index on, all of which must be there. */
  long address(long index, long n) {
    Objects.checkFromIndexSize(index, n, length);
    return address + index * Float.BYTES;
  }

  /** Copies n elements to the start of a tile. */
  public void get(long index, float[] tile, int n) {
    get(index, tile, 0, n);
  }

  /** Copies n elements to a place in a tile. */
  void get(long index, float[] tile, int to, int n) {
    try {
      long from = address(index, n);
      NativeWindow.of(from).floats().get(NativeWindow.index(from), tile, to, n);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Copies the first n elements of a tile to here. */
  public void put(long index, float[] tile, int n) {
    put(index, tile, 0, n);
  }

  /** Copies n elements of a tile, from a place in it on, to here. */
  void put(long index, float[] tile, int from, int n) {
    try {
      long to = address(index, n);
      NativeWindow.of(to).floats().put(NativeWindow.index(to), tile, from, n);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Copies n elements to the start of a tile of doubles. */
  public void get(long index, double[] tile, int n) {
    float[] floats = Scratch.own().tile(CONVERTED, n);
    get(index, floats, n);
    VectorLoops loops = Vectors.CONVERSION.loops();
    if (loops == null) {
      ScalarLoops.widen(floats, tile, 0, n);
    } else {
      loops.widen(floats, tile, n);
    }
  }

  /** Copies the first n elements of a tile of doubles to here, rounded. */
  public void put(long index, double[] tile, int n) {
    float[] floats = Scratch.own().tile(CONVERTED, n);
    VectorLoops loops = Vectors.CONVERSION.loops();
    if (loops == null) {
      ScalarLoops.narrow(tile, floats, 0, n);
    } else {
      loops.narrow(tile, floats, n);
    }
    put(index, floats, n);
  }

  /** Copies n elements of another memory, which must not overlap them, to here. */
  void put(long index, Floats source, long sourceIndex, int n) {
    try {
      long to = address(index, n);
      long from = source.address(sourceIndex, n);
      NativeWindow.of(to)
          .floats()
          .put(NativeWindow.index(to), NativeWindow.of(from).floats(), NativeWindow.index(from), n);
    } finally {
      Reference.reachabilityFence(this);
      Reference.reachabilityFence(source);
    }
  }

  /** Copies the bits of n elements to the start of a tile. */
  void getBits(long index, int[] tile, int n) {
    try {
      long from = address(index, n);
      NativeWindow.of(from).ints().get(NativeWindow.index(from), tile, 0, n);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Sets n elements from the bits at the start of a tile. */
  void putBits(long index, int[] tile, int n) {
    try {
      long to = address(index, n);
      NativeWindow.of(to).ints().put(NativeWindow.index(to), tile, 0, n);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** Returns all elements of a short array. */
  static float[] values(INDArray a) {
    float[] values = new float[Math.toIntExact(a.length())];
    of(a).get(0, values, values.length);
    return values;
  }

  /** Sets all elements of a short array. */
  static void set(INDArray a, double[] values) {
    of(a).put(0, values, values.length);
  }

  /** Adds to all elements of a short array. */
  static void add(INDArray a, double[] values) {
    of(a).add(values, Math.toIntExact(a.length()));
  }

  /** Adds the first n values to the first n elements. */
  void add(double[] values, int n) {
    float[] sum = Scratch.own().tile(SUM, n);
    get(0, sum, n);
    for (int i = 0; i < n; i++) {
      sum[i] = (float) (sum[i] + values[i]);
    }
    put(0, sum, n);
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
    return "Floats(" + length + ")";
  }
}
