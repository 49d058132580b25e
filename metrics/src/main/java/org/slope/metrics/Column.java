package org.slope.metrics;

import java.util.function.DoubleBinaryOperator;

/** The sums of one output, for examples whose weight is not zero. */
sealed interface Column permits Column.Mean, Column.Max, MedianColumn, MomentsColumn {

  void add(double p, double t, double w);

  /** Adds what {@code other}, a column of the same kind, has seen. */
  void merge(Column other);

  /** The weighted mean of f(p, t). */
  final class Mean implements Column {
    private final DoubleBinaryOperator f;
    private final Sum sum = new Sum();
    private final Sum weights = new Sum();

    Mean(DoubleBinaryOperator f) {
      this.f = f;
    }

    @Override
    public void add(double p, double t, double w) {
      sum.add(w * f.applyAsDouble(p, t));
      weights.add(w);
    }

    @Override
    public void merge(Column other) {
      Mean o = (Mean) other;
      sum.add(o.sum);
      weights.add(o.weights);
    }

    double value() {
      return sum.value() / weights.value();
    }
  }

  /** The largest absolute error. */
  final class Max implements Column {
    private double max;

    @Override
    public void add(double p, double t, double w) {
      max = Math.max(max, Math.abs(p - t));
    }

    @Override
    public void merge(Column other) {
      max = Math.max(max, ((Max) other).max);
    }

    double value() {
      return max;
    }
  }
}
