package org.slope.metrics;

/** The median absolute error of one output, which keeps every error. */
final class MedianColumn implements Column {
  private final Doubles errors = new Doubles();
  private final Doubles weights = new Doubles();

  @Override
  public void add(double p, double t, double w) {
    errors.add(Math.abs(p - t));
    weights.add(w);
  }

  @Override
  public void merge(Column other) {
    MedianColumn o = (MedianColumn) other;
    errors.addAll(o.errors);
    weights.addAll(o.weights);
  }

  /**
   * Returns the middle error, or the mean of the two in the middle; if weighted, the lowest error
   * at which the cumulative weight reaches half of the total (scikit-learn's weighted percentile).
   */
  double value(boolean weighted) {
    int[] order = errors.order();
    int n = order.length;
    if (!weighted) {
      return (errors.get(order[(n - 1) / 2]) + errors.get(order[n / 2])) / 2;
    }
    DoubleDouble total = DoubleDouble.ZERO;
    for (int i : order) {
      total = total.plus(weights.get(i));
    }
    DoubleDouble below = DoubleDouble.ZERO;
    int k = 0;
    for (; k < n - 1; k++) {
      below = below.plus(weights.get(order[k]));
      if (below.times(2).minus(total).hi() >= 0) {
        break;
      }
    }
    return errors.get(order[k]);
  }
}
