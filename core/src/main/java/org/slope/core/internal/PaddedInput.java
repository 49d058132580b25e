package org.slope.core.internal;

import static java.lang.Math.max;

import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The input of a sliding window with the border around it, x̃ [n, height, width, channels], and what
 * the taps of all windows read from it, as views.
 */
final class PaddedInput {
  private final Window window;
  private final long n;
  private final long h;
  private final long w;
  private final long c;
  private final long outHeight;
  private final long outWidth;
  private final long height;
  private final long width;
  private final INDArray values;

  /**
   * Makes an x̃ of zeros: for gradients, which taps add to.
   *
   * @param input the shape of the input, [n, c, h, w]
   * @param output the shape of the output, which says where windows stop, beyond the border even
   */
  PaddedInput(DataType type, Window window, long[] input, long[] output) {
    this.window = window;
    n = input[0];
    c = input[1];
    h = input[2];
    w = input[3];
    outHeight = output[2];
    outWidth = output[3];
    long lastRow = (outHeight - 1) * window.strideRows() + window.spanRows();
    long lastColumn = (outWidth - 1) * window.strideColumns() + window.spanColumns();
    height = max(borderedHeight(), lastRow);
    width = max(borderedWidth(), lastColumn);
    values = Nd4j.zeros(type, n, height, width, c);
  }

  /** Makes x̃ of x, the padding around it, and a value for what windows reach beyond that. */
  static PaddedInput of(INDArray x, Window window, double padding, double beyond, INDArray y) {
    PaddedInput padded = new PaddedInput(x.dataType(), window, x.shape(), y.shape());
    padded.values.assign(beyond);
    padded.block(0, 0, padded.borderedHeight(), padded.borderedWidth()).assign(padding);
    padded.interior().assign(Views.pixels(x));
    return padded;
  }

  private long borderedHeight() {
    return window.top() + h + window.bottom();
  }

  private long borderedWidth() {
    return window.left() + w + window.right();
  }

  /** Returns the view of the input without its border, [n, h, w, c]. */
  INDArray interior() {
    return block(window.top(), window.left(), h, w);
  }

  private INDArray block(long top, long left, long rows, long columns) {
    long[] shape = {n, rows, columns, c};
    return Nd4j.create(values.data(), shape, values.stride(), offset(top, left), 'c');
  }

  private long offset(long row, long column) {
    return (row * width + column) * c;
  }

  /** Returns the view of what tap (p, q) of all windows reads: [n, out rows, out columns, c]. */
  INDArray tap(int p, int q) {
    long[] shape = {n, outHeight, outWidth, c};
    long[] strides = {
      offset(height, 0), offset(window.strideRows(), 0), offset(0, window.strideColumns()), 1
    };
    long offset =
        offset((long) p * window.dilationRows(), (long) q * window.dilationColumns());
    return Nd4j.create(values.data(), shape, strides, offset, 'c');
  }

  /**
   * Copies the windows, each a row of a matrix (im2col): [groups, n·out rows·out columns,
   * rows·columns·c/groups].
   */
  INDArray patches(int groups) {
    return windows(groups).dup('c').reshape('c', patchesShape(groups));
  }

  private long[] patchesShape(int groups) {
    return new long[] {
      groups, n * outHeight * outWidth, window.rows() * window.columns() * (c / groups)
    };
  }

  /** The windows as a view that overlaps itself, to read only. */
  private INDArray windows(int groups) {
    long[] shape = {
      groups, n, outHeight, outWidth, window.rows(), window.columns(), c / groups
    };
    long[] strides = {
      c / groups,
      offset(height, 0),
      offset(window.strideRows(), 0),
      offset(0, window.strideColumns()),
      offset(window.dilationRows(), 0),
      offset(0, window.dilationColumns()),
      1
    };
    return Nd4j.create(values.data(), shape, strides, 0, 'c');
  }

  /** Adds each patch to what its window covers (col2im), in place. */
  void addPatches(INDArray patches, int groups) {
    INDArray windows = windows(groups);
    INDArray sources = patches.reshape('c', windows.shape());
    for (int p = 0; p < window.rows(); p++) {
      for (int q = 0; q < window.columns(); q++) {
        tap(windows, p, q).addi(tap(sources, p, q));
      }
    }
  }

  /** The view [groups, n, out rows, out columns, c/groups] of one tap. */
  private static INDArray tap(INDArray windows, int p, int q) {
    long[] shape = windows.shape();
    long[] strides = windows.stride();
    return Nd4j.create(
        windows.data(),
        new long[] {shape[0], shape[1], shape[2], shape[3], shape[6]},
        new long[] {strides[0], strides[1], strides[2], strides[3], strides[6]},
        windows.offset() + p * strides[4] + q * strides[5],
        'c');
  }

  /** Returns the sum of each window, as doubles: [n, out rows, out columns, c]. */
  INDArray sums() {
    return patches(1)
        .castTo(DataType.DOUBLE)
        .reshape('c', n, outHeight, outWidth, (long) window.rows() * window.columns(), c)
        .sum(3)
        .reshape(n, outHeight, outWidth, c);
  }

  /**
   * Returns what the sum of each window is divided by: the taps inside the input, or inside the
   * padding too; or the divisor, if it is not 0. [1, out rows, out columns, 1], as doubles.
   */
  INDArray counts(boolean countPadding, int divisor) {
    INDArray counts = Nd4j.create(DataType.DOUBLE, 1, outHeight, outWidth, 1);
    for (int i = 0; i < outHeight; i++) {
      long rows =
          count(
              i * window.strideRows() - window.top(),
              window.rows(),
              window.dilationRows(),
              countPadding ? -window.top() : 0,
              countPadding ? h + window.bottom() : h);
      for (int j = 0; j < outWidth; j++) {
        long columns =
            count(
                j * window.strideColumns() - window.left(),
                window.columns(),
                window.dilationColumns(),
                countPadding ? -window.left() : 0,
                countPadding ? w + window.right() : w);
        counts.putScalar(new long[] {0, i, j, 0}, divisor != 0 ? divisor : max(rows * columns, 1));
      }
    }
    return counts;
  }

  /** How many of the taps first, first + step, … lie in from..to, to excluded. */
  private static long count(int first, int taps, int step, long from, long to) {
    return IntStream.range(0, taps)
        .map(k -> first + k * step)
        .filter(tap -> from <= tap && tap < to)
        .count();
  }
}
