package org.slope.core.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

class ProductTest {
  /** By rows or columns, as many as are worth a thread: for what they multiply, and read. */
  @Test
  void isCutByWhatChunksCost() {
    assertEquals(1, chunks(32, 64, 64));
    assertEquals(8, chunks(1, 784, 2048)); // 1.6 M products of weights that are read once
    assertEquals(1, chunks(1, 64, 512));
    assertEquals(4, chunks(64, 1024, 512));
    assertEquals(32, chunks(1 << 14, 256, 256));
  }

  private static int chunks(int rows, int inner, int columns) {
    return new Product(matrix(rows, inner), matrix(inner, columns), 0, matrix(rows, columns))
        .chunks();
  }

  private static Matrix matrix(int rows, int columns) {
    Floats memory = Floats.of(Memory.array(DataType.FLOAT, rows, columns));
    return Matrix.of(memory, 0, rows, columns);
  }
}
