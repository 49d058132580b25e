package org.slope.metrics;

/**
 * The weighted means and squared deviations of one output's targets t, predictions p and residuals
 * r = t − p.
 *
 * <p>Welford's update and Chan's merge, in double-double, so that an offset of 1e8 costs nothing:
 *
 * <pre>
 *   W += w;  δ = x − m;  m += δ w / W;  S += w δ (x − m)
 *   W = Wa + Wb;  δ = mb − ma;  m = ma + δ Wb / W;  S = Sa + Sb + δ² Wa Wb / W
 * </pre>
 */
final class MomentsColumn implements Column {
  private DoubleDouble weight = DoubleDouble.ZERO;
  private final Moments t = new Moments();
  private final Moments p = new Moments();
  private final Moments r = new Moments();

  private static final class Moments {
    private DoubleDouble mean = DoubleDouble.ZERO;
    private DoubleDouble squares = DoubleDouble.ZERO;

    void add(DoubleDouble x, double w, DoubleDouble share) {
      DoubleDouble delta = x.minus(mean);
      mean = mean.plus(delta.times(share));
      squares = squares.plus(delta.times(x.minus(mean)).times(w));
    }

    void merge(Moments o, DoubleDouble share, DoubleDouble cross) {
      DoubleDouble delta = o.mean.minus(mean);
      DoubleDouble otherSquares = o.squares;
      mean = mean.plus(delta.times(share));
      squares = squares.plus(otherSquares).plus(delta.times(delta).times(cross));
    }
  }

  @Override
  public void add(double predicted, double target, double w) {
    weight = weight.plus(w);
    DoubleDouble share = DoubleDouble.of(w).over(weight);
    t.add(DoubleDouble.of(target), w, share);
    p.add(DoubleDouble.of(predicted), w, share);
    r.add(DoubleDouble.difference(target, predicted), w, share);
  }

  @Override
  public void merge(Column other) {
    MomentsColumn o = (MomentsColumn) other;
    DoubleDouble otherWeight = o.weight;
    if (otherWeight.isZero()) {
      return;
    }
    DoubleDouble total = weight.plus(otherWeight);
    DoubleDouble share = otherWeight.over(total);
    DoubleDouble cross = weight.times(share);
    t.merge(o.t, share, cross);
    p.merge(o.p, share, cross);
    r.merge(o.r, share, cross);
    weight = total;
  }

  double targetVariance() {
    return t.squares.over(weight).value();
  }

  double r2() {
    return oneMinusRatio(residualSquares(), t.squares);
  }

  double explainedVariance() {
    return oneMinusRatio(r.squares, t.squares);
  }

  /** Returns NaN for constant targets. */
  double varianceRatio() {
    return t.squares.isZero() ? Double.NaN : p.squares.over(t.squares).value();
  }

  /** Returns NaN for constant targets. */
  double relativeSquaredError() {
    return t.squares.isZero() ? Double.NaN : residualSquares().over(t.squares).value();
  }

  /** Returns NaN for constant targets or predictions; Cov(p, t) = (Var p + Var t − Var r) / 2. */
  double pearson() {
    if (t.squares.isZero() || p.squares.isZero()) {
      return Double.NaN;
    }
    double covariance = p.squares.plus(t.squares).minus(r.squares).value() / 2;
    return covariance / (Math.sqrt(p.squares.value()) * Math.sqrt(t.squares.value()));
  }

  private DoubleDouble residualSquares() {
    return r.squares.plus(r.mean.times(r.mean).times(weight));
  }

  private static double oneMinusRatio(DoubleDouble a, DoubleDouble b) {
    if (b.isZero()) {
      return a.isZero() ? 1 : 0;
    }
    return DoubleDouble.ONE.minus(a.over(b)).value();
  }
}
