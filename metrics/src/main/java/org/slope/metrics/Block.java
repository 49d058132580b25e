package org.slope.metrics;

import org.jspecify.annotations.Nullable;

/** Some consecutive rows of predictions, targets and weights, in C order, and their checks. */
final class Block {
  final long first;
  final int rows;
  final double[] p;
  final double[] t;
  private final double @Nullable [] w;

  Block(long first, int rows, double[] p, double[] t, double @Nullable [] w) {
    this.first = first;
    this.rows = rows;
    this.p = p;
    this.t = t;
    this.w = w;
  }

  double weight(int row) {
    return w == null ? 1 : w[row];
  }

  /** Throws unless every target is finite and every weight finite and not negative. */
  void checkTargetsAndWeights() {
    String bad = notFinite("targets", t, "remove the example or give it a finite target");
    if (bad != null) {
      throw new IllegalArgumentException(bad);
    }
    for (int i = 0; i < rows; i++) {
      if (!(weight(i) >= 0 && weight(i) < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            String.format(
                "weights hold %s in row %s; expected finite numbers >= 0; weight 0 leaves an"
                    + " example out",
                weight(i), first + i));
      }
    }
  }

  /** Returns what is wrong when a prediction is NaN or infinite, else null. */
  @Nullable String notFinitePrediction() {
    return notFinite("predictions", p, "look for a diverged network or inputs that are not scaled");
  }

  /** Returns what is wrong when ln(1 + x) is undefined for a prediction or target, else null. */
  @Nullable String outsideLogarithm() {
    String bad = atMostMinusOne("predictions", p);
    return bad != null ? bad : atMostMinusOne("targets", t);
  }

  /** Counts the elements of {@code x}, p or t, that are at most -1 and have a weight. */
  long countAtMostMinusOne(double[] x) {
    int width = x.length / rows;
    long n = 0;
    for (int k = 0; k < x.length; k++) {
      n += x[k] <= -1 && weight(k / width) > 0 ? 1 : 0;
    }
    return n;
  }

  private @Nullable String atMostMinusOne(String what, double[] x) {
    int width = x.length / rows;
    for (int k = 0; k < x.length; k++) {
      if (x[k] <= -1 && weight(k / width) > 0) {
        return String.format(
            "%s hold %s in row %s, where ln(1 + x) is undefined; expected numbers > -1; clip them,"
                + " or use rmse, or lenient() for NaN",
            what, x[k], first + k / width);
      }
    }
    return null;
  }

  private @Nullable String notFinite(String what, double[] x, String fix) {
    int width = x.length / rows;
    for (int k = 0; k < x.length; k++) {
      if (!Double.isFinite(x[k])) {
        return String.format(
            "%s hold %s in row %s; expected finite numbers; %s",
            what, x[k], first + k / width, fix);
      }
    }
    return null;
  }
}
