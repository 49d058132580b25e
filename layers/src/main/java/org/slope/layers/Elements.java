package org.slope.layers;

import java.lang.ref.Reference;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.internal.Memory;

/**
 * Reads and writes the elements of gapless float or double arrays in the order of their memory, and
 * keeps each thread's tiles for it.
 */
final class Elements {
  /** About how many elements a tile has. */
  static final int TILE = 2048;

  private static final int MOST_KEPT = 1 << 20;
  private static final ThreadLocal<Elements> OWN = ThreadLocal.withInitial(Elements::new);

  private final double[][] tiles = new double[2][0];
  private float[] floats = {};

  private Elements() {}

  /** Returns one of the calling thread's two tiles, of at least n elements; it holds anything. */
  static double[] tile(int number, int n) {
    double[][] tiles = OWN.get().tiles;
    double[] tile = tiles[number];
    if (tile.length < n) {
      tile = new double[n];
      if (n <= MOST_KEPT) {
        tiles[number] = tile;
      }
    }
    return tile;
  }

  private static float[] floats(int n) {
    Elements own = OWN.get();
    float[] floats = own.floats;
    if (floats.length < n) {
      floats = new float[n];
      if (n <= MOST_KEPT) {
        own.floats = floats;
      }
    }
    return floats;
  }

  static double[] get(INDArray a) {
    double[] values = new double[Math.toIntExact(a.length())];
    get(a, 0, values, values.length);
    return values;
  }

  /** Reads n values, from an element on. */
  static void get(INDArray a, long from, double[] values, int n) {
    try {
      if (a.dataType() == DataType.DOUBLE) {
        DoublePointer p = Memory.doubles(a);
        p.position(p.position() + from).get(values, 0, n);
        return;
      }
      float[] floats = floats(n);
      FloatPointer p = Memory.floats(a);
      p.position(p.position() + from).get(floats, 0, n);
      for (int i = 0; i < n; i++) {
        values[i] = floats[i];
      }
    } finally {
      Reference.reachabilityFence(a); // a pointer does not keep its memory
    }
  }

  /** Writes the first n values, from an element on. */
  static void put(INDArray a, long from, double[] values, int n) {
    try {
      if (a.dataType() == DataType.DOUBLE) {
        DoublePointer p = Memory.doubles(a);
        p.position(p.position() + from).put(values, 0, n);
        return;
      }
      float[] floats = floats(n);
      for (int i = 0; i < n; i++) {
        floats[i] = (float) values[i];
      }
      FloatPointer p = Memory.floats(a);
      p.position(p.position() + from).put(floats, 0, n);
    } finally {
      Reference.reachabilityFence(a);
    }
  }
}
