package org.slope.training;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.internal.Memory;

/** What a data set demands of its arrays, and the messages when they fail. */
final class DatasetChecks {
  private DatasetChecks() {}

  static void inputs(INDArray inputs) {
    if (inputs.rank() < 2) {
      throw new IllegalArgumentException(
          "the inputs have the shape %s; expected [examples, …]; reshape them, to [%s, 1] if each number is an example"
              .formatted(Arrays.toString(inputs.shape()), inputs.length()));
    }
    array("inputs", inputs);
  }

  static void targets(INDArray inputs, INDArray targets) {
    if (targets.rank() == 0) {
      throw new IllegalArgumentException(
          "the targets are one number; expected [examples, …]; give an array with a row for each example");
    }
    if (targets.size(0) != inputs.size(0)) {
      throw new IllegalArgumentException(
          "there are %s rows of inputs and %s of targets; expected one target for each input; check how the arrays were cut"
              .formatted(inputs.size(0), targets.size(0)));
    }
    array("targets", targets);
  }

  private static void array(String what, INDArray a) {
    if (!a.dataType().isNumerical()) {
      throw new IllegalArgumentException(
          "the %s hold %s; expected numbers; cast them to DataType.FLOAT"
              .formatted(what, a.dataType()));
    }
    if (a.isEmpty()) {
      throw new IllegalArgumentException(
          "the %s have the shape %s; expected at least one row and one column; check how the data was read"
              .formatted(what, Arrays.toString(a.shape())));
    }
    if (a.size(0) > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "the %s have %s rows; expected less than 2^31; use several data sets"
              .formatted(what, a.size(0)));
    }
    Chunks.checkFinite(a, what);
  }

  /** Returns the weights as [n]. */
  static INDArray weights(INDArray inputs, INDArray weights) {
    long n = inputs.size(0);
    if (weights.length() != n || weights.size(0) != n) {
      throw new IllegalArgumentException(
          "the weights have the shape %s; expected [%s], one for each example; check how they were cut"
              .formatted(Arrays.toString(weights.shape()), n));
    }
    array("weights", weights);
    double[] values = Memory.toDoubles(weights);
    for (int i = 0; i < values.length; i++) {
      if (values[i] < 0) {
        throw new IllegalArgumentException(
            "the weight of row %s, counted from 0, is %s; expected 0 or more; remove the row or use 0"
                .formatted(i, values[i]));
      }
    }
    if (Arrays.stream(values).allMatch(w -> w == 0)) {
      throw new IllegalArgumentException(
          "all weights are 0; expected one above 0; without weights, all examples count alike");
    }
    return weights.rank() == 1 ? weights : weights.reshape(n);
  }

  static void names(String what, List<String> names, INDArray array) {
    if (!names.isEmpty() && names.size() != array.size(1)) {
      throw new IllegalArgumentException(
          "got %s %s names for %s columns; expected one for each, or none; check the list"
              .formatted(names.size(), what, array.size(1)));
    }
    if (new HashSet<>(names).size() < names.size()) {
      throw new IllegalArgumentException(
          "the %s names %s repeat; expected different names; rename one".formatted(what, names));
    }
  }

  static void rows(int[] rows, int n) {
    if (rows.length == 0) {
      throw new IllegalArgumentException(
          "the subset is empty; expected at least one row; name the rows, counted from 0");
    }
    for (int row : rows) {
      if (row < 0 || row >= n) {
        throw new IllegalArgumentException(
            "there is no row %s; expected 0 to %s; rows are counted from 0".formatted(row, n - 1));
      }
    }
  }

  static void perRow(String what, int given, int rows) {
    if (given != rows) {
      throw new IllegalArgumentException(
          "got %s %s for %s rows; expected one for each row; take them from the same data"
              .formatted(given, what, rows));
    }
  }

  static void times(double[] times) {
    for (int i = 0; i < times.length; i++) {
      if (!Double.isFinite(times[i])) {
        throw new IllegalArgumentException(
            "the time of row %s, counted from 0, is %s; expected a finite number; remove the row or set its time"
                .formatted(i, times[i]));
      }
    }
  }

  /** The class of each row of one-hot targets, or of [n, 1] with whole numbers. */
  static long[] labels(INDArray targets) {
    if (targets.rank() != 2) {
      throw new IllegalArgumentException(
          "targets %s have no classes; expected one-hot rows [n, classes] or labels [n, 1]; use split instead"
              .formatted(Arrays.toString(targets.shape())));
    }
    int columns = (int) targets.size(1);
    double[] values = Memory.toDoubles(targets);
    return IntStream.range(0, (int) targets.size(0))
        .mapToLong(row -> columns == 1 ? label(values, row) : oneHot(values, row, columns))
        .toArray();
  }

  private static long label(double[] values, int row) {
    double value = values[row];
    if (value != Math.rint(value)) {
      throw new IllegalArgumentException(
          "the target of row %s, counted from 0, is %s; expected a class, which is a whole number; use split for a regression"
              .formatted(row, value));
    }
    return (long) value;
  }

  private static long oneHot(double[] values, int row, int columns) {
    int label = -1;
    for (int c = 0; c < columns; c++) {
      double value = values[row * columns + c];
      if (value == 1 && label < 0) {
        label = c;
      } else if (value != 0) {
        throw new IllegalArgumentException(
            "the targets of row %s, counted from 0, are not one-hot; expected a single 1 among 0; use split for other targets"
                .formatted(row));
      }
    }
    if (label < 0) {
      throw new IllegalArgumentException(
          "the targets of row %s, counted from 0, are all 0; expected a single 1 among 0; use split for other targets"
              .formatted(row));
    }
    return label;
  }
}
