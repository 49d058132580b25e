package org.slope.core.internal;

/**
 * All taps of the window in one matrix, row by row: the patch of each output pixel. With one
 * channel, the matrix lies transposed, because a tap of neighbouring pixels is one copy.
 */
final class Patches extends Unfolding {
  private final boolean byTap;
  private final int size;

  Patches(Sliding sliding, int groups, int group, double padding) {
    super(sliding, groups, group, padding);
    byTap = sliding.channels() == 1 && sliding.window().strideColumns() == 1;
    size = Math.multiplyExact(sliding.window().rows(), border.length);
  }

  @Override
  int parts() {
    return 1;
  }

  @Override
  int partSize() {
    return size;
  }

  @Override
  int size(int n) {
    return Math.multiplyExact(n, size);
  }

  @Override
  int tile() {
    return pixels(size);
  }

  @Override
  int together() {
    return Math.max(1, tile() / sliding.outputPixels());
  }

  @Override
  Matrix part(int r, int n, Floats area) {
    return byTap ? Matrix.of(area, 0, size, n).t() : Matrix.of(area, 0, n, size);
  }

  @Override
  Matrix gradientPart(int r, int n, Floats area) {
    return Matrix.of(area, 0, n, size);
  }

  @Override
  void gather(Floats images, long pixel, int n, Floats area) {
    if (byTap) {
      gatherTaps(images, pixel, n, area);
      return;
    }
    long image = pixel / sliding.outputPixels() * sliding.inputSize() + firstChannel;
    int i = (int) (pixel % sliding.outputPixels()) / sliding.outWidth();
    int j = (int) (pixel % sliding.outWidth());
    int step = sliding.width() * sliding.channels();
    int rows = sliding.window().rows();
    int to = 0;
    for (int p = 0; p < n; p++) {
      int left = sliding.column(j, 0);
      for (int r = 0; r < rows; r++) {
        int row = sliding.row(i, r);
        if (sliding.hasRow(row)) {
          gatherRow(images, image + (long) row * step, left, area, to);
        } else {
          area.put(to, border, border.length);
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
  }

  private void gatherTaps(Floats images, long pixel, int n, Floats patches) {
    Window window = sliding.window();
    int to = 0;
    for (int r = 0; r < window.rows(); r++) {
      for (int q = 0; q < window.columns(); q++) {
        long end = pixel + n;
        for (long p = pixel; p < end; ) {
          int j = (int) (p % sliding.outWidth());
          int run = (int) Math.min(sliding.outWidth() - j, end - p);
          gatherRun(images, p, r, sliding.column(j, q), run, patches, to);
          to += run;
          p += run;
        }
      }
    }
  }

  private void gatherRun(
      Floats images, long p, int r, int column, int run, Floats patches, int to) {
    int row = sliding.row((int) (p / sliding.outWidth() % sliding.outHeight()), r);
    int first = Math.min(run, Math.max(0, -column));
    int end = Math.max(first, Math.min(run, sliding.width() - column));
    if (!sliding.hasRow(row)) {
      end = first;
    }
    for (int k = 0; k < first; k++) {
      patches.put(to + k, border, 1);
    }
    if (end > first) {
      long image = p / sliding.outputPixels();
      long start = (image * sliding.height() + row) * sliding.width();
      patches.put(to + first, images, start + column + first, end - first);
    }
    for (int k = end; k < run; k++) {
      patches.put(to + k, border, 1);
    }
  }

  @Override
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
}
