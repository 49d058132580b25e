package org.slope.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class RowsTest {

  private static double[] all(INDArray x) {
    Rows rows = new Rows("x", x);
    return rows.read(0, (int) rows.count);
  }

  private static double[] counting(int from, int to) {
    return java.util.stream.IntStream.range(from, to).asDoubleStream().toArray();
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT", "DOUBLE", "HALF", "BFLOAT16", "INT", "LONG", "SHORT", "BYTE", "UBYTE"})
  void types(DataType type) {
    assertArrayEquals(counting(0, 12), all(Nd4j.arange(12).reshape(4, 3).castTo(type)));
  }

  @Test
  void booleans() {
    assertArrayEquals(new double[] {0, 1}, all(Nd4j.createFromArray(false, true)));
  }

  @Test
  void views() {
    INDArray x = Nd4j.arange(24).castTo(DataType.DOUBLE).reshape(6, 4);
    INDArray fortran = x.dup('f');
    assertArrayEquals(counting(0, 24), all(fortran));
    assertArrayEquals(counting(0, 24), all(x.transpose().dup().transpose()));
    INDArray view = x.get(NDArrayIndex.interval(1, 2, 5), NDArrayIndex.interval(1, 3));
    assertArrayEquals(new double[] {5, 6, 13, 14}, all(view));
    INDArray fortranView = fortran.get(NDArrayIndex.interval(1, 2, 5), NDArrayIndex.interval(1, 3));
    assertArrayEquals(new double[] {5, 6, 13, 14}, all(fortranView));
    assertArrayEquals(new double[] {2, 6, 10, 14, 18, 22}, all(x.getColumn(2)));
    assertArrayEquals(new double[] {8, 9, 10, 11}, all(x.getRow(2)));
    assertArrayEquals(
        new double[] {9, 10, 13, 14},
        new Rows("x", x.get(NDArrayIndex.interval(1, 5), NDArrayIndex.interval(1, 3))).read(1, 2));
  }

  @Test
  void trailingDimensionsAreOutputs() {
    INDArray x = Nd4j.arange(24).reshape(2, 3, 2, 2);
    INDArray channelsLast = x.permute(0, 2, 3, 1).dup('c').permute(0, 3, 1, 2);
    assertEquals(12, new Rows("x", channelsLast).width);
    assertArrayEquals(counting(0, 24), all(channelsLast));
  }

  /** Blocks hold 65,536 elements; here are three. */
  @Test
  void blocks() {
    INDArray t = Nd4j.arange(150_000).castTo(DataType.DOUBLE).reshape(75_000, 2);
    assertEquals(0, Metric.maxError().of(t.dup('f'), t));
    assertEquals(1, Metric.r2().of(t, t));
    t.putScalar(74_999, 1, Double.NaN);
    IllegalArgumentException e =
        org.junit.jupiter.api.Assertions.assertThrows(
            IllegalArgumentException.class, () -> Metric.mae().of(t, t));
    assertEquals(
        "targets hold NaN in row 74999; expected finite numbers; remove the example or give it a"
            + " finite target",
        e.getMessage());
  }
}
