package org.slope.training;

import org.slope.training.ElementwiseLoss.Domain;
import org.slope.training.ElementwiseLoss.Formula;

/** The losses of an element. Each is written with its derivative {@code dp}. */
final class Formulas {
  private static final String DATA = "look at the data";
  private static final Domain NOT_NEGATIVE = new Domain("of 0 or more", x -> !(x < 0), DATA);
  private static final Domain PROBABILITIES =
      new Domain("from 0 to 1", x -> !(x < 0 || x > 1), DATA);

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
    public Domain targets() {
      return NOT_NEGATIVE;
    }
  }

  /** {@code max(p, 0) − t·p + log(1 + exp(−|p|))}: no logit overflows. */
  record BinaryCrossEntropyOfLogits() implements Formula {
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
    public Domain targets() {
      return PROBABILITIES;
    }
  }

  /** {@code −t·max(log p, −100) − (1 − t)·max(log(1 − p), −100)}, as torch.nn.BCELoss. */
  record BinaryCrossEntropyOfProbabilities() implements Formula {
    private static final double LOWEST_LOGARITHM = -100;
    private static final double LEAST_DIVISOR = 1e-12;

    private static final Domain PREDICTIONS =
        new Domain(
            "from 0 to 1",
            PROBABILITIES.contains(),
            "end the network with sigmoid(), or leave out ofProbabilities() for logits");

    @Override
    public void apply(double[] p, double[] t, double[] loss, double[] dp, int n) {
      for (int i = 0; i < n; i++) {
        double yes = Math.max(Math.log(p[i]), LOWEST_LOGARITHM);
        double no = Math.max(Math.log1p(-p[i]), LOWEST_LOGARITHM);
        loss[i] = -t[i] * yes - (1 - t[i]) * no;
        dp[i] = (p[i] - t[i]) / Math.max(p[i] * (1 - p[i]), LEAST_DIVISOR);
      }
    }

    @Override
    public Domain predictions() {
      return PREDICTIONS;
    }

    @Override
    public Domain targets() {
      return PROBABILITIES;
    }
  }

  /** {@code scale·|p − t|/max(|t|, least)}; the derivative at 0 is 0. */
  record AbsolutePercentage(double scale, double least) implements Formula {
    @Override
    public void apply(double[] p, double[] t, double[] loss, double[] dp, int n) {
      for (int i = 0; i < n; i++) {
        double d = p[i] - t[i];
        double share = scale / Math.max(Math.abs(t[i]), least);
        loss[i] = share * Math.abs(d);
        dp[i] = share * Math.signum(d);
      }
    }
  }

  /** {@code (log(1 + p) − log(1 + t))²}. */
  record SquaredLogarithmic() implements Formula {
    private static final Domain PREDICTIONS =
        new Domain(
            "above -1",
            SquaredLogarithmic::hasLogarithm,
            "end the network with softplus(), or let msle(floor) raise them to a floor");
    private static final Domain TARGETS =
        new Domain(
            "above -1",
            SquaredLogarithmic::hasLogarithm,
            "look at the data, or let msle(floor) raise them to a floor");

    private static boolean hasLogarithm(double x) {
      return !(x <= -1);
    }

    @Override
    public void apply(double[] p, double[] t, double[] loss, double[] dp, int n) {
      for (int i = 0; i < n; i++) {
        double d = Math.log1p(p[i]) - Math.log1p(t[i]);
        loss[i] = d * d;
        dp[i] = 2 * d / (1 + p[i]);
      }
    }

    @Override
    public Domain predictions() {
      return PREDICTIONS;
    }

    @Override
    public Domain targets() {
      return TARGETS;
    }
  }

  /** {@link SquaredLogarithmic} of predictions and targets raised to a floor; flat below it. */
  record FlooredSquaredLogarithmic(double floor) implements Formula {
    @Override
    public void apply(double[] p, double[] t, double[] loss, double[] dp, int n) {
      for (int i = 0; i < n; i++) {
        double d = Math.log1p(Math.max(p[i], floor)) - Math.log1p(Math.max(t[i], floor));
        loss[i] = d * d;
        dp[i] = p[i] < floor ? 0 : 2 * d / (1 + p[i]);
      }
    }
  }

  /** {@code max(0, 1 − t·p)} with a label of 0 as −1; the derivative at the kink is 0. */
  record Hinge() implements Formula {
    private static final Domain LABELS =
        new Domain(
            "of -1 and 1, or of 0 and 1",
            t -> t == 1 || t == -1 || t == 0 || Double.isNaN(t),
            DATA);

    @Override
    public void apply(double[] p, double[] t, double[] loss, double[] dp, int n) {
      for (int i = 0; i < n; i++) {
        double label = t[i] == 0 ? -1 : t[i];
        double margin = 1 - label * p[i];
        loss[i] = Math.max(0, margin);
        dp[i] = margin > 0 ? -label : 0;
      }
    }

    @Override
    public Domain targets() {
      return LABELS;
    }
  }
}
