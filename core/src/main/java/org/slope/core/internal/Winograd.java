package org.slope.core.internal;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The matrices of {@link CpuWinograd}. In one dimension, a filter of r taps over n inputs gives n +
 * 1 − r outputs, {@code y = Aᵀ·((G·w) ⊙ (Bᵀ·d))}, as polynomials are multiplied by their values at
 * n points (Toom 1963, Cook 1966). Of six, the points 0, ±√½, ±√2 and ∞, those of ncnn's
 * convolution_3x3_winograd.h, keep all factors near 1; rounding errors are a third of those at 0,
 * ±1, ±2 and ∞. Of eight, which have four times the errors of six, 0, ±1, ±2, ±½ and ∞ are best.
 */
final class Winograd {
  /** The inputs of a tile at six points, in one dimension. */
  static final int POINTS = 6;

  /** The products of such a tile. */
  static final int COMPONENTS = POINTS * POINTS;

  /** The most inputs of a tile, and the most taps of a filter, in one dimension. */
  static final int MOST_POINTS = 8;

  static final int MOST_TAPS = 7;

  static final float R = (float) Math.sqrt(2);

  /** What all maps at the same points share. */
  private static final class Points {
    static final Points SIX =
        new Points(
            new double[] {0, Math.sqrt(0.5), -Math.sqrt(0.5), Math.sqrt(2), -Math.sqrt(2)},
            new double[] {1, -3 / 2., -3 / 2., 6, 6},
            new float[][] {
              {1, 0, -5 / 2f, 0, 1, 0},
              {0, -R, -2, R / 2, 1, 0},
              {0, R, -2, -R / 2, 1, 0},
              {0, -R / 2, -1 / 2f, R, 1, 0},
              {0, R / 2, -1 / 2f, -R, 1, 0},
              {0, 1, 0, -5 / 2f, 0, 1}
            },
            WinogradMap.INPUTS,
            WinogradMap.INPUT_GRADIENTS,
            Integer.MAX_VALUE);

    static final Points EIGHT =
        new Points(
            new double[] {0, 1, -1, 2, -2, 1 / 2., -1 / 2.},
            new double[] {1, -9 / 2., -9 / 2., 90, 90, 45 / 32., 45 / 32.},
            new float[][] {
              {1, 0, -21 / 4f, 0, 21 / 4f, 0, -1, 0},
              {0, 1, 1, -17 / 4f, -17 / 4f, 1, 1, 0},
              {0, -1, 1, 17 / 4f, -17 / 4f, -1, 1, 0},
              {0, 1 / 2f, 1 / 4f, -5 / 2f, -5 / 4f, 2, 1, 0},
              {0, -1 / 2f, 1 / 4f, 5 / 2f, -5 / 4f, -2, 1, 0},
              {0, 2, 4, -5 / 2f, -5, 1 / 2f, 1, 0},
              {0, -2, 4, 5 / 2f, -5, -1 / 2f, 1, 0},
              {0, -1, 0, 21 / 4f, 0, -21 / 4f, 0, 1}
            },
            WinogradMap.EIGHT_INPUTS,
            WinogradMap.EIGHT_INPUT_GRADIENTS,
            64);

    /** All but ∞, and what their values are divided by. */
    final double[] finite;

    final double[] divisors;

    /** Bᵀ, as a matrix and as loops know it and its derivative. */
    final LinearMap input;

    final WinogradMap inputMap;
    final WinogradMap inputGradientMap;
    final int terms;

    Points(
        double[] finite,
        double[] divisors,
        float[][] input,
        WinogradMap inputMap,
        WinogradMap inputGradientMap,
        int terms) {
      this.finite = finite;
      this.divisors = divisors;
      this.input = new LinearMap(input);
      this.inputMap = inputMap;
      this.inputGradientMap = inputGradientMap;
      this.terms = terms;
    }

    /** Returns the first n powers of each; of ∞ only the last counts. */
    float[][] powers(int n) {
      float[][] powers = new float[finite.length + 1][n];
      for (int p = 0; p < finite.length; p++) {
        for (int k = 0; k < n; k++) {
          powers[p][k] = (float) Math.pow(finite[p], k);
        }
      }
      powers[finite.length][n - 1] = 1;
      return powers;
    }

    /** Returns G for so many taps: the powers, divided. */
    float[][] weights(int taps) {
      float[][] g = powers(taps);
      for (int p = 0; p < finite.length; p++) {
        for (int k = 0; k < taps; k++) {
          g[p][k] = (float) (Math.pow(finite[p], k) / divisors[p]);
        }
      }
      return g;
    }
  }

  /** F(4×4, 3×3). */
  static final Winograd THREE =
      new Winograd(
          Points.SIX,
          3,
          WinogradMap.FOUR_OUTPUTS,
          WinogradMap.FOUR_OUTPUT_GRADIENTS,
          WinogradMap.THREE_WEIGHTS,
          1);

  /** F(3×3, 4×4), for the pieces of {@link LargeWinograd} and {@link RowWinograd} alone. */
  static final Winograd FOUR =
      new Winograd(
          Points.SIX,
          4,
          WinogradMap.THREE_OUTPUTS,
          WinogradMap.THREE_OUTPUT_GRADIENTS,
          WinogradMap.FOUR_WEIGHTS,
          1);

  /** F(2, 5), for the pieces of {@link RowWinograd} alone, which gives no gradients. */
  static final Winograd FIVE =
      new Winograd(Points.SIX, 5, WinogradMap.TWO_OUTPUTS, null, WinogradMap.FIVE_WEIGHTS, 1);

  /** F(4×4, 5×5). */
  static final Winograd FIVE_BY_EIGHT =
      new Winograd(
          Points.EIGHT,
          5,
          WinogradMap.EIGHT_TO_FOUR_OUTPUTS,
          WinogradMap.EIGHT_TO_FOUR_OUTPUT_GRADIENTS,
          WinogradMap.FIVE_TO_EIGHT_WEIGHTS,
          4);

  /** F(2×2, 7×7); the gradients of so many weights would not be exact enough. */
  static final Winograd SEVEN =
      new Winograd(
          Points.EIGHT,
          7,
          WinogradMap.EIGHT_TO_TWO_OUTPUTS,
          null,
          WinogradMap.SEVEN_TO_EIGHT_WEIGHTS,
          2);

  /**
   * How many products at most are one sum: at eight points, longer ones are summed in parts, so
   * that rounding errors stay below 1e-5 of the largest result.
   */
  final int terms;

  /**
   * For how many tiles one counts where it is asked if they are enough to map the weights: fewer
   * are, where each stands for more products.
   */
  final int worth;

  /** The inputs of a tile, in one dimension, and its products. */
  final int points;

  final int components;

  /** Taps of a filter, and outputs of a tile, in one dimension. */
  final int taps;

  final int outputs;

  /** Bᵀ, Aᵀ and G. */
  final LinearMap input;

  final LinearMap output;

  final LinearMap weight;

  /** The derivatives: B, A and Gᵀ. */
  final LinearMap inputGradient;

  final LinearMap outputGradient;

  final LinearMap weightGradient;

  /** The same as loops know them. */
  final WinogradMap inputMap;

  final WinogradMap inputGradientMap;
  final WinogradMap outputMap;

  /** Null where no gradients are computed. */
  final @Nullable WinogradMap outputGradientMap;

  final WinogradMap weightMap;

  private Winograd(
      Points at,
      int taps,
      WinogradMap outputMap,
      @Nullable WinogradMap outputGradientMap,
      WinogradMap weightMap,
      int worth) {
    this.taps = taps;
    this.outputMap = outputMap;
    this.outputGradientMap = outputGradientMap;
    this.weightMap = weightMap;
    points = at.finite.length + 1;
    components = points * points;
    outputs = points + 1 - taps;
    terms = at.terms;
    this.worth = worth;
    input = at.input;
    inputMap = at.inputMap;
    inputGradientMap = at.inputGradientMap;
    output = new LinearMap(at.powers(outputs)).transposed();
    weight = new LinearMap(at.weights(taps));
    inputGradient = input.transposed();
    outputGradient = output.transposed();
    weightGradient = weight.transposed();
  }

  /** Tells whether sums have at most so many {@link #terms}. */
  boolean sumsInParts() {
    return terms < Integer.MAX_VALUE;
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

  /**
   * Returns how many products an image takes at least, of a channel and an output.
   *
   * @param whole the matrices for the whole window, if there are any
   * @param leastTiles how many tiles of all images are enough to map the weights for eight points
   */
  static long fewestProducts(Window window, @Nullable Winograd whole, INDArray y, long leastTiles) {
    long fewest = COMPONENTS * Math.min(THREE.products(window, y), FOUR.products(window, y));
    if (whole == null) {
      return fewest;
    }
    long tiles = whole.products(window, y);
    boolean areEnough = y.size(0) * tiles * whole.worth >= leastTiles;
    return areEnough ? Math.min(fewest, whole.components * tiles) : fewest;
  }

  /** Returns how many tiles all pieces of a window have together. */
  long products(Window window, INDArray y) {
    return products(y.size(2), window.rows()) * products(y.size(3), window.columns());
  }

  /** Returns the matrices for a window: of 3×3, 5×5 or 7×7 taps side by side that moves by one. */
  static @Nullable Winograd of(Window window) {
    if (window.rows() != window.columns() || !window.isPlain()) {
      return null;
    }
    return switch (window.rows()) {
      case 3 -> THREE;
      case 5 -> FIVE_BY_EIGHT;
      case 7 -> SEVEN;
      default -> null;
    };
  }

  /** Returns the same if they give gradients of the weights, too. */
  static @Nullable Winograd forGradients(Window window) {
    Winograd winograd = of(window);
    return winograd == null || winograd.outputGradientMap == null ? null : winograd;
  }
}
