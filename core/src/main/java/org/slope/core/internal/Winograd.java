package org.slope.core.internal;

/**
 * The matrices of {@link CpuWinograd}. In one dimension, a filter of 3 taps over 6 inputs gives 4
 * outputs, {@code y = Aᵀ·((G·w) ⊙ (Bᵀ·d))}, as polynomials are multiplied by their values at six
 * points (Toom 1963, Cook 1966). The points 0, ±√½, ±√2 and ∞, those of ncnn's
 * convolution_3x3_winograd.h, keep all factors near 1; rounding errors are a third of those at 0,
 * ±1, ±2 and ∞.
 */
final class Winograd {
  /** Outputs of a tile, taps of a filter, and inputs of a tile, in one dimension. */
  static final int OUTPUTS = 4;

  static final int TAPS = 3;
  static final int POINTS = OUTPUTS + TAPS - 1;

  /** The products of a tile. */
  static final int COMPONENTS = POINTS * POINTS;

  static final float R = (float) Math.sqrt(2);

  private static final float[][] AT = {
    {1, 1, 1, 1, 1, 0},
    {0, R / 2, -R / 2, R, -R, 0},
    {0, 1 / 2f, 1 / 2f, 2, 2, 0},
    {0, R / 4, -R / 4, 2 * R, -2 * R, 1}
  };

  private static final float[][] BT = {
    {1, 0, -5 / 2f, 0, 1, 0},
    {0, -R, -2, R / 2, 1, 0},
    {0, R, -2, -R / 2, 1, 0},
    {0, -R / 2, -1 / 2f, R, 1, 0},
    {0, R / 2, -1 / 2f, -R, 1, 0},
    {0, 1, 0, -5 / 2f, 0, 1}
  };

  private static final float[][] G = {
    {1, 0, 0},
    {-2 / 3f, -R / 3, -1 / 3f},
    {-2 / 3f, R / 3, -1 / 3f},
    {1 / 6f, R / 6, 1 / 3f},
    {1 / 6f, -R / 6, 1 / 3f},
    {0, 0, 1}
  };

  static final LinearMap INPUT = new LinearMap(BT);
  static final LinearMap OUTPUT = new LinearMap(AT);
  static final LinearMap WEIGHT = new LinearMap(G);

  /** The derivatives: A and Gᵀ. */
  static final LinearMap OUTPUT_GRADIENT = OUTPUT.transposed();

  static final LinearMap WEIGHT_GRADIENT = WEIGHT.transposed();

  private Winograd() {}
}
