package org.slope.core.internal;

import java.util.stream.IntStream;

/** A small matrix whose rows are applied to whole arrays: {@code y[r] = Σ_k factors[r][k]·x[k]}. */
final class LinearMap {
  private final float[][] matrix;

  /** The columns of each row whose factor is not 0, and these factors. */
  private final int[][] columns;

  private final float[][] factors;

  /** Takes a matrix with two or more factors other than 0 in a row, or a single 1. */
  LinearMap(float[][] matrix) {
    this.matrix = matrix;
    columns = new int[matrix.length][];
    factors = new float[matrix.length][];
    for (int r = 0; r < matrix.length; r++) {
      float[] row = matrix[r];
      columns[r] = IntStream.range(0, row.length).filter(k -> row[k] != 0).toArray();
      int n = columns[r].length;
      boolean single = n == 1 && row[columns[r][0]] == 1;
      if (!single && n < 2) {
        throw new IllegalArgumentException(
            "row " + r + " is neither a single 1 nor two or more factors");
      }
      factors[r] = new float[n];
      for (int k = 0; k < n; k++) {
        factors[r][k] = row[columns[r][k]];
      }
    }
  }

  /** Returns the map whose rows are this one's columns. */
  LinearMap transposed() {
    float[][] transposed = new float[matrix[0].length][matrix.length];
    for (int r = 0; r < matrix.length; r++) {
      for (int k = 0; k < matrix[r].length; k++) {
        transposed[k][r] = matrix[r][k];
      }
    }
    return new LinearMap(transposed);
  }

  /** Returns row r of the map of n elements, in an array given for it unless it is one of x. */
  float[] row(int r, float[][] x, float[] to, int n) {
    return row(r, x, 0, 1, to, n);
  }

  /** The same of every step-th x, from the first on. */
  float[] row(int r, float[][] x, int first, int step, float[] to, int n) {
    int[] c = columns[r];
    float[] f = factors[r];
    float[] x0 = x[first + c[0] * step];
    if (c.length == 1) {
      return x0;
    }
    float[] x1 = x[first + c[1] * step];
    if (c.length == 2) {
      combine(f[0], x0, f[1], x1, to, n);
      return to;
    }
    float[] x2 = x[first + c[2] * step];
    if (c.length == 3) {
      combine(f[0], x0, f[1], x1, f[2], x2, to, n);
      return to;
    }
    float[] x3 = x[first + c[3] * step];
    if (c.length == 4) {
      combine(f[0], x0, f[1], x1, f[2], x2, f[3], x3, to, n);
      return to;
    }
    combine(f[0], x0, f[1], x1, f[2], x2, f[3], x3, f[4], x[first + c[4] * step], to, n);
    for (int k = 5; k < c.length; k++) {
      add(f[k], x[first + c[k] * step], to, n);
    }
    return to;
  }

  /**
   * All rows of the map for n channels of some tiles, perhaps added to what is there: see {@link
   * VectorLoops#winograd}.
   */
  void apply(
      float[] x,
      int at,
      int step,
      int apart,
      int tiles,
      int n,
      boolean adds,
      float[] y,
      int to,
      int toStep,
      int toApart) {
    for (int j = 0; j < tiles; j++) {
      for (int r = 0; r < columns.length; r++) {
        for (int i = 0; i < n; i++) {
          int from = at + j * apart + i;
          int target = to + j * toApart + r * toStep + i;
          float x0 = x[from + columns[r][0] * step];
          float sum = adds ? Math.fma(factors[r][0], x0, y[target]) : factors[r][0] * x0;
          for (int k = 1; k < columns[r].length; k++) {
            sum = Math.fma(factors[r][k], x[from + columns[r][k] * step], sum);
          }
          y[target] = sum;
        }
      }
    }
  }

  // one sum after the other: the compiler does not vectorize sums of sums

  private static void add(float a, float[] x, float[] to, int n) {
    for (int i = 0; i < n; i++) {
      to[i] += a * x[i];
    }
  }

  private static void combine(float a, float[] w, float b, float[] x, float[] to, int n) {
    for (int i = 0; i < n; i++) {
      to[i] = a * w[i] + b * x[i];
    }
  }

  private static void combine(
      float a, float[] w, float b, float[] x, float c, float[] y, float[] to, int n) {
    for (int i = 0; i < n; i++) {
      to[i] = a * w[i] + b * x[i] + c * y[i];
    }
  }

  private static void combine(
      float a,
      float[] w,
      float b,
      float[] x,
      float c,
      float[] y,
      float d,
      float[] z,
      float[] to,
      int n) {
    for (int i = 0; i < n; i++) {
      to[i] = a * w[i] + b * x[i] + c * y[i] + d * z[i];
    }
  }

  private static void combine(
      float a,
      float[] v,
      float b,
      float[] w,
      float c,
      float[] x,
      float d,
      float[] y,
      float e,
      float[] z,
      float[] to,
      int n) {
    for (int i = 0; i < n; i++) {
      to[i] = a * v[i] + b * w[i] + c * x[i] + d * y[i] + e * z[i];
    }
  }
}
