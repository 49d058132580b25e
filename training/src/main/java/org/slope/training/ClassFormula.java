package org.slope.training;

/** The cross-entropy of one position; see {@link SoftmaxCrossEntropy}. */
@FunctionalInterface
interface ClassFormula {

  /**
   * Computes one position, whose classes are a stride apart.
   *
   * @param p the predictions
   * @param t the targets times the classes' weights
   * @param loss written: the classes' shares of the loss
   * @param dp written: dloss/dp
   * @param from the first class
   * @param end a stride after the last class
   */
  void apply(double[] p, double[] t, double[] loss, double[] dp, int from, int end, int stride);

  static ClassFormula of(Predictions predictions) {
    return switch (predictions) {
      case LOGITS -> ClassFormula::ofLogits;
      case LOG_PROBABILITIES -> ClassFormula::ofLogProbabilities;
      case PROBABILITIES -> ClassFormula::ofProbabilities;
    };
  }

  private static void ofLogits(
      double[] p, double[] t, double[] loss, double[] dp, int from, int end, int stride) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = from; i < end; i += stride) {
      max = Math.max(max, p[i]);
    }
    double sum = 0;
    for (int i = from; i < end; i += stride) {
      dp[i] = Math.exp(p[i] - max);
      sum += dp[i];
    }
    double logSum = max + Math.log(sum);
    double weight = 0;
    for (int i = from; i < end; i += stride) {
      weight += t[i];
      loss[i] = t[i] == 0 ? 0 * sum : t[i] * (logSum - p[i]); // 0·sum is NaN where a logit is
    }
    for (int i = from; i < end; i += stride) {
      dp[i] = weight * dp[i] / sum - t[i];
    }
  }

  private static void ofLogProbabilities(
      double[] p, double[] t, double[] loss, double[] dp, int from, int end, int stride) {
    for (int i = from; i < end; i += stride) {
      boolean isNothing = t[i] == 0 && !Double.isNaN(p[i]); // 0·log 0 is 0
      loss[i] = isNothing ? 0 : -t[i] * p[i];
      dp[i] = -t[i];
    }
  }

  private static void ofProbabilities(
      double[] p, double[] t, double[] loss, double[] dp, int from, int end, int stride) {
    double sum = 0;
    double weight = 0;
    for (int i = from; i < end; i += stride) {
      sum += p[i];
      weight += t[i];
    }
    for (int i = from; i < end; i += stride) {
      loss[i] = -t[i] * Math.max(Math.log(p[i] / sum), -100);
      dp[i] = weight / sum - t[i] / Math.max(p[i], 1e-12 * sum);
    }
  }
}
