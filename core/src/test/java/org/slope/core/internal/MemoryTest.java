package org.slope.core.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class MemoryTest {
  @Test
  void arraysLikeAnotherHaveTheirOwnMemoryAndAreOrdinary() {
    for (INDArray a :
        List.of(Nd4j.rand(DataType.FLOAT, 3, 4), Nd4j.rand(DataType.DOUBLE, 2, 3, 4, 5))) {
      INDArray before = a.dup();
      INDArray like = Memory.like(a);
      assertArrayEquals(a.shape(), like.shape());
      assertArrayEquals(a.stride(), like.stride());
      assertEquals(a.dataType(), like.dataType());
      assertEquals(a.ordering(), like.ordering());
      like.assign(2);
      assertEquals(before, a);
      assertEquals(2.0 * a.length(), like.sumNumber().doubleValue());
      assertEquals(3.0, like.ravel().add(1).minNumber().doubleValue());
      like.close();
      assertEquals(before, a);
      assertEquals(before.sumNumber().doubleValue(), a.sumNumber().doubleValue());
    }
  }

  @Test
  void rankFourKeepsItsChannelsLast() {
    INDArray a = Memory.array(DataType.FLOAT, 2, 3, 4, 5);
    assertTrue(Memory.isNative(a));
    assertFalse(Memory.isRowMajor(a));
    double[] values = counting(120);
    Memory.set(a, values);
    assertArrayEquals(values, Memory.toDoubles(a));
    assertEquals(values[1 * 60 + 2 * 20 + 3 * 5 + 4], a.getDouble(1, 2, 3, 4));
    // batch, row, column, channel
    assertEquals(
        values[1 * 60 + 2 * 20 + 3 * 5 + 4], Memory.floats(a).get((((1 * 4 + 3) * 5) + 4) * 3 + 2));
  }

  @Test
  void viewsShareTheFlatArray() {
    INDArray flat = Memory.array(DataType.FLOAT, 40);
    Memory.fill(flat, 0);
    INDArray view = Memory.view(flat, 6, 2, 1, 3, 4);
    Memory.set(view, counting(24));
    assertEquals(0, flat.getDouble(5));
    assertEquals(1, flat.getDouble(6));
    assertEquals(24, flat.getDouble(29));
    assertEquals(0, flat.getDouble(30));
    assertEquals(1, Memory.floats(view).get(0));
    INDArray row = Memory.rows(view, 1, 2);
    assertEquals(13, row.getDouble(0, 0, 0, 0));
    assertEquals(13, Memory.floats(row).get(0));
    Memory.fill(row, 7);
    assertEquals(12, flat.getDouble(17));
    assertEquals(7, flat.getDouble(18));
    INDArray nested = Memory.view(Memory.view(flat, 18, 12), 2, 5);
    Memory.fill(nested, 9);
    assertEquals(7, flat.getDouble(19));
    assertEquals(9, flat.getDouble(20));
  }

  @Test
  void copiesAnyStridesAndTypes() {
    INDArray from = Nd4j.createFromArray(counting(24)).reshape(2, 3, 4).permute(0, 2, 1);
    INDArray to = Memory.array(DataType.FLOAT, 2, 4, 3);
    Memory.copy(from, to);
    assertArrayEquals(Memory.toDoubles(from), Memory.toDoubles(to));
    assertEquals(from.getDouble(1, 2, 0), to.getDouble(1, 2, 0));
    INDArray ints = Nd4j.createFromArray(new int[][] {{1, 2}, {3, 4}});
    assertArrayEquals(new double[] {1, 2, 3, 4}, Memory.toDoubles(ints));
  }

  private static double[] counting(int n) {
    return IntStream.rangeClosed(1, n).asDoubleStream().toArray();
  }
}
