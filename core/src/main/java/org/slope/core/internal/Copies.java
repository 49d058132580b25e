package org.slope.core.internal;

import org.jspecify.annotations.Nullable;

/**
 * Copies of pieces of some images to an area: from memory to memory where the pieces are long, else
 * through the heap, where a short copy costs least. Belongs to one thread.
 */
final class Copies {
  /** Pieces of fewer elements go through the heap. */
  static final int SHORT = 64;

  /** Slots of {@link Scratch#tile}. */
  private static final int FROM = 0;

  private static final int TO = 1;

  private static final float[] NONE = {};

  private Floats images = Floats.NONE;
  private Floats area = Floats.NONE;
  private long start;
  private float @Nullable [] from;
  private float[] to = NONE;

  /**
   * Prepares copies of pieces of a length.
   *
   * @param start the first element that may be copied
   * @param length how many elements from there on may be copied
   * @param size how many elements are written
   */
  void prepare(Floats images, long start, int length, Floats area, int size, int piece) {
    this.images = images;
    this.area = area;
    this.start = start;
    if (piece < SHORT) {
      Scratch s = Scratch.own();
      from = s.tile(FROM, length);
      images.get(start, from, length);
      to = s.tile(TO, size);
    } else {
      from = null;
      to = NONE;
    }
  }

  void copy(long index, int at, int n) {
    if (from == null) {
      area.put(at, images, index, n);
    } else {
      System.arraycopy(from, (int) (index - start), to, at, n);
    }
  }

  void fill(int at, float[] border, int n) {
    if (from == null) {
      area.put(at, border, n);
    } else {
      System.arraycopy(border, 0, to, at, n);
    }
  }

  /** Writes what is on the heap to the area, and lets go of the memory. */
  void finish(int size) {
    if (from != null) {
      area.put(0, to, size);
    }
    images = Floats.NONE;
    area = Floats.NONE;
    from = null;
    to = NONE;
  }
}
