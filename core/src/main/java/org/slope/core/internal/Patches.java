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
  private final float[] border;

  Patches(Sliding sliding, int groups, int group, double padding) {
    this.sliding = sliding;
    this.channels = sliding.channels() / groups;
    this.firstChannel = group * channels;
    this.contiguous = groups == 1 && sliding.window().dilationColumns() == 1;
    this.border = new float[sliding.window().columns() * channels];
    Arrays.fill(border, (float) padding);
  }

  /** Returns how many elements the patch of a pixel has. */
  static int size(Sliding sliding, int groups) {
    Window window = sliding.window();
    return Math.multiplyExact(
        window.rows() * window.columns(), Math.toIntExact(sliding.channels() / groups));
  }

  /** Copies the patches of n output pixels, counted through all images, from those images. */
  void gather(FloatBuffer images, int pixel, int n, FloatBuffer patches) {
    int to = 0;
    for (int p = pixel; p < pixel + n; p++) {
      int i = p / sliding.outWidth() % sliding.outHeight();
      int left = sliding.column(p % sliding.outWidth(), 0);
      for (int r = 0; r < sliding.window().rows(); r++) {
        int row = sliding.row(i, r);
        if (sliding.hasRow(row)) {
          gatherRow(images, rowStart(p, row), left, patches, to);
        } else {
          patches.put(to, border);
        }
        to += border.length;
      }
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
    int from = 0;
    for (int p = pixel; p < pixel + n; p++) {
      int i = p / sliding.outWidth() % sliding.outHeight();
      int left = sliding.column(p % sliding.outWidth(), 0);
      for (int r = 0; r < sliding.window().rows(); r++) {
        int row = sliding.row(i, r);
        if (sliding.hasRow(row)) {
          scatterRow(patches, from, left, images, rowStart(p, row));
        }
        from += border.length;
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
