package org.slope.metrics;

import org.jspecify.annotations.Nullable;

/** What the states of all metrics share: counts, and whether the score is undefined. */
abstract class Streaming<M extends Metric> implements Metric.State {
  final M spec;
  private final boolean lenient;
  private long n;
  private boolean weighted;
  private boolean positiveWeight;
  private boolean undefined;

  Streaming(M spec, boolean lenient) {
    this.spec = spec;
    this.lenient = lenient;
  }

  long n() {
    return n;
  }

  boolean weighted() {
    return weighted;
  }

  /**
   * Throws, or if lenient makes the value NaN, when there is a problem; returns whether to go on.
   */
  boolean accepts(@Nullable String problem, Examples examples) {
    if (problem != null && !lenient) {
      throw new IllegalArgumentException(problem);
    }
    n += examples.count();
    weighted |= examples.weighted();
    undefined |= problem != null;
    return problem == null;
  }

  void sawWeights(Block block) {
    for (int i = 0; i < block.rows && !positiveWeight; i++) {
      positiveWeight = block.weight(i) > 0;
    }
  }

  /** Checks that {@code other} is a state of an equal metric, and adds its counts. */
  void mergeCounts(Streaming<?> other) {
    n += other.n;
    weighted |= other.weighted;
    positiveWeight |= other.positiveWeight;
    undefined |= other.undefined;
  }

  /** Returns whether there is a score to compute; throws if there is none, unless lenient. */
  boolean defined() {
    if (undefined) {
      return false;
    }
    if (!lenient) {
      requireExamples(spec, n);
      requireWeight(spec, positiveWeight);
    }
    return n > 0 && positiveWeight;
  }

  static void requireExamples(Object what, long n) {
    if (n == 0) {
      throw new IllegalStateException(
          what
              + " has seen no examples; expected at least one; call add(predictions, targets) first");
    }
  }

  static void requireWeight(Object what, boolean positive) {
    if (!positive) {
      throw new IllegalArgumentException(
          what + " got weights that are all zero; expected a positive one; leave the weights out");
    }
  }

  /** Returns NaN if lenient, else throws. */
  double undefined(String why) {
    if (lenient) {
      return Double.NaN;
    }
    throw new IllegalArgumentException(why);
  }

  <S extends Streaming<?>> S sameKind(Metric.State other, Class<S> type) {
    if (!type.isInstance(other) || !type.cast(other).spec.equals(spec)) {
      throw new IllegalArgumentException(
          String.format(
              "cannot merge %s into %s; expected a state of an equal metric; start both from one"
                  + " metric",
              other, this));
    }
    return type.cast(other);
  }

  @Override
  public String toString() {
    return spec + "(n=" + n + ")";
  }
}
