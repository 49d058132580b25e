package org.slope.training;

import org.slope.training.ElementwiseLoss.Formula;

/** The losses of an element. Each is written with its derivative {@code dp}. */
final class Formulas {
  private Formulas() {}

  /** {@code |p − t|}; the derivative at 0 is 0. */
  record Absolute() implements Formula {
    @Override
    public void apply(double[] p, double[] t, double[] loss, double[] dp, int n) {
      for (int i = 0; i < n; i++) {
        double d = p[i] - t[i];
        loss[i] = Math.abs(d);
        dp[i] = Math.signum(d);
      }
    }
  }

  /** {@code (p − t)²}. */
  record Square() implements Formula {
    @Override
    public void apply(double[] p, double[] t, double[] loss, double[] dp, int n) {
      for (int i = 0; i < n; i++) {
        double d = p[i] - t[i];
        loss[i] = d * d;
        dp[i] = 2 * d;
      }
    }
  }

  /** {@code scale·(d²/2 if |d| ≤ δ, else δ·(|d| − δ/2))} with {@code d = p − t}. */
  record Huber(double delta, double scale) implements Formula {
    @Override
    public void apply(double[] p, double[] t, double[] loss, double[] dp, int n) {
      for (int i = 0; i < n; i++) {
        double d = p[i] - t[i];
        double clipped = Math.max(-delta, Math.min(delta, d));
        loss[i] = scale * clipped * (d - clipped / 2);
        dp[i] = scale * clipped;
      }
    }
  }

  /** {@code log cosh d = |d| + log(1 + exp(−2|d|)) − log 2} with {@code d = p − t}. */
  record LogCosh() implements Formula {
    private static final double LOG_2 = Math.log(2);

    @Override
    public void apply(double[] p, double[] t, double[] loss, double[] dp, int n) {
      for (int i = 0; i < n; i++) {
        double d = p[i] - t[i];
        loss[i] = Math.abs(d) + Math.log1p(Math.exp(-2 * Math.abs(d))) - LOG_2;
        dp[i] = Math.tanh(d);
      }
    }
  }

  /** {@code max(q·(t − p), (1 − q)·(p − t))}; the derivative at 0 is 0. */
  record Quantile(double q) implements Formula {
    @Override
    public void apply(double[] p, double[] t, double[] loss, double[] dp, int n) {
      for (int i = 0; i < n; i++) {
        double d = p[i] - t[i];
        double slope = d < 0 ? -q : d > 0 ? 1 - q : 0;
        loss[i] = slope * d;
        dp[i] = slope;
      }
    }
  }

  /** {@code exp p − t·p}. */
  record Poisson() implements Formula {
    @Override
    public void apply(double[] p, double[] t, double[] loss, double[] dp, int n) {
      for (int i = 0; i < n; i++) {
        double rate = Math.exp(p[i]);
        loss[i] = rate - t[i] * p[i];
        dp[i] = rate - t[i];
      }
    }

    @Override
    public double lowestTarget() {
      return 0;
    }
  }

  /** {@code max(p, 0) − t·p + log(1 + exp(−|p|))}: no logit overflows. */
  record BinaryCrossEntropy() implements Formula {
    @Override
    public void apply(double[] p, double[] t, double[] loss, double[] dp, int n) {
      for (int i = 0; i < n; i++) {
        double e = Math.exp(-Math.abs(p[i]));
        double sigmoid = (p[i] >= 0 ? 1 : e) / (1 + e);
        loss[i] = Math.max(p[i], 0) - t[i] * p[i] + Math.log1p(e);
        dp[i] = sigmoid - t[i];
      }
    }

    @Override
    public double lowestTarget() {
      return 0;
    }

    @Override
    public double highestTarget() {
      return 1;
    }
  }
}
