package org.slope.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.internal.Memory;

/** Scalers lead back to where they came from, for columns of any offset and spread. */
class ScalerPropertiesTest {

  /** Where a column lies, and how far its values reach; 0 makes it constant. */
  record Column(double offset, double spread) {}

  /** Rows of columns or, with more than a pixel, images of channels. */
  record Data(List<Column> columns, int rows, int pixels, DataType type, long seed) {

    INDArray array() {
      int c = columns.size();
      long[] shape = pixels == 1 ? new long[] {rows, c} : new long[] {rows, c, pixels, 1};
      double[] values = new double[rows * c * pixels];
      Random random = new Random(seed);
      for (int k = 0; k < values.length; k++) {
        Column column = columns.get(column(k));
        values[k] = column.offset + column.spread * random.nextGaussian();
      }
      INDArray x = Memory.array(type, shape);
      Memory.set(x, values);
      return x;
    }

    /** The column that the k-th value, in row-major order, belongs to. */
    int column(int k) {
      return k / pixels % columns.size();
    }
  }

  @Provide
  Arbitrary<Data> data() {
    Arbitrary<Double> offsets = Arbitraries.of(0.0, 1.0, -0.1, 1e4, 1e8, -1e12);
    Arbitrary<Double> spreads = Arbitraries.of(0.0, 1.0, 1e-6, 1e6);
    return Combinators.combine(
            Combinators.combine(offsets, spreads).as(Column::new).list().ofMinSize(1).ofMaxSize(4),
            Arbitraries.integers().between(2, 20),
            Arbitraries.integers().between(1, 3),
            Arbitraries.of(DataType.DOUBLE, DataType.FLOAT),
            Arbitraries.longs().between(0, 999))
        .as(Data::new);
  }

  @Property(seed = "71", tries = 300)
  void standardizingLeadsBack(@ForAll("data") Data data) {
    INDArray x = data.array();
    Standardizer s = Standardizer.fit(x);
    assertLeadsBack(data, s, x, s.mean());
    double[] z = Memory.toDoubles(s.transform(x));
    for (int c = 0; c < data.columns.size(); c++) {
      double sum = 0;
      double squares = 0;
      for (int k = 0; k < z.length; k++) {
        sum += data.column(k) == c ? z[k] : 0;
        squares += data.column(k) == c ? z[k] * z[k] : 0;
      }
      double n = (double) data.rows * data.pixels;
      double center = s.mean().get(c);
      double sigma = s.standardDeviation().get(c);
      boolean constant = constant(data, x, c);
      // what rounding the mean, or a float z, leaves
      double rounding = 4 * (Math.ulp(center) / sigma + Math.ulp(1f));
      assertEquals(0, sum / n, rounding, "mean of column " + c);
      if (constant) {
        assertEquals(1, sigma, "σ of constant column " + c);
      } else if (sigma != 1) {
        assertEquals(1, squares / n, 4 * rounding, "variance of column " + c);
      }
    }
  }

  private static boolean constant(Data data, INDArray x, int c) {
    double[] values = Memory.toDoubles(x);
    double first = Double.NaN;
    for (int k = 0; k < values.length; k++) {
      if (data.column(k) == c) {
        if (!Double.isNaN(first) && values[k] != first) {
          return false;
        }
        first = values[k];
      }
    }
    return true;
  }

  @Property(seed = "72", tries = 300)
  void scalingToARangeLeadsBack(
      @ForAll("data") Data data,
      @ForAll @DoubleRange(min = -10, max = 10) double low,
      @ForAll @DoubleRange(min = 0.1, max = 10) double width) {
    INDArray x = data.array();
    double high = low + width;
    MinMaxScaler s = MinMaxScaler.fit(x).range(low, high);
    List<Double> centers =
        IntStream.range(0, data.columns.size())
            .mapToObj(
                c -> {
                  double min = s.minimum().get(c);
                  double max = s.maximum().get(c);
                  return min - low * (max == min ? 1 : max - min) / (high - low);
                })
            .toList();
    assertLeadsBack(data, s, x, centers);
    double[] z = Memory.toDoubles(s.transform(x));
    for (int k = 0; k < z.length; k++) {
      int c = data.column(k);
      double min = s.minimum().get(c);
      double max = s.maximum().get(c);
      double spread = max == min ? 1 : max - min;
      double rounding =
          8 * (Math.ulp(Math.abs(centers.get(c)) + Math.abs(min)) * (high - low) / spread)
              + Math.max(Math.abs(low), Math.abs(high)) * 4 * Math.ulp(1f);
      double value = Memory.toDoubles(x)[k];
      String what = "value " + k + ", " + value + ", became " + z[k];
      assertTrue(z[k] >= low - rounding && z[k] <= high + rounding, what);
      if (value == min) {
        assertEquals(low, z[k], rounding, what);
      } else if (value == max) {
        assertEquals(high, z[k], rounding, what);
      }
    }
  }

  private static void assertLeadsBack(
      Data data, Transform scaler, INDArray x, List<Double> centers) {
    double[] values = Memory.toDoubles(x);
    INDArray back = scaler.inverse(scaler.transform(x));
    assertEquals(x.dataType(), back.dataType());
    double[] returned = Memory.toDoubles(back);
    // half a unit in the last place for each of four operations
    double unit = data.type == DataType.DOUBLE ? 4 * 0x1p-53 : 4 * 0x1p-24;
    for (int k = 0; k < values.length; k++) {
      double distance = Math.abs(values[k] - centers.get(data.column(k)));
      double tolerance = unit * (Math.abs(values[k]) + distance);
      assertEquals(values[k], returned[k], tolerance, "column " + data.column(k));
    }
  }
}
