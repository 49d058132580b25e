package org.slope.core.internal;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The maps of the weights of {@link CpuWinograd}: {@code U = G·w·Gᵀ}, and its derivative {@code dw
 * = Gᵀ·dU·G}. Some filters at a time, all their channels in one loop. U is a matrix [out, in] for
 * each component.
 */
final class WinogradWeights {
  private static final int BLOCK = 1024;

  /** Slots of {@link Scratch#tile}: some filters, taps, what is between, and components. */
  private static final int FILTERS = 0;

  private static final int FIRST_TAP = 1;
  private static final int FIRST_BETWEEN = FIRST_TAP + Winograd.MOST_TAPS * Winograd.MOST_TAPS;
  private static final int COMPONENT = FIRST_BETWEEN + Winograd.MOST_POINTS * Winograd.MOST_TAPS;

  private final Winograd winograd;
  private final int filters;
  private final int channels;
  private final int together;

  /** The taps of a filter's row, and of the filter. */
  private final int side;

  private final int taps;

  /** The inputs of a tile, in one dimension. */
  private final int points;

  WinogradWeights(Winograd winograd, INDArray w) {
    this.winograd = winograd;
    side = winograd.taps;
    points = winograd.points;
    taps = side * side;
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
    return (long) winograd.components * filters * channels;
  }

  /** Sets a matrix [out, in] to a component. */
  Matrix component(int k, Floats u, Matrix component) {
    return component.set(u, (long) k * filters * channels, filters, channels);
  }

  /** {@code U = G·w·Gᵀ}. */
  void transform(Floats w, Floats u) {
    forEachBlock(
        (from, filtersHere, s) -> {
          int n = filtersHere * channels;
          float[][] tap = s.tiles(FIRST_TAP, taps, n);
          float[] memory = s.tile(FILTERS, taps * n);
          w.get((long) from * taps * channels, memory, taps * n);
          for (int k = 0; k < filtersHere * taps; k++) {
            System.arraycopy(memory, k * channels, tap[k % taps], k / taps * channels, channels);
          }
          float[][] between = s.tiles(FIRST_BETWEEN, side, n);
          float[] component = s.tile(COMPONENT, n);
          float[][] values = s.rows(0, side);
          for (int a = 0; a < points; a++) {
            for (int q = 0; q < side; q++) {
              values[q] = winograd.weight.row(a, tap, q, side, between[q], n);
            }
            for (int b = 0; b < points; b++) {
              float[] value = winograd.weight.row(b, values, component, n);
              u.put(((long) (a * points + b) * filters + from) * channels, value, n);
            }
          }
        });
  }

  /** Adds {@code Gᵀ·dU·G} to dw. */
  void addGradient(Floats u, Floats dw) {
    forEachBlock(
        (from, filtersHere, s) -> {
          int n = filtersHere * channels;
          float[][] du = s.tiles(FIRST_TAP, points, n);
          float[][] between = s.tiles(FIRST_BETWEEN, points * side, n);
          float[][] rows = s.rows(0, points * side);
          for (int b = 0; b < points; b++) {
            for (int a = 0; a < points; a++) {
              u.get(((long) (a * points + b) * filters + from) * channels, du[a], n);
            }
            for (int p = 0; p < side; p++) {
              int k = p * points + b;
              rows[k] = winograd.weightGradient.row(p, du, between[k], n);
            }
          }
          float[] memory = s.tile(FILTERS, taps * n);
          dw.get((long) from * taps * channels, memory, taps * n);
          float[] tap = s.tile(COMPONENT, n);
          float[] sum = s.tile(COMPONENT + 1, n);
          for (int p = 0; p < side; p++) {
            for (int q = 0; q < side; q++) {
              float[] gradient = winograd.weightGradient.row(q, rows, p * points, 1, tap, n);
              addTap(gradient, p * side + q, memory, sum, n);
            }
          }
          dw.put((long) from * taps * channels, memory, taps * n);
        });
  }

  private void addTap(float[] tap, int number, float[] memory, float[] sum, int n) {
    for (int f = 0; f < n / channels; f++) {
      int at = (f * taps + number) * channels;
      System.arraycopy(memory, at, sum, f * channels, channels);
    }
    for (int i = 0; i < n; i++) {
      sum[i] += tap[i];
    }
    for (int f = 0; f < n / channels; f++) {
      int at = (f * taps + number) * channels;
      System.arraycopy(sum, f * channels, memory, at, channels);
    }
  }
}
