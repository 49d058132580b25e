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

  /** The most inputs and outputs of a tile, and the most taps of a filter, in one dimension. */
  static final int MOST_POINTS = 8;

  static final int MOST_OUTPUTS = 4;
  static final int MOST_TAPS = 5;

  static final float R = (float) Math.sqrt(2);

  /** All of six points but ∞, and what their values are divided by. */
  private static final double[] SIX = {
    0, Math.sqrt(0.5), -Math.sqrt(0.5), Math.sqrt(2), -Math.sqrt(2)
  };

  private static final double[] SIX_DIVISORS = {1, -3 / 2., -3 / 2., 6, 6};

  private static final float[][] SIX_INPUTS = {
    {1, 0, -5 / 2f, 0, 1, 0},
    {0, -R, -2, R / 2, 1, 0},
    {0, R, -2, -R / 2, 1, 0},
    {0, -R / 2, -1 / 2f, R, 1, 0},
    {0, R / 2, -1 / 2f, -R, 1, 0},
    {0, 1, 0, -5 / 2f, 0, 1}
  };

  static final LinearMap INPUT = new LinearMap(SIX_INPUTS);
  static final LinearMap INPUT_GRADIENT = INPUT.transposed();

  /** All of eight points but ∞, in the same way. */
  private static final double[] EIGHT = {0, 1, -1, 2, -2, 1 / 2., -1 / 2.};

  private static final double[] EIGHT_DIVISORS = {1, -9 / 2., -9 / 2., 90, 90, 45 / 32., 45 / 32.};

  private static final float[][] EIGHT_INPUTS = {
    {1, 0, -21 / 4f, 0, 21 / 4f, 0, -1, 0},
    {0, 1, 1, -17 / 4f, -17 / 4f, 1, 1, 0},
    {0, -1, 1, 17 / 4f, -17 / 4f, -1, 1, 0},
    {0, 1 / 2f, 1 / 4f, -5 / 2f, -5 / 4f, 2, 1, 0},
    {0, -1 / 2f, 1 / 4f, 5 / 2f, -5 / 4f, -2, 1, 0},
    {0, 2, 4, -5 / 2f, -5, 1 / 2f, 1, 0},
    {0, -2, 4, 5 / 2f, -5, -1 / 2f, 1, 0},
    {0, -1, 0, 21 / 4f, 0, -21 / 4f, 0, 1}
  };

  private static final int EIGHT_TERMS = 64;
  private static final int EIGHT_WORTH = 4;

  static final LinearMap EIGHT_INPUT = new LinearMap(EIGHT_INPUTS);
  static final LinearMap EIGHT_INPUT_GRADIENT = EIGHT_INPUT.transposed();

  /** F(4×4, 3×3). */
  static final Winograd THREE =
      new Winograd(
          POINTS,
          3,
          16,
          WinogradMap.FOUR_OUTPUTS,
          WinogradMap.FOUR_OUTPUT_GRADIENTS,
          WinogradMap.THREE_WEIGHTS,
          WinogradMap.THREE_WEIGHT_GRADIENTS);

  /** F(3×3, 4×4), for the pieces of {@link LargeWinograd} and {@link RowWinograd} alone. */
  static final Winograd FOUR =
      new Winograd(
          POINTS,
          4,
          16,
          WinogradMap.THREE_OUTPUTS,
          WinogradMap.THREE_OUTPUT_GRADIENTS,
          WinogradMap.FOUR_WEIGHTS,
          WinogradMap.FOUR_WEIGHT_GRADIENTS);

  /** F(2, 5), for the pieces of {@link RowWinograd} alone. */
  static final Winograd FIVE =
      new Winograd(
          POINTS,
          5,
          20,
          WinogradMap.TWO_OUTPUTS,
          WinogradMap.TWO_OUTPUT_GRADIENTS,
          WinogradMap.FIVE_WEIGHTS,
          WinogradMap.FIVE_WEIGHT_GRADIENTS);

  /** F(4×4, 5×5). */
  static final Winograd FIVE_BY_EIGHT =
      new Winograd(
          MOST_POINTS,
          5,
          16,
          WinogradMap.EIGHT_TO_FOUR_OUTPUTS,
          WinogradMap.EIGHT_TO_FOUR_OUTPUT_GRADIENTS,
          WinogradMap.FIVE_TO_EIGHT_WEIGHTS,
          WinogradMap.FIVE_TO_EIGHT_WEIGHT_GRADIENTS);

  /**
   * How many products at most are one sum: at eight points, longer ones are summed in parts, so
   * that rounding errors stay below 1e-5 of the largest result.
   */
  final int terms;

  /**
   * For how many tiles one counts where it is asked if they are enough to map the weights: at eight
   * points, fewer are, since each stands for more products.
   */
  final int worth;

  /** The inputs of a tile, in one dimension, and its products. */
  final int points;

  final int components;

  /** Taps of a filter, and outputs of a tile, in one dimension. */
  final int taps;

  final int outputs;

  /** With fewer channels the maps cost more than the products save. */
  final int leastChannels;

  /** Bᵀ, Aᵀ and G. */
  final LinearMap input;

  final LinearMap output;

  final LinearMap weight;

  /** The derivatives: A and Gᵀ. */
  final LinearMap outputGradient;

  final LinearMap weightGradient;

  /** The same as loops know them. */
  final WinogradMap inputMap;

  final WinogradMap inputGradientMap;
  final WinogradMap outputMap;

  final WinogradMap outputGradientMap;
  final WinogradMap weightMap;
  final WinogradMap weightGradientMap;

  /** The points but ∞, and what their values are divided by. */
  private final double[] finite;

  private final double[] divisors;

  private Winograd(
      int points,
      int taps,
      int leastChannels,
      WinogradMap outputMap,
      WinogradMap outputGradientMap,
      WinogradMap weightMap,
      WinogradMap weightGradientMap) {
    this.points = points;
    this.taps = taps;
    this.leastChannels = leastChannels;
    this.outputMap = outputMap;
    this.outputGradientMap = outputGradientMap;
    this.weightMap = weightMap;
    this.weightGradientMap = weightGradientMap;
    components = points * points;
    outputs = points + 1 - taps;
    boolean isSix = points == POINTS;
    terms = isSix ? Integer.MAX_VALUE : EIGHT_TERMS;
    worth = isSix ? 1 : EIGHT_WORTH;
    finite = isSix ? SIX : EIGHT;
    divisors = isSix ? SIX_DIVISORS : EIGHT_DIVISORS;
    input = isSix ? INPUT : EIGHT_INPUT;
    inputMap = isSix ? WinogradMap.INPUTS : WinogradMap.EIGHT_INPUTS;
    inputGradientMap = isSix ? WinogradMap.INPUT_GRADIENTS : WinogradMap.EIGHT_INPUT_GRADIENTS;
    output = new LinearMap(powers(outputs)).transposed();
    float[][] g = powers(taps);
    for (int p = 0; p < finite.length; p++) {
      for (int k = 0; k < taps; k++) {
        g[p][k] = (float) (Math.pow(finite[p], k) / divisors[p]);
      }
    }
    weight = new LinearMap(g);
    outputGradient = output.transposed();
    weightGradient = weight.transposed();
  }

  /** The first n powers of each point; of ∞ only the last counts. */
  private float[][] powers(int n) {
    float[][] powers = new float[points][n];
    for (int p = 0; p < finite.length; p++) {
      for (int k = 0; k < n; k++) {
        powers[p][k] = (float) Math.pow(finite[p], k);
      }
    }
    powers[finite.length][n - 1] = 1;
    return powers;
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
   * @param leastTiles how many tiles of all images are enough to map the weights for eight points
   */
  static long fewestProducts(Window window, INDArray y, long leastTiles) {
    long fewest = COMPONENTS * Math.min(THREE.products(window, y), FOUR.products(window, y));
    Winograd whole = of(window);
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

  /** Returns the matrices for a window: of 3×3 or 5×5 taps side by side that moves by one. */
  static @Nullable Winograd of(Window window) {
    boolean isPlain = window.rows() == window.columns() && window.isPlain();
    if (isPlain && window.rows() == THREE.taps) {
      return THREE;
    }
    return isPlain && window.rows() == FIVE_BY_EIGHT.taps ? FIVE_BY_EIGHT : null;
  }
}
