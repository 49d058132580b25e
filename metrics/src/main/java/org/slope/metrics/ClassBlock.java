package org.slope.metrics;

import org.jspecify.annotations.Nullable;

/** Some rows of a classification: labels, and the predictions from which scores are read. */
final class ClassBlock {
  /** Where scikit-learn 1.2's log_loss clips the probabilities of doubles. */
  private static final double EPSILON = Math.ulp(1.0);

  private final Block block;
  private final int[] labels;
  private final int width;
  private final boolean probabilities;
  private final int[] largest;
  private double @Nullable [] normalizers;
  final int classes;

  ClassBlock(Block block, int[] labels, int classes, boolean probabilities) {
    this.block = block;
    this.labels = labels;
    this.largest = new int[labels.length];
    this.classes = classes;
    this.width = block.p.length / block.rows;
    this.probabilities = probabilities;
  }

  int rows() {
    return block.rows;
  }

  double weight(int row) {
    return block.weight(row);
  }

  int label(int row) {
    return labels[row];
  }

  /** Returns the class of the largest score, the first of equal ones. */
  int predicted(int row) {
    int best = 0;
    for (int c = 1; c < classes; c++) {
      best = score(row, c) > score(row, best) ? c : best;
    }
    return best;
  }

  /** Returns how many classes come before the target's. */
  int rank(int row) {
    double own = score(row, labels[row]);
    int rank = 0;
    for (int c = 0; c < classes; c++) {
      double other = score(row, c);
      rank += other > own || (other == own && c < labels[row]) ? 1 : 0;
    }
    return rank;
  }

  /** Returns the logit or probability of a class. */
  private double score(int row, int c) {
    if (width > 1) {
      return block.p[row * width + c];
    }
    double ofOne = block.p[row];
    return probabilities ? (c == 1 ? ofOne : 1 - ofOne) : (c == 1 ? ofOne : 0);
  }

  /** Returns a number that ranks examples as the probability of class c does. */
  double ranking(int row, int c) {
    if (probabilities) {
      return score(row, c);
    }
    return classes == 2 ? score(row, c) - score(row, 1 - c) : logSoftmax(row, c);
  }

  double logLoss(int row) {
    if (!probabilities) {
      return -logSoftmax(row, labels[row]);
    }
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += clipped(score(row, c));
    }
    return -Math.log(clipped(score(row, labels[row])) / sum);
  }

  private static double clipped(double p) {
    return Math.min(Math.max(p, EPSILON), 1 - EPSILON);
  }

  /** Returns ln softmax(z)_c = z_c − z_max − ln(1 + Σ_{j ≠ max} exp(z_j − z_max)). */
  private double logSoftmax(int row, int c) {
    if (normalizers == null) {
      normalizers = normalizers();
    }
    // In this order, so that the largest logit's digits near zero survive.
    return (score(row, c) - score(row, largest[row])) - normalizers[row];
  }

  private double[] normalizers() {
    double[] logs = new double[block.rows];
    for (int i = 0; i < block.rows; i++) {
      int max = predicted(i);
      double rest = 0;
      for (int j = 0; j < classes; j++) {
        rest += j == max ? 0 : Math.exp(score(i, j) - score(i, max));
      }
      largest[i] = max;
      logs[i] = Math.log1p(rest);
    }
    return logs;
  }
}
