package org.slope.training;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.internal.Memory;

/** Statistics of the columns of {@code [n, c]} or the channels of {@code [n, c, h, w]}. */
final class Columns {
  private static final double EPSILON = Math.ulp(1.0);

  private Columns() {}

  /** Returns the number of columns or channels; the message calls the caller as told. */
  static int count(INDArray a, String who) {
    if (a.rank() != 2 && a.rank() != 4) {
      String fix = a.rank() == 1 ? "reshape it to [" + a.length() + ", 1]" : "reshape it";
      throw new IllegalArgumentException(
          "%s expects [rows, columns] or [images, channels, height, width], got %s; %s"
              .formatted(who, Arrays.toString(a.shape()), fix));
    }
    return Math.toIntExact(a.size(1));
  }

  /** Returns the array, or a float copy of one of integers, in Slope's layout. */
  static INDArray inLayout(INDArray a) {
    boolean real = a.dataType() == DataType.FLOAT || a.dataType() == DataType.DOUBLE;
    if (real && Memory.isNative(a)) {
      return a;
    }
    INDArray copy = Memory.array(real ? a.dataType() : DataType.FLOAT, a.shape());
    Memory.copy(a, copy);
    return copy;
  }

  /** Checks an array that a scaler is fitted to and returns the number of its columns. */
  static int checkFit(INDArray a, String who) {
    int columns = count(a, who);
    if (a.size(0) < 2) {
      throw new IllegalArgumentException(
          "%s got %s %s; expected at least 2, for there is no spread in one; fit it to more data"
              .formatted(who, a.size(0), a.size(0) == 1 ? "row" : "rows"));
    }
    Chunks.checkFinite(a, "data to fit");
    return columns;
  }

  /**
   * Mean, and biased standard deviation by the corrected two-pass algorithm (Chan, Golub, LeVeque
   * 1983). The deviation is 1 for a column that is constant within rounding, by the bound of
   * scikit-learn's StandardScaler: {@code σ² ≤ n·ε·σ² + (n·μ·ε)²}.
   */
  static Standardizer standardizer(INDArray a, int columns) {
    double n = (double) a.length() / columns;
    double[] mean = new double[columns];
    Chunks.read(
        a,
        (x, count, row) -> {
          for (int i = 0; i < count; i += columns) {
            for (int c = 0; c < columns; c++) {
              mean[c] += x[i + c];
            }
          }
        });
    for (int c = 0; c < columns; c++) {
      mean[c] /= n;
    }
    double[] rest = new double[columns];
    double[] squares = new double[columns];
    Chunks.read(
        a,
        (x, count, row) -> {
          for (int i = 0; i < count; i += columns) {
            for (int c = 0; c < columns; c++) {
              double d = x[i + c] - mean[c];
              rest[c] += d;
              squares[c] += d * d;
            }
          }
        });
    double[] scale = new double[columns];
    for (int c = 0; c < columns; c++) {
      double variance = (squares[c] - rest[c] * rest[c] / n) / n;
      double bound = n * EPSILON * variance + Math.pow(n * mean[c] * EPSILON, 2);
      scale[c] = variance <= bound ? 1 : Math.sqrt(variance);
    }
    return new Standardizer(list(mean), list(scale));
  }

  /** Minimum and maximum of each column. */
  static MinMaxScaler minMaxScaler(INDArray a, int columns) {
    double[] minimum = new double[columns];
    double[] maximum = new double[columns];
    Arrays.fill(minimum, Double.POSITIVE_INFINITY);
    Arrays.fill(maximum, Double.NEGATIVE_INFINITY);
    Chunks.read(
        a,
        (x, count, row) -> {
          for (int i = 0; i < count; i += columns) {
            for (int c = 0; c < columns; c++) {
              minimum[c] = Math.min(minimum[c], x[i + c]);
              maximum[c] = Math.max(maximum[c], x[i + c]);
            }
          }
        });
    return new MinMaxScaler(list(minimum), list(maximum), 0, 1);
  }

  private static List<Double> list(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
