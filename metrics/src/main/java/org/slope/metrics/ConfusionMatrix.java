package org.slope.metrics;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How many examples of each class were predicted as each class; with weights, the sums of weights.
 *
 * <p>It prints as a table with a row for each actual class.
 */
public final class ConfusionMatrix {
  private final double[][] counts;
  private final double[] actual;
  private final double[] predicted;
  private final double total;

  ConfusionMatrix(double[][] counts) {
    int k = counts.length;
    this.counts = counts;
    this.actual = new double[k];
    this.predicted = new double[k];
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) {
        actual[i] += counts[i][j];
        predicted[j] += counts[i][j];
      }
    }
    this.total = Arrays.stream(actual).sum();
  }

  /** Counts logits [n, classes] against one-hot targets or class indices. */
  public static ConfusionMatrix of(INDArray logits, INDArray targets) {
    return of(logits, targets, null);
  }

  /** Counts logits [n, classes] against targets, each example by its weight. */
  public static ConfusionMatrix of(INDArray logits, INDArray targets, @Nullable INDArray weights) {
    return ClassificationScores.of(logits, targets, weights).confusion();
  }

  /** Returns the number of classes. */
  public int classes() {
    return counts.length;
  }

  /** Returns how many examples of class {@code actual} were predicted as {@code predicted}. */
  public double count(int actual, int predicted) {
    return counts[actual][predicted];
  }

  /** Returns a copy of the counts, a row for each actual class. */
  public double[][] counts() {
    return Arrays.stream(counts).map(double[]::clone).toArray(double[][]::new);
  }

  int firstWithoutExamples() {
    return IntStream.range(0, classes()).filter(c -> actual[c] == 0).findFirst().orElse(0);
  }

  double balancedAccuracy() {
    double sum = 0;
    int present = 0;
    for (int c = 0; c < classes(); c++) {
      if (actual[c] > 0) {
        sum += counts[c][c] / actual[c];
        present++;
      }
    }
    return sum / present;
  }

  double[] precisions() {
    return perClass(c -> ratio(counts[c][c], predicted[c]));
  }

  double[] recalls() {
    return perClass(c -> ratio(counts[c][c], actual[c]));
  }

  double[] f1s() {
    return perClass(c -> ratio(2 * counts[c][c], predicted[c] + actual[c]));
  }

  /** Returns the average of a score of each class; classes that never occur do not count. */
  double average(Average average, double[] scores) {
    return switch (average) {
      case BINARY -> scores[1];
      case MICRO -> trace() / total;
      case MACRO -> weighted(scores, perClass(c -> actual[c] + predicted[c] > 0 ? 1 : 0));
      case WEIGHTED -> weighted(scores, actual);
    };
  }

  /** Returns 1 − (1 − p_o) / (1 − p_e), or NaN if a single class occurs. */
  double kappa() {
    double expected = chance() / total;
    return total == expected ? Double.NaN : 1 - (total - trace()) / (total - expected);
  }

  /** Returns Gorodkin's R_K (2004). */
  double matthews() {
    double covariance = trace() * total - chance();
    double ofActual = total * total - squares(actual);
    double ofPredicted = total * total - squares(predicted);
    return ofActual * ofPredicted == 0 ? 0 : covariance / Math.sqrt(ofActual * ofPredicted);
  }

  private double trace() {
    double trace = 0;
    for (int c = 0; c < classes(); c++) {
      trace += counts[c][c];
    }
    return trace;
  }

  private double chance() {
    double sum = 0;
    for (int c = 0; c < classes(); c++) {
      sum += actual[c] * predicted[c];
    }
    return sum;
  }

  private static double squares(double[] x) {
    return Arrays.stream(x).map(v -> v * v).sum();
  }

  private double[] perClass(IntToDoubleFunction score) {
    return IntStream.range(0, classes()).mapToDouble(score).toArray();
  }

  private static double ratio(double a, double b) {
    return b > 0 ? a / b : 0;
  }

  private static double weighted(double[] x, double[] weights) {
    double sum = 0;
    for (int c = 0; c < x.length; c++) {
      sum += weights[c] * x[c];
    }
    return sum / Arrays.stream(weights).sum();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ConfusionMatrix o && Arrays.deepEquals(counts, o.counts);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(counts);
  }

  @Override
  public String toString() {
    int width = Math.max(6, Integer.toString(classes() - 1).length() + 1);
    for (double[] row : counts) {
      for (double count : row) {
        width = Math.max(width, Numbers.plain(count).length() + 1);
      }
    }
    StringBuilder table = new StringBuilder(pad("actual", 6)).append(" |");
    for (int j = 0; j < classes(); j++) {
      table.append(pad("as " + j, width));
    }
    for (int i = 0; i < classes(); i++) {
      table.append(System.lineSeparator()).append(pad(Integer.toString(i), 6)).append(" |");
      for (double count : counts[i]) {
        table.append(pad(Numbers.plain(count), width));
      }
    }
    return table.toString();
  }

  private static String pad(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }
}
