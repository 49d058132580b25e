package org.slope.core.internal;

import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * The patches of a convolution: the row of an output pixel holds its window's taps, row by row, of
 * one group's channels. Where the taps of a window's row lie side by side in the image, they are
 * one copy.
 */
final class Patches {
  private final Sliding sliding;
  private final int firstChannel;
  private final int channels;
  private final boolean contiguous;
  private final boolean byTap;
  private final float[] border;

  Patches(Sliding sliding, int groups, int group, double padding) {
    this.sliding = sliding;
    this.channels = sliding.channels() / groups;
    this.firstChannel = group * channels;
    this.contiguous = groups == 1 && sliding.window().dilationColumns() == 1;
    this.byTap = sliding.channels() == 1 && sliding.window().strideColumns() == 1;
    this.border = new float[sliding.window().columns() * channels];
    Arrays.fill(border, (float) padding);
  }

  /** Returns how many elements the patch of a pixel has. */
  static int size(Sliding sliding, int groups) {
    Window window = sliding.window();
    return Math.multiplyExact(
        window.rows() * window.columns(), Math.toIntExact(sliding.channels() / groups));
  }

  /**
   * Copies the patches of n output pixels, counted through all images, from those images.
   *
   * @return the patches, one a row
   */
  Matrix gather(FloatBuffer images, int pixel, int n, Scratch.Area area) {
    int size = size(sliding, sliding.channels() / channels);
    if (byTap) {
      gatherTaps(images, pixel, n, area.buffer());
      return Matrix.of(area.floats(), 0, size, n).t();
    }
    int image = pixel / sliding.outputPixels() * sliding.inputSize() + firstChannel;
    int i = pixel / sliding.outWidth() % sliding.outHeight();
    int j = pixel % sliding.outWidth();
    int step = sliding.width() * sliding.channels();
    int rows = sliding.window().rows();
    int to = 0;
    for (int p = 0; p < n; p++) {
      int left = sliding.column(j, 0);
      for (int r = 0; r < rows; r++) {
        int row = sliding.row(i, r);
        if (sliding.hasRow(row)) {
          gatherRow(images, image + row * step, left, area.buffer(), to);
        } else {
          area.buffer().put(to, border);
        }
        to += border.length;
      }
      if (++j == sliding.outWidth()) {
        j = 0;
        if (++i == sliding.outHeight()) {
          i = 0;
          image += sliding.inputSize();
        }
      }
    }
    return Matrix.of(area.floats(), 0, n, size);
  }

  /**
   * With one channel, a tap of an output row's pixels lies side by side: the patches transposed.
   */
  private void gatherTaps(FloatBuffer images, int pixel, int n, FloatBuffer patches) {
    Window window = sliding.window();
    int to = 0;
    for (int r = 0; r < window.rows(); r++) {
      for (int q = 0; q < window.columns(); q++) {
        int end = pixel + n;
        for (int p = pixel; p < end; ) {
          int j = p % sliding.outWidth();
          int run = Math.min(sliding.outWidth() - j, end - p);
          gatherRun(images, p, r, sliding.column(j, q), run, patches, to);
          to += run;
          p += run;
        }
      }
    }
  }

  private void gatherRun(
      FloatBuffer images, int p, int r, int column, int run, FloatBuffer patches, int to) {
    int row = sliding.row(p / sliding.outWidth() % sliding.outHeight(), r);
    int first = Math.min(run, Math.max(0, -column));
    int end = Math.max(first, Math.min(run, sliding.width() - column));
    if (!sliding.hasRow(row)) {
      end = first;
    }
    for (int k = 0; k < first; k++) {
      patches.put(to + k, border[0]);
    }
    if (end > first) {
      patches.put(to + first, images, rowStart(p, row) + column + first, end - first);
    }
    for (int k = end; k < run; k++) {
      patches.put(to + k, border[0]);
    }
  }

  private void gatherRow(FloatBuffer images, int start, int left, FloatBuffer patches, int to) {
    if (contiguous && isInside(left)) {
      patches.put(to, images, start + left * channels, border.length);
      return;
    }
    Window window = sliding.window();
    for (int q = 0; q < window.columns(); q++) {
      int column = left + q * window.dilationColumns();
      if (sliding.hasColumn(column)) {
        patches.put(to + q * channels, images, start + column * sliding.channels(), channels);
      } else {
        patches.put(to + q * channels, border, 0, channels);
      }
    }
  }

  /** Adds n patches to the pixels of the images that they were copied from. */
  void scatter(float[] patches, int pixel, int n, float[] images) {
    int image = pixel / sliding.outputPixels() * sliding.inputSize() + firstChannel;
    int i = pixel / sliding.outWidth() % sliding.outHeight();
    int j = pixel % sliding.outWidth();
    int step = sliding.width() * sliding.channels();
    int rows = sliding.window().rows();
    int from = 0;
    for (int p = 0; p < n; p++) {
      int left = sliding.column(j, 0);
      for (int r = 0; r < rows; r++) {
        int row = sliding.row(i, r);
        if (sliding.hasRow(row)) {
          scatterRow(patches, from, left, images, image + row * step);
        }
        from += border.length;
      }
      if (++j == sliding.outWidth()) {
        j = 0;
        if (++i == sliding.outHeight()) {
          i = 0;
          image += sliding.inputSize();
        }
      }
    }
  }

  private void scatterRow(float[] patches, int from, int left, float[] images, int start) {
    if (contiguous && isInside(left)) {
      add(patches, from, border.length, images, start + left * channels);
      return;
    }
    Window window = sliding.window();
    for (int q = 0; q < window.columns(); q++) {
      int column = left + q * window.dilationColumns();
      if (sliding.hasColumn(column)) {
        int to = start + column * sliding.channels();
        add(patches, from + q * channels, channels, images, to);
      }
    }
  }

  private static void add(float[] x, int from, int n, float[] y, int to) {
    for (int k = 0; k < n; k++) {
      y[to + k] += x[from + k];
    }
  }

  private boolean isInside(int left) {
    return left >= 0 && left + sliding.window().columns() <= sliding.width();
  }

  /** Where the group's channels of an image row begin; p tells the image. */
  private int rowStart(int p, int row) {
    int image = p / sliding.outputPixels();
    return (image * sliding.height() + row) * sliding.width() * sliding.channels() + firstChannel;
  }
}
