package org.slope.core.internal;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The images of a batch, one after the other in memory.
 *
 * @param memory where they are
 * @param count how many there are
 * @param size how many elements each has
 */
record Images(Floats memory, long count, int size) {
  private static final int GRAIN = 1 << 15;

  /** What is done to an image. */
  @FunctionalInterface
  interface Body {
    void run(Scratch scratch, long image);
  }

  static Images of(INDArray a) {
    return new Images(Floats.of(a), a.size(0), Math.toIntExact(a.length() / a.size(0)));
  }

  /** Runs a body for every image, small images together in a chunk. */
  void forEach(Body body) {
    long together = Math.max(1, GRAIN / size);
    Parallel.run(
        (int) Tiles.ceil(count, together),
        chunk -> {
          long from = chunk * together;
          for (long image = from; image < Math.min(count, from + together); image++) {
            body.run(Scratch.own(), image);
          }
        });
  }

  /** Copies an image to a tile. */
  float[] get(long image, Scratch scratch, int number) {
    float[] tile = scratch.tile(number, size);
    memory.get(image * size, tile, size);
    return tile;
  }

  void put(long image, float[] tile) {
    memory.put(image * size, tile, size);
  }
}
