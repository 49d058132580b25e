package org.slope.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;

class DatasetTest {
  private static final INDArray X =
      Nd4j.createFromArray(new float[][] {{1, 2}, {3, 4}, {5, 6}, {7, 8}});
  private static final INDArray Y = Nd4j.createFromArray(10f, 20f, 30f, 40f);

  @Test
  void sharesItsArraysAndTakesVectorsAsOneColumn() {
    Dataset data = Dataset.of(X, Y);
    assertSame(X, data.inputs());
    assertArrayEquals(new long[] {4, 1}, data.targets().shape());
    assertNull(data.weights());
    assertEquals(4, data.size());
    assertEquals(Shape.of(2), data.inputShape());
    assertEquals(Shape.of(1), data.targetShape());
    assertEquals("Dataset(4 examples, inputs [2], targets [1])", data.toString());
    INDArray many = Nd4j.zeros(DataType.FLOAT, 53940, 2);
    assertEquals(
        "Dataset(53,940 examples, inputs [2], targets [2], weighted)",
        Dataset.of(many, many, Nd4j.ones(DataType.FLOAT, 53940)).toString());
  }

  @Test
  void aSubsetIsAViewWithRowsInTheOrderGiven() {
    Dataset data = Dataset.of(X, Y).withWeights(Nd4j.createFromArray(1f, 2, 3, 4));
    Dataset some = data.subset(3, 0, 3);
    assertArrayEquals(new double[] {7, 8, 1, 2, 7, 8}, Memory.toDoubles(some.inputs()));
    assertArrayEquals(new double[] {40, 10, 40}, Memory.toDoubles(some.targets()));
    assertArrayEquals(new double[] {4, 1, 4}, Memory.toDoubles(some.weights()));
    assertSame(some.inputs(), some.inputs());
    assertArrayEquals(
        new double[] {1, 2}, Memory.toDoubles(some.subset(1).inputs()), "a view of a view");
  }

  @Test
  void rowsThatLieTogetherAreNotCopied() {
    INDArray x = X.dup();
    Dataset middle = Dataset.of(x, Y).subset(1, 2);
    assertArrayEquals(new double[] {3, 4, 5, 6}, Memory.toDoubles(middle.inputs()));
    x.putScalar(1, 0, 99);
    assertEquals(99, middle.inputs().getDouble(0, 0));
  }

  @Test
  void everyLayoutAndTypeGivesTheRowsThatIndexingGives() {
    INDArray images = counting(DataType.DOUBLE, 5, 3, 4, 2);
    List<INDArray> arrays =
        List.of(
            images,
            images.castTo(DataType.FLOAT),
            images.castTo(DataType.INT32),
            images.castTo(DataType.INT64),
            images.castTo(DataType.UINT8),
            images.castTo(DataType.FLOAT16),
            images.permute(0, 2, 3, 1),
            images.permute(3, 1, 2, 0).dup('c').permute(3, 1, 2, 0),
            Memory.copyOf(images),
            images.reshape(5, 24),
            images.reshape(5, 24).dup('f'),
            counting(DataType.FLOAT, 24, 5).transpose(),
            counting(DataType.FLOAT, 7, 30)
                .get(
                    org.nd4j.linalg.indexing.NDArrayIndex.interval(1, 6),
                    org.nd4j.linalg.indexing.NDArrayIndex.interval(3, 9)),
            images.reshape(5, 3, 8),
            images.reshape(5, 3, 4, 2, 1));
    int[] rows = {4, 1, 2, 2, 0};
    for (INDArray array : arrays) {
      Dataset data = Dataset.of(array, array);
      Dataset view = data.subset(rows);
      assertEquals(array.dataType(), view.inputs().dataType());
      assertArrayEquals(indexed(array, rows), Memory.toDoubles(view.inputs()));
      for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
        Batch batch = view.batches(5).as(type).iterator().next();
        assertEquals(type, batch.inputs().dataType());
        assertArrayEquals(indexed(array, rows), Memory.toDoubles(batch.inputs()));
        assertEquals(true, Memory.isNative(batch.inputs()));
      }
    }
  }

  /** Rows 5 to 9 of 0, 1, 2, … in two columns: row r holds 2r and 2r + 1. */
  @Test
  void viewsOfIntegersStartWhereTheyStart() {
    for (DataType type :
        List.of(
            DataType.INT32,
            DataType.INT64,
            DataType.INT16,
            DataType.INT8,
            DataType.UINT8,
            DataType.FLOAT16,
            DataType.BFLOAT16)) {
      INDArray x = counting(type, 10, 2).get(NDArrayIndex.interval(5, 10), NDArrayIndex.all());
      INDArray y = counting(type, 10, 1).get(NDArrayIndex.interval(5, 10), NDArrayIndex.all());
      assertEquals(10, x.offset(), "a view");
      Dataset data = Dataset.of(x, y);
      Batch all = data.batches(5).iterator().next();
      assertArrayEquals(
          new double[] {10, 11, 12, 13, 14, 15, 16, 17, 18, 19},
          Memory.toDoubles(all.inputs()),
          type.toString());
      assertArrayEquals(new double[] {5, 6, 7, 8, 9}, Memory.toDoubles(all.targets()));
      Batch some = data.subset(4, 1).batches(2).iterator().next();
      assertArrayEquals(new double[] {18, 19, 12, 13}, Memory.toDoubles(some.inputs()));
      assertEquals(List.of(14.0, 15.0), Standardizer.fit(x).mean());
    }
  }

  @Test
  void mapsInputsAndTargets() {
    Dataset data =
        Dataset.of(X, Y, Nd4j.createFromArray(1f, 2, 3, 4))
            .withNames(List.of("a", "b"), List.of("c"));
    Dataset part = data.subset(0, 2);
    Dataset mapped = part.map(Standardizer.fit(part.inputs()), Standardizer.fit(part.targets()));
    assertArrayEquals(new double[] {-1, -1, 1, 1}, Memory.toDoubles(mapped.inputs()));
    assertArrayEquals(new double[] {-1, 1}, Memory.toDoubles(mapped.targets()));
    assertArrayEquals(new double[] {1, 3}, Memory.toDoubles(mapped.weights()));
    assertEquals(List.of("a", "b"), mapped.inputNames());
    assertEquals(List.of("c"), mapped.targetNames());
    Dataset inputsOnly = part.map(MinMaxScaler.fit(part.inputs()));
    assertArrayEquals(new double[] {0, 0, 1, 1}, Memory.toDoubles(inputsOnly.inputs()));
    assertArrayEquals(new double[] {10, 30}, Memory.toDoubles(inputsOnly.targets()));
    assertArrayEquals(new double[] {1, 2, 5, 6}, Memory.toDoubles(part.inputs()));
  }

  @Test
  void saysWhatIsWrongWithArrays() {
    INDArray gap = X.dup();
    gap.putScalar(2, 1, Float.NaN);
    fails(
        "the inputs hold NaN in row 2, column 1, counted from 0; expected finite numbers; remove"
            + " the row or replace the value",
        () -> Dataset.of(gap, Y));
    INDArray images = counting(DataType.DOUBLE, 3, 2, 2, 2);
    images.putScalar(new int[] {1, 1, 0, 1}, Double.POSITIVE_INFINITY);
    fails(
        "the inputs hold Infinity in row 1, counted from 0; expected finite numbers; remove the"
            + " row or replace the value",
        () -> Dataset.of(images, counting(DataType.FLOAT, 3)));
    fails(
        "the targets hold NaN in row 2, column 1, counted from 0; expected finite numbers; remove"
            + " the row or replace the value",
        () -> Dataset.of(X, gap));
    fails(
        "there are 4 rows of inputs and 3 of targets; expected one target for each input; check"
            + " how the arrays were cut",
        () -> Dataset.of(X, counting(DataType.FLOAT, 3)));
    fails(
        "the inputs have the shape [4]; expected [examples, …]; reshape them, to [4, 1] if each"
            + " number is an example",
        () -> Dataset.of(Y, Y));
    fails(
        "the inputs have the shape [0, 2]; expected at least one row and one column; check how the"
            + " data was read",
        () -> Dataset.of(Nd4j.empty(DataType.FLOAT).reshape(0, 2), Y));
    fails(
        "the inputs hold BOOL; expected numbers; cast them to DataType.FLOAT",
        () -> Dataset.of(X.gt(3), Y));
  }

  @Test
  void saysWhatIsWrongWithWeightsNamesAndRows() {
    Dataset data = Dataset.of(X, Y);
    fails(
        "the weights have the shape [3]; expected [4], one for each example; check how they were"
            + " cut",
        () -> data.withWeights(counting(DataType.FLOAT, 3)));
    fails(
        "the weight of row 2, counted from 0, is -1.0; expected 0 or more; remove the row or use 0",
        () -> Dataset.of(X, Y, Nd4j.createFromArray(1f, 0, -1, 1)));
    fails(
        "all weights are 0; expected one above 0; without weights, all examples count alike",
        () -> Dataset.of(X, Y, Nd4j.zeros(DataType.FLOAT, 4)));
    fails(
        "got 3 input names for 2 columns; expected one for each, or none; check the list",
        () -> data.withNames(List.of("a", "b", "c"), List.of()));
    fails(
        "the input names [a, a] repeat; expected different names; rename one",
        () -> data.withNames(List.of("a", "a"), List.of()));
    fails("there is no row 4; expected 0 to 3; rows are counted from 0", () -> data.subset(1, 4));
    fails(
        "the subset is empty; expected at least one row; name the rows, counted from 0",
        data::subset);
  }

  static void fails(String message, Executable code) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, code).getMessage());
  }

  static INDArray counting(DataType type, long... shape) {
    long count = 1;
    for (long size : shape) {
      count *= size;
    }
    return Nd4j.arange((double) count).castTo(type).reshape(shape);
  }

  private static double[] indexed(INDArray a, int[] rows) {
    int width = (int) (a.length() / a.size(0));
    double[] all = Memory.toDoubles(a);
    double[] out = new double[rows.length * width];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(all, rows[i] * width, out, i * width, width);
    }
    return out;
  }
}
