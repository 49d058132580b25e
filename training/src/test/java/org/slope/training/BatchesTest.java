package org.slope.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.slope.training.DatasetTest.counting;
import static org.slope.training.DatasetTest.fails;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.internal.Memory;

class BatchesTest {
  private static final Dataset DATA =
      Dataset.of(
          counting(DataType.FLOAT, 10, 3),
          counting(DataType.FLOAT, 10),
          counting(DataType.FLOAT, 10).add(1));

  @Test
  void seedAndEpochDecideTheOrder() {
    Batches batches = DATA.batches(3, 42);
    assertFalse(targets(batches).equals(range(10)));
    assertEquals(targets(batches), targets(batches));
    assertEquals(targets(batches), targets(batches.epoch(0)));
    assertFalse(targets(batches).equals(targets(batches.epoch(1))));
    assertEquals(targets(batches.epoch(1)), targets(DATA.batches(3, 42, 1)));
    assertFalse(targets(batches).equals(targets(DATA.batches(3, 43))));
  }

  @Test
  void dropsTheLastShortBatchOnRequest() {
    assertEquals(range(9), targets(DATA.batches(3).dropLast()));
    assertEquals(3, DATA.batches(3).dropLast().count());
    assertEquals(range(10), targets(DATA.batches(5).dropLast()));
    fails(
        "dropLast leaves no batch of 10 examples; expected at least the batch size, 11; lower it",
        () -> DATA.batches(11).dropLast());
    fails("the batch size is 0; expected 1 or more; 32 and 64 are usual", () -> DATA.batches(0));
    fails(
        "batches cannot hold INT; expected a network's type; choose FLOAT or DOUBLE",
        () -> DATA.batches(2).as(DataType.INT32));
  }

  @Test
  void theArraysOfAShapeAreUsedAgainInEveryEpoch() {
    Batches batches = DATA.batches(4, 1);
    List<INDArray> first = arrays(batches);
    List<INDArray> second = arrays(batches.epoch(1));
    assertSame(first.get(0), first.get(1));
    assertNotSame(first.get(1), first.get(2), "the short batch");
    for (int i = 0; i < 3; i++) {
      assertSame(first.get(i), second.get(i));
    }
  }

  @Test
  void aCopyOutlivesItsBatch() {
    Iterator<Batch> batches = DATA.batches(4).iterator();
    Batch batch = batches.next();
    Batch copy = batch.copy();
    batches.next();
    assertEquals(4, batch.targets().getDouble(0, 0));
    assertEquals(0, copy.targets().getDouble(0, 0));
    assertEquals(1, copy.weights().getDouble(0));
    assertEquals("Batch(4 examples, inputs [3], targets [1], weighted)", copy.toString());
    assertEquals("Batches(3 of 4 examples, seed 7, epoch 2)", DATA.batches(4, 7, 2).toString());
    assertEquals("Batches(3 of 4 examples, in order)", DATA.batches(4).toString());
  }

  @Test
  void weighsABatch() {
    Iterator<Batch> batches = DATA.batches(4).iterator();
    assertEquals(1 + 2 + 3 + 4, batches.next().totalWeight());
    batches.next();
    assertEquals(9 + 10, batches.next().totalWeight());
    assertEquals(9 + 10, last(DATA.batches(4).as(DataType.DOUBLE)).totalWeight());
    INDArray x = counting(DataType.FLOAT, 5, 2);
    assertEquals(5, last(Dataset.of(x, x).batches(8)).totalWeight());
  }

  @Test
  void aSecondIterationEndsTheFirst() {
    Batches batches = DATA.batches(4);
    Iterator<Batch> first = batches.iterator();
    first.next();
    Iterator<Batch> second = batches.epoch(1).iterator();
    second.next();
    assertEquals(
        "another iteration over these batches has begun and uses their arrays; expected one at a"
            + " time; call batches(…) again for the second",
        assertThrows(IllegalStateException.class, first::next).getMessage());
    Iterator<Batch> over = DATA.batches(10).iterator();
    over.next();
    assertThrows(NoSuchElementException.class, over::next);
  }

  @Test
  void readsThroughViewsAndKeepsTheTypeOfRealInputs() {
    Dataset view = DATA.subset(7, 8, 2);
    assertEquals(List.of(7.0, 8.0, 2.0), targets(view.batches(2)));
    assertEquals(DataType.FLOAT, last(view.batches(2)).inputs().dataType());
    INDArray doubles = counting(DataType.DOUBLE, 4, 2);
    INDArray ints = counting(DataType.INT32, 4, 2);
    assertEquals(DataType.DOUBLE, last(Dataset.of(doubles, ints).batches(2)).targets().dataType());
    assertEquals(DataType.FLOAT, last(Dataset.of(ints, doubles).batches(2)).targets().dataType());
  }

  @Test
  void imagesComeWithTheirChannelsLast() {
    INDArray images = counting(DataType.FLOAT, 3, 2, 2, 2);
    Batch batch = Dataset.of(images, images).subset(2, 0).batches(2).iterator().next();
    // Image 2 is 16..23: [[16, 17], [18, 19]] and [[20, 21], [22, 23]]
    float[] memory = new float[8];
    Memory.floats(batch.inputs()).get(memory);
    assertArrayEquals(new float[] {16, 20, 17, 21, 18, 22, 19, 23}, memory);
    assertEquals(21, batch.inputs().getDouble(0, 1, 0, 1));
  }

  private static Batch last(Batches batches) {
    Batch last = null;
    for (Batch batch : batches) {
      last = batch;
    }
    return last;
  }

  private static List<INDArray> arrays(Batches batches) {
    List<INDArray> arrays = new ArrayList<>();
    batches.forEach(batch -> arrays.add(batch.inputs()));
    return arrays;
  }

  private static List<Double> range(int n) {
    return IntStream.range(0, n).mapToObj(i -> (double) i).toList();
  }

  private static List<Double> targets(Batches batches) {
    List<Double> targets = new ArrayList<>();
    for (Batch batch : batches) {
      DoubleStream.of(Memory.toDoubles(batch.targets())).forEach(targets::add);
    }
    return targets;
  }
}
