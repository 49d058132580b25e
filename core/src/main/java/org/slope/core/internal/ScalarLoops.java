package org.slope.core.internal;

/** The loops element by element: the same sums in the same order, so the same bits. */
final class ScalarLoops implements VectorLoops {
  private final int lanes;

  /** For vectors of so many floats. */
  ScalarLoops(int lanes) {
    this.lanes = lanes;
  }

  @Override
  public int lanes() {
    return lanes;
  }

  @Override
  public void add(
      boolean isWide,
      float[] x,
      int[] pixels,
      int from,
      int end,
      int tap,
      int run,
      int runs,
      int apart,
      float[] w,
      int first,
      float[] sums,
      int at,
      int apartSums,
      float[] y,
      int to,
      int step) {
    int width = isWide ? 2 * lanes : lanes;
    int whole = isWide ? Tiles.roundUp(end - from, WIDE) : end - from;
    for (int r = 0; r < whole; r++) {
      System.arraycopy(sums, at + r * apartSums, y, to + r * step, width);
      for (int k = 0; k < runs * run; k++) {
        float value = x[pixels[from + r] + tap + k / run * apart + k % run];
        addMultiple(value, w, first + k * width, y, to + r * step, width);
      }
    }
  }

  /** {@code y += a·x}. */
  private static void addMultiple(float a, float[] x, int from, float[] y, int to, int n) {
    for (int i = 0; i < n; i++) {
      y[to + i] = Math.fma(a, x[from + i], y[to + i]);
    }
  }

  @Override
  public void addGradients(
      boolean isWide,
      int taps,
      float[] x,
      int[] pixels,
      int from,
      int n,
      int tap,
      float[] dy,
      int first,
      int step,
      float[] dw,
      int to) {
    int width = isWide ? 2 * lanes : lanes;
    for (int p = 0; p < n; p++) {
      for (int r = 0; r < taps; r++) {
        float value = x[pixels[from + p] + tap + r];
        addMultiple(value, dy, first + p * step, dw, to + r * width, width);
      }
    }
  }

  @Override
  public void depthwise(
      float[] x,
      int[] pixels,
      int from,
      int[] taps,
      int count,
      int channel,
      float[] w,
      int first,
      int width,
      float[] y,
      int to,
      int step) {
    for (int r = 0; r < NARROW; r++) {
      for (int c = 0; c < lanes; c++) {
        float sum = 0;
        for (int t = 0; t < count; t++) {
          int at = pixels[from + r] + channel + taps[t] + c;
          sum = Math.fma(x[at], w[first + t * width + c], sum);
        }
        y[to + r * step + c] = sum;
      }
    }
  }

  @Override
  public void winograd(
      WinogradMap map,
      float[] x,
      int at,
      int step,
      int apart,
      int tiles,
      int n,
      float[] y,
      int to,
      int toStep,
      int toApart) {
    map.matrix().apply(x, at, step, apart, tiles, n, map.adds(), y, to, toStep, toApart);
  }

  @Override
  public void maxima(float[] x, int at, int below, int windows, int channels, float[] y) {
    for (int i = 0; i < windows * channels; i++) {
      int left = at + (i / channels * 2) * channels + i % channels;
      int right = left + channels;
      float above = Math.max(x[left], x[right]);
      y[at / 4 + i] = Math.max(above, Math.max(x[below + left], x[below + right]));
    }
  }

  @Override
  public void maximaGradients(
      float[] x,
      int at,
      int below,
      int windows,
      int channels,
      boolean clipped,
      float[] y,
      float[] dy,
      float[] dx) {
    for (int i = 0; i < windows * channels; i++) {
      int left = at + (i / channels * 2) * channels + i % channels;
      float max = y[at / 4 + i];
      float rest = !clipped || max > 0 ? dy[at / 4 + i] : 0;
      for (int tap = 0; tap < 4; tap++) {
        int k = left + tap / 2 * below + tap % 2 * channels;
        boolean isFirst = x[k] == max || Float.isNaN(x[k]);
        dx[k] = isFirst ? rest : 0;
        rest = isFirst ? 0 : rest;
      }
    }
  }

  @Override
  public void widen(float[] x, double[] y, int n) {
    widen(x, y, 0, n);
  }

  static void widen(float[] x, double[] y, int from, int n) {
    for (int i = from; i < n; i++) {
      y[i] = x[i];
    }
  }

  @Override
  public void narrow(double[] x, float[] y, int n) {
    narrow(x, y, 0, n);
  }

  static void narrow(double[] x, float[] y, int from, int n) {
    for (int i = from; i < n; i++) {
      y[i] = (float) x[i];
    }
  }

  /** In four parts, as with vectors. */
  @Override
  public void columnSums(float[] x, int rows, int channels, float[] sums) {
    for (int c = 0; c < channels; c++) {
      float[] parts = new float[4];
      for (int row = 0; row < rows; row++) {
        parts[row < rows / 4 * 4 ? row % 4 : 0] += x[row * channels + c];
      }
      sums[c] = parts[0] + parts[1] + (parts[2] + parts[3]);
    }
  }

  @Override
  public void columnDeviations(
      float[] x, int rows, int channels, float[] mean, float[] deviations, float[] squares) {
    for (int c = 0; c < channels; c++) {
      float sum = 0;
      float square = 0;
      for (int i = c; i < rows * channels; i += channels) {
        float d = x[i] - mean[c];
        sum += d;
        square += d * d;
      }
      deviations[c] = sum;
      squares[c] = square;
    }
  }

  @Override
  public void norm(float[] x, int rows, int channels, boolean relu, float[] values, float[] y) {
    float least = relu ? 0 : Float.NEGATIVE_INFINITY;
    for (int i = 0; i < rows * channels; i++) {
      int c = i % channels;
      float deviation = x[i] - values[c];
      y[i] = Math.max(deviation * values[channels + c] + values[2 * channels + c], least);
    }
  }

  @Override
  public void normSums(
      float[] x,
      float[] dy,
      int rows,
      int channels,
      boolean relu,
      float[] values,
      float[] sumDy,
      float[] sumDyNormalized) {
    for (int c = 0; c < channels; c++) {
      float sum = 0;
      float product = 0;
      for (int i = c; i < rows * channels; i += channels) {
        float deviation = x[i] - values[c];
        float d = kept(dy[i], deviation, channels, relu, values, c);
        sum += d;
        product += d * (deviation * values[3 * channels + c]);
      }
      sumDy[c] = sum;
      sumDyNormalized[c] = product;
    }
  }

  private static float kept(
      float dy, float deviation, int channels, boolean relu, float[] values, int c) {
    boolean positive = deviation * values[channels + c] + values[2 * channels + c] > 0;
    return positive || !relu ? dy : 0;
  }

  @Override
  public void normGradient(
      float[] x, float[] dy, int rows, int channels, boolean relu, float[] values, float[] dx) {
    for (int i = 0; i < rows * channels; i++) {
      int c = i % channels;
      float deviation = x[i] - values[c];
      float d = kept(dy[i], deviation, channels, relu, values, c);
      float through = d - values[4 * channels + c] - deviation * values[3 * channels + c];
      dx[i] = values[channels + c] * through;
    }
  }
}
