package org.slope.core.internal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A thread's own working memory: heap tiles and areas outside the heap, each with a number. They
 * are grown and kept for the next kernel; very large ones are not kept. What they hold at first is
 * unspecified.
 */
final class Scratch {
  /** Memory outside the heap, for BLAS and for short copies. */
  record Area(Floats floats, FloatBuffer buffer) {}

  private static final ThreadLocal<Scratch> OWN = ThreadLocal.withInitial(Scratch::new);
  private static final int MOST_KEPT = 1 << 22;

  /** A cache line, in floats. */
  private static final int LINE = 16;

  private final float[][] tiles = new float[10][0];
  private final int[][] bits = new int[6][0];
  private final Area[] areas = {area(0), area(0)};

  private Scratch() {}

  /** Returns the calling thread's scratch. */
  static Scratch own() {
    return OWN.get();
  }

  /** Returns a heap array of at least n floats. */
  float[] tile(int number, int n) {
    float[] tile = tiles[number];
    if (tile.length < n) {
      tile = new float[n];
      if (n <= MOST_KEPT) {
        tiles[number] = tile;
      }
    }
    return tile;
  }

  /** Returns a heap array of at least n ints. */
  int[] bits(int number, int n) {
    int[] tile = bits[number];
    if (tile.length < n) {
      tile = new int[n];
      if (n <= MOST_KEPT) {
        bits[number] = tile;
      }
    }
    return tile;
  }

  /** Returns memory outside the heap for at least n floats. */
  Area area(int number, int n) {
    Area area = areas[number];
    if (area.buffer.capacity() < n) {
      area = area(n);
      if (n <= MOST_KEPT) {
        areas[number] = area;
      }
    }
    return area;
  }

  private static Area area(int n) {
    int bytes = Math.multiplyExact(Math.toIntExact(Tiles.ceil(n, LINE)), LINE * Float.BYTES);
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(bytes + LINE * Float.BYTES)
            .alignedSlice(LINE * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    return new Area(new Floats(buffer, new FloatPointer(buffer), buffer.capacity()), buffer);
  }
}
