package org.slope.layers;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Network;

/** Convolution and pooling as slow loops, with a geometry of their own. */
final class Loops {
  private final INDArray x;
  private final Size window;
  private final Size stride;
  private final Size dilation;
  private final Padding padding;
  private final int[] rows;
  private final int[] columns;

  Loops(INDArray x, Size window, Size stride, Size dilation, Padding padding, boolean ceil) {
    this.x = x;
    this.window = window;
    this.stride = stride;
    this.dilation = dilation;
    this.padding = padding;
    rows =
        axis(
            (int) x.size(2),
            window.rows(),
            stride.rows(),
            dilation.rows(),
            padding.top(),
            padding.bottom(),
            ceil);
    columns =
        axis(
            (int) x.size(3),
            window.columns(),
            stride.columns(),
            dilation.columns(),
            padding.left(),
            padding.right(),
            ceil);
  }

  /** Returns the padding before, that after, and the number of windows, found by trying. */
  private int[] axis(
      int size, int taps, int stride, int dilation, int before, int after, boolean ceil) {
    int last = (taps - 1) * dilation;
    if (padding.automatic()) {
      int total = 0;
      while ((size + total - last - 1) < ((size + stride - 1) / stride - 1) * stride) {
        total++;
      }
      int half = total / 2;
      int more = total - half;
      int count = (size + stride - 1) / stride;
      return padding.leading() ? new int[] {more, half, count} : new int[] {half, more, count};
    }
    int count = 0;
    for (int start = -before; ; start += stride) {
      boolean fits = start + last < size + after;
      boolean reaches = ceil && start < size && start - stride + last < size + after - 1;
      if (!fits && !(reaches && count > 0)) {
        return new int[] {before, after, count};
      }
      count++;
    }
  }

  private boolean inside(int row, int column) {
    return row >= 0 && row < x.size(2) && column >= 0 && column < x.size(3);
  }

  private boolean inBorder(int row, int column) {
    return row < x.size(2) + rows[1] && column < x.size(3) + columns[1];
  }

  private interface Window {
    double at(int n, int c, int top, int left);
  }

  private double[] slide(int channels, Window f) {
    int examples = (int) x.size(0);
    double[] y = new double[examples * channels * rows[2] * columns[2]];
    int k = 0;
    for (int n = 0; n < examples; n++) {
      for (int c = 0; c < channels; c++) {
        for (int i = 0; i < rows[2]; i++) {
          for (int j = 0; j < columns[2]; j++) {
            y[k++] = f.at(n, c, i * stride.rows() - rows[0], j * stride.columns() - columns[0]);
          }
        }
      }
    }
    return y;
  }

  double[] convolve(Network network, Conv2d spec) {
    INDArray w = network.parameters().get("weight").value();
    double border = padding.value() == null ? 0 : padding.value();
    int depth = (int) w.size(1);
    return slide(
        spec.filters(),
        (n, o, top, left) -> {
          double sum = spec.bias() ? network.parameters().get("bias").value().getDouble(o) : 0;
          int first = o / (spec.filters() / spec.groups()) * depth;
          for (int c = 0; c < depth; c++) {
            for (int p = 0; p < window.rows(); p++) {
              for (int q = 0; q < window.columns(); q++) {
                int row = top + p * dilation.rows();
                int column = left + q * dilation.columns();
                double value =
                    inside(row, column) ? x.getDouble(n, first + c, row, column) : border;
                sum += w.getDouble(o, c, p, q) * value;
              }
            }
          }
          return sum;
        });
  }

  double[] max() {
    double border = padding.value() == null ? Double.NEGATIVE_INFINITY : padding.value();
    return slide(
        (int) x.size(1),
        (n, c, top, left) -> {
          double max = Double.NEGATIVE_INFINITY;
          for (int p = 0; p < window.rows(); p++) {
            for (int q = 0; q < window.columns(); q++) {
              int row = top + p * dilation.rows();
              int column = left + q * dilation.columns();
              if (inside(row, column)) {
                max = Math.max(max, x.getDouble(n, c, row, column));
              } else if (inBorder(row, column)) {
                max = Math.max(max, border);
              }
            }
          }
          return max;
        });
  }

  double[] mean(AvgPool2d spec) {
    double border = padding.value() == null || !spec.countPadding() ? 0 : padding.value();
    return slide(
        (int) x.size(1),
        (n, c, top, left) -> {
          double sum = 0;
          int count = 0;
          for (int row = top; row < top + window.rows(); row++) {
            for (int column = left; column < left + window.columns(); column++) {
              if (inside(row, column)) {
                sum += x.getDouble(n, c, row, column);
                count++;
              } else if (inBorder(row, column) && spec.countPadding()) {
                sum += border;
                count++;
              }
            }
          }
          return sum / (spec.divisor() == 0 ? count : spec.divisor());
        });
  }

  /** How many windows each input lies in; for windows without dilation. */
  double[] windowsOver() {
    double[] counts = new double[(int) x.length()];
    int height = (int) x.size(2);
    int width = (int) x.size(3);
    slide(
        (int) x.size(1),
        (n, c, top, left) -> {
          for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
              boolean over =
                  row >= top
                      && row < top + window.rows()
                      && column >= left
                      && column < left + window.columns();
              counts[((n * (int) x.size(1) + c) * height + row) * width + column] += over ? 1 : 0;
            }
          }
          return 0;
        });
    return counts;
  }
}
