package org.slope.core.internal;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The maps of the weights of {@link CpuWinograd}: {@code U = G·w·Gᵀ}, and its derivative {@code dw
 * = Gᵀ·dU·G}. Some filters at a time, all their channels in one loop. U is 16 matrices [out, in].
 */
final class WinogradWeights {
  private static final int ROWS = 3;
  private static final int TAPS = ROWS * ROWS;
  private static final int BLOCK = 1024;

  /** Slots of {@link Scratch#tile}: some filters, taps, what is between, and components. */
  private static final int FILTERS = 0;

  private static final int FIRST_TAP = 1;
  private static final int FIRST_BETWEEN = FIRST_TAP + TAPS;
  private static final int COMPONENT = FIRST_BETWEEN + 12;

  private final int filters;
  private final int channels;
  private final int together;

  WinogradWeights(INDArray w) {
    filters = Math.toIntExact(w.size(0));
    channels = Math.toIntExact(w.size(1));
    together = Math.max(1, BLOCK / channels);
  }

  private interface Block {
    void run(int from, int n, Scratch s);
  }

  private void forEachBlock(Block block) {
    Parallel.run(
        (int) Tiles.ceil(filters, together),
        chunk -> {
          int from = chunk * together;
          block.run(from, Math.min(together, filters - from), Scratch.own());
        });
  }

  /** Returns how many elements the components have together. */
  long size() {
    return (long) WinogradTiles.COMPONENTS * filters * channels;
  }

  /** Returns a component as a matrix [out, in]. */
  Matrix component(int k, Floats u) {
    return Matrix.of(u, (long) k * filters * channels, filters, channels);
  }

  void transform(Floats w, Floats u) {
    forEachBlock(
        (from, filtersHere, s) -> {
          int n = filtersHere * channels;
          float[][] taps = s.tiles(FIRST_TAP, TAPS, n);
          float[] memory = s.tile(FILTERS, TAPS * n);
          w.get((long) from * TAPS * channels, memory, TAPS * n);
          for (int k = 0; k < filtersHere * TAPS; k++) {
            System.arraycopy(memory, k * channels, taps[k % TAPS], k / TAPS * channels, channels);
          }
          float[][] between = s.tiles(FIRST_BETWEEN, 12, n);
          for (int q = 0; q < ROWS; q++) {
            for (int a = 0; a < 4; a++) {
              combine(a, taps[q], taps[ROWS + q], taps[2 * ROWS + q], between[a * ROWS + q], n);
            }
          }
          float[] component = s.tile(COMPONENT, n);
          for (int k = 0; k < WinogradTiles.COMPONENTS; k++) {
            int row = k / 4 * ROWS;
            combine(k % 4, between[row], between[row + 1], between[row + 2], component, n);
            u.put(((long) k * filters + from) * channels, component, n);
          }
        });
  }

  /** {@code G}: 0, (0 + 1 + 2)/2, (0 − 1 + 2)/2, 2. */
  private static void combine(int a, float[] x, float[] y, float[] z, float[] to, int n) {
    switch (a) {
      case 0 -> System.arraycopy(x, 0, to, 0, n);
      case 1 -> {
        for (int i = 0; i < n; i++) {
          to[i] = 0.5f * (x[i] + z[i] + y[i]);
        }
      }
      case 2 -> {
        for (int i = 0; i < n; i++) {
          to[i] = 0.5f * (x[i] + z[i] - y[i]);
        }
      }
      default -> System.arraycopy(z, 0, to, 0, n);
    }
  }

  /** Adds {@code Gᵀ·dU·G} to dw. */
  void addGradient(Floats du, Floats dw) {
    forEachBlock(
        (from, filtersHere, s) -> {
          int n = filtersHere * channels;
          float[][] between = s.tiles(FIRST_BETWEEN, 12, n);
          float[][] four = s.tiles(FIRST_TAP, 4, n);
          for (int b = 0; b < 4; b++) {
            for (int a = 0; a < 4; a++) {
              du.get(((a * 4L + b) * filters + from) * channels, four[a], n);
            }
            for (int p = 0; p < ROWS; p++) {
              fold(p, four, between[b * ROWS + p], n);
            }
          }
          float[] memory = s.tile(FILTERS, TAPS * n);
          dw.get((long) from * TAPS * channels, memory, TAPS * n);
          float[] tap = s.tile(COMPONENT, n);
          float[] sum = s.tile(COMPONENT + 1, n);
          for (int p = 0; p < ROWS; p++) {
            for (int b = 0; b < 4; b++) {
              four[b] = between[b * ROWS + p];
            }
            for (int q = 0; q < ROWS; q++) {
              fold(q, four, tap, n);
              addTap(tap, p * ROWS + q, memory, sum, n);
            }
          }
          dw.put((long) from * TAPS * channels, memory, TAPS * n);
        });
  }

  private void addTap(float[] tap, int number, float[] memory, float[] sum, int n) {
    for (int f = 0; f < n / channels; f++) {
      int at = (f * TAPS + number) * channels;
      System.arraycopy(memory, at, sum, f * channels, channels);
    }
    for (int i = 0; i < n; i++) {
      sum[i] += tap[i];
    }
    for (int f = 0; f < n / channels; f++) {
      int at = (f * TAPS + number) * channels;
      System.arraycopy(sum, f * channels, memory, at, channels);
    }
  }

  /** {@code Gᵀ}: 0 + (1 + 2)/2, (1 − 2)/2, (1 + 2)/2 + 3. */
  private static void fold(int p, float[][] x, float[] to, int n) {
    float[] one = x[1];
    float[] two = x[2];
    if (p == 1) {
      for (int i = 0; i < n; i++) {
        to[i] = 0.5f * (one[i] - two[i]);
      }
      return;
    }
    float[] outer = p == 0 ? x[0] : x[3];
    for (int i = 0; i < n; i++) {
      to[i] = outer[i] + 0.5f * (one[i] + two[i]);
    }
  }
}
