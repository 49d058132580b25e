package org.slope.benchmarks;

import java.util.Arrays;
import java.util.stream.IntStream;

/** What several measurements come to. */
final class Statistics {
  private Statistics() {}

  /** Returns the middle value, or the mean of the two in the middle. */
  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Returns the least value. */
  static double least(double[] values) {
    return Arrays.stream(values).min().orElseThrow();
  }

  /** Returns the median, over the rounds, of one measurement divided by another. */
  static double medianRatio(double[] numerators, double[] denominators) {
    return median(
        IntStream.range(0, numerators.length)
            .mapToDouble(i -> numerators[i] / denominators[i])
            .toArray());
  }
}
