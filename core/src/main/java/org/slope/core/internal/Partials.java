package org.slope.core.internal;

import org.nd4j.linalg.api.ndarray.INDArray;

/** The parts that chunks contribute to a gradient, added up in the order of the chunks. */
final class Partials {
  private static final int MOST_CHUNKS = 8;
  private static final long MOST_MEMORY = 1 << 22;

  private final int chunks;
  private final INDArray gradient;
  private final Floats parts;

  /** Takes the memory for as many chunks from the arena. */
  Partials(Arena arena, int chunks, INDArray gradient) {
    this.chunks = chunks;
    this.gradient = gradient;
    this.parts = Floats.of(arena.array(chunks * gradient.length()));
  }

  /** Returns how many chunks n pieces of work are cut into. */
  static int chunks(long n, INDArray gradient) {
    long affordable = Math.max(2, MOST_MEMORY / gradient.length());
    return (int) Math.min(n, Math.min(MOST_CHUNKS, affordable));
  }

  /** Sets a matrix of so many rows to the part of a chunk, which is to be overwritten. */
  Matrix part(int chunk, long rows, Matrix part) {
    int columns = Math.toIntExact(gradient.length() / rows);
    return part.set(parts, chunk * gradient.length(), rows, columns);
  }

  /** Sets the part of a chunk. */
  void put(int chunk, float[] part) {
    parts.put(chunk * gradient.length(), part, Math.toIntExact(gradient.length()));
  }

  /** Adds all parts to the gradient. */
  void addUp() {
    Floats sums = Floats.of(gradient);
    Tiles.flat(gradient)
        .forEach(
            (scratch, at, n) -> {
              float[] sum = scratch.tile(0, n);
              float[] part = scratch.tile(1, n);
              sums.get(at, sum, n);
              for (int chunk = 0; chunk < chunks; chunk++) {
                parts.get(chunk * gradient.length() + at, part, n);
                for (int i = 0; i < n; i++) {
                  sum[i] += part[i];
                }
              }
              sums.put(at, sum, n);
            });
  }
}
