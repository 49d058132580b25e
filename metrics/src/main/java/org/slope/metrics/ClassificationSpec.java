package org.slope.metrics;

import java.util.Locale;

/** A classification metric and its options. */
record ClassificationSpec(
    ClassificationKind kind, int k, Average average, boolean probabilities, boolean isLenient)
    implements ClassificationMetric {

  static ClassificationSpec of(ClassificationKind kind) {
    return new ClassificationSpec(kind, 1, Average.MACRO, false, false);
  }

  static ClassificationSpec topK(int k) {
    if (k < 1) {
      throw new IllegalArgumentException(
          "topK(" + k + "): expected k of 1 or more; topK(1) is the accuracy");
    }
    return new ClassificationSpec(ClassificationKind.TOP_K, k, Average.MACRO, false, false);
  }

  @Override
  public String name() {
    if (kind == ClassificationKind.TOP_K) {
      return kind.label + k;
    }
    return average == Average.MACRO
        ? kind.label
        : kind.label + "(" + average.name().toLowerCase(Locale.ROOT) + ")";
  }

  @Override
  public boolean higherIsBetter() {
    return kind != ClassificationKind.LOG_LOSS;
  }

  @Override
  public ClassificationMetric average(Average chosen) {
    if (!kind.averaged()) {
      throw new IllegalArgumentException(
          String.format(
              "%s has no average(%s); expected precision, recall or f1; leave the option out",
              name(), chosen));
    }
    return new ClassificationSpec(kind, k, chosen, probabilities, isLenient);
  }

  @Override
  public ClassificationMetric ofProbabilities() {
    return new ClassificationSpec(kind, k, average, true, isLenient);
  }

  @Override
  public ClassificationMetric lenient() {
    return new ClassificationSpec(kind, k, average, probabilities, true);
  }

  @Override
  public Metric.State start() {
    return new ClassificationState(this);
  }

  @Override
  public String toString() {
    return name();
  }
}
