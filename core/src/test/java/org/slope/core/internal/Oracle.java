package org.slope.core.internal;

import org.jspecify.annotations.Nullable;

/**
 * The kernels once more, as slow and obvious loops over plain doubles. Gradients are added to, all
 * of them; results are returned.
 */
final class Oracle {
  private Oracle() {}

  static Tensor linear(
      Tensor x, Tensor w, @Nullable Tensor scale, @Nullable Tensor b, boolean relu) {
    Tensor y = Tensor.zeros(x.size(0), w.size(0));
    for (int n = 0; n < x.size(0); n++) {
      for (int o = 0; o < w.size(0); o++) {
        double sum = 0;
        for (int k = 0; k < x.size(1); k++) {
          sum += x.at(n, k, 0, 0) * w.at(o, k, 0, 0);
        }
        y.add(n, o, 0, 0, finish(sum, o, scale, b, relu));
      }
    }
    return y;
  }

  /** The scale is the γ of {@link Probe#norm}. */
  private static double finish(
      double y, int channel, @Nullable Tensor scale, @Nullable Tensor b, boolean relu) {
    double moved = b == null ? y : y + b.values[channel];
    double scaled = scale == null ? moved : (moved - 0.5) * scale.values[channel] + 0.25;
    return relu ? Math.max(scaled, 0) : scaled;
  }

  static void linearBackward(Tensor dy, Tensor x, Tensor w, Tensor dx, Tensor dw, Tensor db) {
    for (int n = 0; n < x.size(0); n++) {
      for (int o = 0; o < w.size(0); o++) {
        double d = dy.at(n, o, 0, 0);
        for (int k = 0; k < x.size(1); k++) {
          dx.add(n, k, 0, 0, d * w.at(o, k, 0, 0));
          dw.add(o, k, 0, 0, d * x.at(n, k, 0, 0));
        }
        db.values[o] += d;
      }
    }
  }

  static Tensor conv2d(
      Tensor x,
      Tensor w,
      @Nullable Tensor scale,
      @Nullable Tensor b,
      Window window,
      int groups,
      double padding,
      boolean relu,
      int height,
      int width) {
    Tensor y = Tensor.zeros(x.size(0), w.size(0), height, width);
    for (int n = 0; n < x.size(0); n++) {
      for (int o = 0; o < w.size(0); o++) {
        int firstChannel = o / (w.size(0) / groups) * w.size(1);
        for (int i = 0; i < height; i++) {
          for (int j = 0; j < width; j++) {
            double sum = 0;
            for (int c = 0; c < w.size(1); c++) {
              for (int p = 0; p < window.rows(); p++) {
                for (int q = 0; q < window.columns(); q++) {
                  int row = row(window, i, p);
                  int column = column(window, j, q);
                  boolean inside = inside(x, row, column);
                  double value = inside ? x.at(n, firstChannel + c, row, column) : padding;
                  sum += w.at(o, c, p, q) * value;
                }
              }
            }
            y.add(n, o, i, j, finish(sum, o, scale, b, relu));
          }
        }
      }
    }
    return y;
  }

  static void conv2dBackward(
      Tensor dy,
      Tensor x,
      Tensor w,
      Window window,
      int groups,
      double padding,
      Tensor dx,
      Tensor dw,
      Tensor db) {
    for (int n = 0; n < x.size(0); n++) {
      for (int o = 0; o < w.size(0); o++) {
        int firstChannel = o / (w.size(0) / groups) * w.size(1);
        for (int i = 0; i < dy.size(2); i++) {
          for (int j = 0; j < dy.size(3); j++) {
            double d = dy.at(n, o, i, j);
            db.values[o] += d;
            for (int c = 0; c < w.size(1); c++) {
              for (int p = 0; p < window.rows(); p++) {
                for (int q = 0; q < window.columns(); q++) {
                  int row = row(window, i, p);
                  int column = column(window, j, q);
                  if (inside(x, row, column)) {
                    dx.add(n, firstChannel + c, row, column, d * w.at(o, c, p, q));
                    dw.add(o, c, p, q, d * x.at(n, firstChannel + c, row, column));
                  } else {
                    dw.add(o, c, p, q, d * padding);
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  /** Adds dy to the first maximum of each window, if a gradient is given; returns the maxima. */
  static Tensor maxPool(
      Tensor x,
      Window window,
      double padding,
      int height,
      int width,
      @Nullable Tensor dy,
      @Nullable Tensor dx) {
    Tensor y = Tensor.zeros(x.size(0), x.size(1), height, width);
    for (int n = 0; n < x.size(0); n++) {
      for (int c = 0; c < x.size(1); c++) {
        for (int i = 0; i < height; i++) {
          for (int j = 0; j < width; j++) {
            double best = Double.NEGATIVE_INFINITY;
            int bestRow = -1;
            int bestColumn = -1;
            for (int p = 0; p < window.rows(); p++) {
              for (int q = 0; q < window.columns(); q++) {
                int row = row(window, i, p);
                int column = column(window, j, q);
                if (beyond(x, window, row, column)) {
                  continue;
                }
                double value = inside(x, row, column) ? x.at(n, c, row, column) : padding;
                if (value > best || (Double.isNaN(value) && !Double.isNaN(best))) {
                  best = value;
                  bestRow = row;
                  bestColumn = column;
                }
              }
            }
            y.values[y.index(n, c, i, j)] = best;
            if (dy != null && dx != null && inside(x, bestRow, bestColumn)) {
              dx.add(n, c, bestRow, bestColumn, dy.at(n, c, i, j));
            }
          }
        }
      }
    }
    return y;
  }

  /**
   * Adds dy/divisor to the input taps of each window, if a gradient is given; returns the means.
   */
  static Tensor avgPool(
      Tensor x,
      Window window,
      boolean countPadding,
      double padding,
      int divisor,
      int height,
      int width,
      @Nullable Tensor dy,
      @Nullable Tensor dx) {
    Tensor y = Tensor.zeros(x.size(0), x.size(1), height, width);
    for (int n = 0; n < x.size(0); n++) {
      for (int c = 0; c < x.size(1); c++) {
        for (int i = 0; i < height; i++) {
          for (int j = 0; j < width; j++) {
            double sum = 0;
            int count = 0;
            for (int p = 0; p < window.rows(); p++) {
              for (int q = 0; q < window.columns(); q++) {
                int row = row(window, i, p);
                int column = column(window, j, q);
                if (inside(x, row, column)) {
                  sum += x.at(n, c, row, column);
                  count++;
                } else if (countPadding && !beyond(x, window, row, column)) {
                  sum += padding;
                  count++;
                }
              }
            }
            double by = divisor != 0 ? divisor : Math.max(count, 1);
            y.add(n, c, i, j, sum / by);
            for (int p = 0; dy != null && dx != null && p < window.rows(); p++) {
              for (int q = 0; q < window.columns(); q++) {
                int row = row(window, i, p);
                int column = column(window, j, q);
                if (inside(x, row, column)) {
                  dx.add(n, c, row, column, dy.at(n, c, i, j) / by);
                }
              }
            }
          }
        }
      }
    }
    return y;
  }

  private static int row(Window window, int i, int p) {
    return i * window.strideRows() + p * window.dilationRows() - window.top();
  }

  private static int column(Window window, int j, int q) {
    return j * window.strideColumns() + q * window.dilationColumns() - window.left();
  }

  private static boolean inside(Tensor x, int row, int column) {
    return row >= 0 && row < x.size(2) && column >= 0 && column < x.size(3);
  }

  private static boolean beyond(Tensor x, Window window, int row, int column) {
    return row >= x.size(2) + window.bottom() || column >= x.size(3) + window.right();
  }

  static Tensor channelMean(Tensor x) {
    Tensor mean = Tensor.zeros(x.size(1));
    for (int k = 0; k < x.values.length; k++) {
      mean.values[channel(x, k)] += x.values[k] / rows(x);
    }
    return mean;
  }

  static Tensor channelVariance(Tensor x) {
    Tensor mean = channelMean(x);
    Tensor variance = Tensor.zeros(x.size(1));
    for (int k = 0; k < x.values.length; k++) {
      double deviation = x.values[k] - mean.values[channel(x, k)];
      variance.values[channel(x, k)] += deviation * deviation / rows(x);
    }
    return variance;
  }

  static Tensor batchNorm(
      Tensor x,
      Tensor mean,
      Tensor variance,
      @Nullable Tensor gamma,
      @Nullable Tensor beta,
      double epsilon,
      boolean relu) {
    Tensor y = Tensor.like(x);
    for (int k = 0; k < x.values.length; k++) {
      int c = channel(x, k);
      double normalized = (x.values[k] - mean.values[c]) / Math.sqrt(variance.values[c] + epsilon);
      double value =
          normalized * (gamma == null ? 1 : gamma.values[c]) + (beta == null ? 0 : beta.values[c]);
      y.values[k] = relu ? Math.max(value, 0) : value;
    }
    return y;
  }

  static void batchNormBackward(
      Tensor dy,
      Tensor x,
      Tensor mean,
      Tensor variance,
      @Nullable Tensor gamma,
      double epsilon,
      boolean batchStatistics,
      Tensor dx,
      Tensor dGamma,
      Tensor dBeta) {
    Tensor normalized = batchNorm(x, mean, variance, null, null, epsilon, false);
    double[] sum = new double[x.size(1)];
    double[] product = new double[x.size(1)];
    for (int k = 0; k < x.values.length; k++) {
      sum[channel(x, k)] += dy.values[k];
      product[channel(x, k)] += dy.values[k] * normalized.values[k];
    }
    for (int k = 0; k < x.values.length; k++) {
      int c = channel(x, k);
      double factor =
          (gamma == null ? 1 : gamma.values[c]) / Math.sqrt(variance.values[c] + epsilon);
      double through = batchStatistics ? (sum[c] + normalized.values[k] * product[c]) / rows(x) : 0;
      dx.values[k] += factor * (dy.values[k] - through);
    }
    for (int c = 0; c < x.size(1); c++) {
      dGamma.values[c] += product[c];
      dBeta.values[c] += sum[c];
    }
  }

  /** Writes 1/√(variance + ε) of each group into inverse; returns x̂. */
  static Tensor groupNormalize(Tensor x, int groups, double epsilon, Tensor inverse) {
    int size = x.values.length / (x.size(0) * groups);
    Tensor normalized = Tensor.like(x);
    for (int g = 0; g < x.size(0) * groups; g++) {
      double mean = 0;
      for (int k = g * size; k < (g + 1) * size; k++) {
        mean += x.values[k] / size;
      }
      double variance = 0;
      for (int k = g * size; k < (g + 1) * size; k++) {
        variance += (x.values[k] - mean) * (x.values[k] - mean) / size;
      }
      inverse.values[g] = 1 / Math.sqrt(variance + epsilon);
      for (int k = g * size; k < (g + 1) * size; k++) {
        normalized.values[k] = (x.values[k] - mean) * inverse.values[g];
      }
    }
    return normalized;
  }

  static Tensor groupNormalizeBackward(
      Tensor dNormalized, Tensor normalized, int groups, Tensor inverse) {
    int size = normalized.values.length / (normalized.size(0) * groups);
    Tensor dx = Tensor.like(normalized);
    for (int g = 0; g < normalized.size(0) * groups; g++) {
      double mean = 0;
      double product = 0;
      for (int k = g * size; k < (g + 1) * size; k++) {
        mean += dNormalized.values[k] / size;
        product += dNormalized.values[k] * normalized.values[k] / size;
      }
      for (int k = g * size; k < (g + 1) * size; k++) {
        dx.values[k] =
            (dNormalized.values[k] - mean - normalized.values[k] * product) * inverse.values[g];
      }
    }
    return dx;
  }

  static Tensor scaleShift(Tensor x, Tensor scale, Tensor shift) {
    Tensor y = Tensor.like(x);
    for (int k = 0; k < x.values.length; k++) {
      int e = shared(x, scale, k);
      y.values[k] = x.values[k] * scale.values[e] + shift.values[e];
    }
    return y;
  }

  static void scaleShiftBackward(
      Tensor dy, Tensor x, Tensor scale, Tensor dx, Tensor dScale, Tensor dShift) {
    for (int k = 0; k < x.values.length; k++) {
      int e = shared(x, scale, k);
      dx.values[k] += dy.values[k] * scale.values[e];
      dScale.values[e] += dy.values[k] * x.values[k];
      dShift.values[e] += dy.values[k];
    }
  }

  /** The element of the scale that belongs to the k-th of x. */
  private static int shared(Tensor x, Tensor scale, int k) {
    return scale.shape.length == 1 ? channel(x, k) : k % scale.values.length;
  }

  static Tensor softmax(Tensor x) {
    Tensor y = Tensor.like(x);
    for (int n = 0; n < x.size(0); n++) {
      for (int i = 0; i < x.size(2); i++) {
        for (int j = 0; j < x.size(3); j++) {
          double max = Double.NEGATIVE_INFINITY;
          for (int c = 0; c < x.size(1); c++) {
            max = Math.max(max, x.at(n, c, i, j));
          }
          double sum = 0;
          for (int c = 0; c < x.size(1); c++) {
            sum += Math.exp(x.at(n, c, i, j) - max);
          }
          for (int c = 0; c < x.size(1); c++) {
            y.add(n, c, i, j, Math.exp(x.at(n, c, i, j) - max) / sum);
          }
        }
      }
    }
    return y;
  }

  static Tensor softmaxBackward(Tensor dy, Tensor y) {
    Tensor dx = Tensor.like(y);
    for (int n = 0; n < y.size(0); n++) {
      for (int i = 0; i < y.size(2); i++) {
        for (int j = 0; j < y.size(3); j++) {
          double sum = 0;
          for (int c = 0; c < y.size(1); c++) {
            sum += dy.at(n, c, i, j) * y.at(n, c, i, j);
          }
          for (int c = 0; c < y.size(1); c++) {
            dx.add(n, c, i, j, y.at(n, c, i, j) * (dy.at(n, c, i, j) - sum));
          }
        }
      }
    }
    return dx;
  }

  private static int channel(Tensor x, int k) {
    return k / (x.size(2) * x.size(3)) % x.size(1);
  }

  private static int rows(Tensor x) {
    return x.values.length / x.size(1);
  }
}
