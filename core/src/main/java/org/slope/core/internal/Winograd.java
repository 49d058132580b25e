package org.slope.core.internal;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The matrices of {@link CpuWinograd}. In one dimension, a filter of r taps over 6 inputs gives 7 −
 * r outputs, {@code y = Aᵀ·((G·w) ⊙ (Bᵀ·d))}, as polynomials are multiplied by their values at six
 * points (Toom 1963, Cook 1966). The points 0, ±√½, ±√2 and ∞, those of ncnn's
 * convolution_3x3_winograd.h, keep all factors near 1; rounding errors are a third of those at 0,
 * ±1, ±2 and ∞.
 */
final class Winograd {
  /** The inputs of a tile, in one dimension. */
  static final int POINTS = 6;

  /** The products of a tile. */
  static final int COMPONENTS = POINTS * POINTS;

  /** The most outputs of a tile, and the most taps of a filter, in one dimension. */
  static final int MOST_OUTPUTS = 4;

  static final int MOST_TAPS = 5;

  static final float R = (float) Math.sqrt(2);

  /** All points but ∞, and what their values are divided by. */
  private static final double[] FINITE = {
    0, Math.sqrt(0.5), -Math.sqrt(0.5), Math.sqrt(2), -Math.sqrt(2)
  };

  private static final double[] DIVISORS = {1, -3 / 2., -3 / 2., 6, 6};

  private static final float[][] BT = {
    {1, 0, -5 / 2f, 0, 1, 0},
    {0, -R, -2, R / 2, 1, 0},
    {0, R, -2, -R / 2, 1, 0},
    {0, -R / 2, -1 / 2f, R, 1, 0},
    {0, R / 2, -1 / 2f, -R, 1, 0},
    {0, 1, 0, -5 / 2f, 0, 1}
  };

  static final LinearMap INPUT = new LinearMap(BT);
  static final LinearMap INPUT_GRADIENT = INPUT.transposed();

  /** F(4×4, 3×3) and F(2×2, 5×5). */
  static final Winograd THREE =
      new Winograd(
          3,
          16,
          WinogradMap.FOUR_OUTPUTS,
          WinogradMap.FOUR_OUTPUT_GRADIENTS,
          WinogradMap.THREE_WEIGHTS,
          WinogradMap.THREE_WEIGHT_GRADIENTS);

  /** F(3×3, 4×4), for the pieces of {@link LargeWinograd} and {@link RowWinograd} alone. */
  static final Winograd FOUR =
      new Winograd(
          4,
          16,
          WinogradMap.THREE_OUTPUTS,
          WinogradMap.THREE_OUTPUT_GRADIENTS,
          WinogradMap.FOUR_WEIGHTS,
          WinogradMap.FOUR_WEIGHT_GRADIENTS);

  static final Winograd FIVE =
      new Winograd(
          5,
          20,
          WinogradMap.TWO_OUTPUTS,
          WinogradMap.TWO_OUTPUT_GRADIENTS,
          WinogradMap.FIVE_WEIGHTS,
          WinogradMap.FIVE_WEIGHT_GRADIENTS);

  /** Taps of a filter, and outputs of a tile, in one dimension. */
  final int taps;

  final int outputs;

  /** With fewer channels the maps cost more than the products save. */
  final int leastChannels;

  /** Aᵀ and G. */
  final LinearMap output;

  final LinearMap weight;

  /** The derivatives: A and Gᵀ. */
  final LinearMap outputGradient;

  final LinearMap weightGradient;

  /** The same as loops know them. */
  final WinogradMap outputMap;

  final WinogradMap outputGradientMap;
  final WinogradMap weightMap;
  final WinogradMap weightGradientMap;

  private Winograd(
      int taps,
      int leastChannels,
      WinogradMap outputMap,
      WinogradMap outputGradientMap,
      WinogradMap weightMap,
      WinogradMap weightGradientMap) {
    this.taps = taps;
    this.leastChannels = leastChannels;
    this.outputMap = outputMap;
    this.outputGradientMap = outputGradientMap;
    this.weightMap = weightMap;
    this.weightGradientMap = weightGradientMap;
    outputs = POINTS + 1 - taps;
    output = new LinearMap(powers(outputs)).transposed();
    float[][] g = powers(taps);
    for (int p = 0; p < FINITE.length; p++) {
      for (int k = 0; k < taps; k++) {
        g[p][k] = (float) (Math.pow(FINITE[p], k) / DIVISORS[p]);
      }
    }
    weight = new LinearMap(g);
    outputGradient = output.transposed();
    weightGradient = weight.transposed();
  }

  /** The first n powers of each point; of ∞ only the last counts. */
  private static float[][] powers(int n) {
    float[][] powers = new float[POINTS][n];
    for (int p = 0; p < FINITE.length; p++) {
      for (int k = 0; k < n; k++) {
        powers[p][k] = (float) Math.pow(FINITE[p], k);
      }
    }
    powers[FINITE.length][n - 1] = 1;
    return powers;
  }

  /** Returns how many pieces a filter is cut into, in one dimension. */
  int pieces(int length) {
    return (int) Tiles.ceil(length, taps);
  }

  /** Returns how many tiles cover so many outputs, in one dimension. */
  int tiles(long length) {
    return (int) Tiles.ceil(length, outputs);
  }

  /** Returns how many tiles all pieces have together, in one dimension. */
  long products(long outputs, int taps) {
    return (long) tiles(outputs) * pieces(taps);
  }

  /** Returns how many products an image takes at least, of a channel and an output. */
  static long fewestProducts(Window window, INDArray y) {
    long fewest = Math.min(THREE.products(window, y), FOUR.products(window, y));
    return COMPONENTS * Math.min(fewest, FIVE.products(window, y));
  }

  /** Returns how many tiles all pieces of a window have together. */
  long products(Window window, INDArray y) {
    return products(y.size(2), window.rows()) * products(y.size(3), window.columns());
  }

  /** Returns the matrices for a window: of 3×3 or 5×5 taps side by side that moves by one. */
  static @Nullable Winograd of(Window window) {
    boolean isPlain = window.rows() == window.columns() && window.isPlain();
    if (isPlain && window.rows() == THREE.taps) {
      return THREE;
    }
    return isPlain && window.rows() == FIVE.taps ? FIVE : null;
  }
}
