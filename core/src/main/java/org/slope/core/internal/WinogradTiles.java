package org.slope.core.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The linear maps of {@link CpuWinograd}, a row of tiles at a time: first between rows of pixels,
 * then between columns. Columns that leave the same remainder by the tiles' distance lie together,
 * which turns both into loops over whole rows. A map gives or takes sections of memory, one a
 * component, each with the tiles' channels side by side.
 */
class WinogradTiles {
  /** Slots of {@link Scratch#tile}: a row, pixels by row and remainder, and what is between. */
  private static final int ROW = 0;

  private static final int PIXELS = 1;
  private static final int BETWEEN = 37; // beyond those of CpuFinish
  private static final int SECTION = BETWEEN + Winograd.MOST_POINTS;
  private static final int SECTIONS = 79;

  /** Rows of tiles from..to whose components are multiplied together. */
  record Block(long from, long to) {
    long rows() {
      return to - from;
    }
  }

  final Winograd winograd;
  final Sliding sliding;
  final float padding;

  /** The outputs of a tile, in one dimension. */
  final int side;

  /** The inputs of a tile, in one dimension, and its products. */
  final int points;

  final int components;

  /** How many tiles a row has, and how many rows of them an image. */
  final int across;

  final int down;

  /** How many tiles' outputs a row's inputs are as wide as. */
  private final int spanned;

  /** Returns the maps by these loops, or without any. */
  static WinogradTiles of(
      Winograd winograd, @Nullable VectorLoops loops, Sliding sliding, double padding) {
    return loops == null
        ? new WinogradTiles(winograd, sliding, padding)
        : new DirectWinogradTiles(winograd, loops, sliding, padding);
  }

  WinogradTiles(Winograd winograd, Sliding sliding, double padding) {
    this.winograd = winograd;
    side = winograd.outputs;
    points = winograd.points;
    components = winograd.components;
    this.sliding = sliding;
    this.padding = (float) padding;
    across = winograd.tiles(sliding.outWidth());
    down = winograd.tiles(sliding.outHeight());
    spanned = across + (points - 1) / side;
  }

  /**
   * {@code V = Bᵀ·d·B} of the pixels d under each tile: writes rows of tiles from..to, counted
   * through all images, to sections that hold the rows of a block.
   */
  void inputs(Floats x, long from, long to, Floats sections, Block block) {
    Scratch s = Scratch.own();
    int c = sliding.channels();
    int wide = spanned * c;
    int n = across * c;
    float[][] d = s.tiles(PIXELS, points * side, wide);
    float[][] t = s.tiles(BETWEEN, points, wide);
    float[][] rows = s.rows(0, points);
    float[] v = s.tile(SECTION, n);
    for (long g = from; g < to; g++) {
      boolean continues = g > from && g % down != 0;
      if (continues) { // its first rows are the last of the tiles above
        swap(d, (points - side) * side, side * side);
      }
      for (int r = continues ? points - side : 0; r < points; r++) {
        splitInput(x, g, r, d, s);
      }
      for (int a = 0; a < points; a++) {
        for (int q = 0; q < side; q++) {
          rows[q] = winograd.input.row(a, d, q, side, t[q], wide);
        }
        for (int q = side; q < points; q++) {
          rows[q] = t[q];
          System.arraycopy(rows[q - side], c, t[q], 0, wide - c);
        }
        for (int b = 0; b < points; b++) {
          long at = ((a * points + b) * block.rows() + g - block.from()) * n;
          sections.put(at, winograd.input.row(b, rows, v, n), n);
        }
      }
    }
  }

  /** Exchanges the first n arrays with those from another one on. */
  private static void swap(float[][] arrays, int n, int with) {
    for (int i = 0; i < n; i++) {
      float[] array = arrays[i];
      arrays[i] = arrays[with + i];
      arrays[with + i] = array;
    }
  }

  /** Which row of the image is row r under a row of tiles. */
  final int inputRow(long g, int r) {
    return (int) (g % down) * side + r - sliding.window().top();
  }

  /** Copies row r of the pixels under a row of tiles, with its border. */
  private void splitInput(Floats x, long g, int r, float[][] to, Scratch s) {
    int row = inputRow(g, r);
    float[] pixels = null;
    if (sliding.hasRow(row)) {
      int length = sliding.width() * sliding.channels();
      pixels = s.tile(ROW, length);
      x.get(g / down * sliding.inputSize() + (long) row * length, pixels, length);
    }
    int left = sliding.window().left();
    split(pixels, sliding.width(), left, spanned, sliding.channels(), padding, to, r);
  }

  /**
   * Copies a row of pixels, columns that leave the same remainder together, from as many columns
   * left of it as are given; what is outside, or all if there is no row, is border.
   */
  private void split(
      float @Nullable [] pixels,
      int width,
      int left,
      int tiles,
      int c,
      float border,
      float[][] to,
      int r) {
    for (int u = 0; u < tiles * side; u++) {
      float[] target = to[r * side + u % side];
      int at = u / side * c;
      int column = u - left;
      if (pixels != null && column >= 0 && column < width) {
        System.arraycopy(pixels, column * c, target, at, c);
      } else {
        Arrays.fill(target, at, at + c, border);
      }
    }
  }

  /**
   * {@code y = Aᵀ·M·A}, finished: the pixels of each tile of rows from..to, from sections as {@link
   * #inputs} writes them.
   */
  void outputs(
      Floats sections, Block block, int channels, long from, long to, CpuFinish finish, Floats y) {
    Scratch s = Scratch.own();
    int c = channels;
    int n = across * c;
    float[][] m = s.tiles(SECTIONS, components, n);
    float[][] t = s.tiles(BETWEEN, points, n);
    float[][] pixels = s.tiles(PIXELS, side, n);
    float[][] rows = s.rows(0, points);
    float[][] columns = s.rows(1, side);
    int length = sliding.outWidth() * c;
    float[] row = s.tile(ROW, length);
    CpuFinish.Rows last = finish.rows(0, c, sliding.outWidth(), s);
    for (long g = from; g < to; g++) {
      for (int k = 0; k < components; k++) {
        sections.get((k * block.rows() + g - block.from()) * n, m[k], n);
      }
      long firstRow = g % down * side;
      for (int r = 0; r < side && firstRow + r < sliding.outHeight(); r++) {
        for (int b = 0; b < points; b++) {
          rows[b] = winograd.output.row(r, m, b, points, t[b], n);
        }
        for (int q = 0; q < side; q++) {
          columns[q] = winograd.output.row(q, rows, pixels[q], n);
        }
        for (int j = 0; j < sliding.outWidth(); j++) {
          System.arraycopy(columns[j % side], j / side * c, row, j * c, c);
        }
        last.apply(row, length);
        long pixel = g / down * sliding.outputPixels() + (firstRow + r) * sliding.outWidth();
        y.put(pixel * c, row, length);
      }
    }
  }

  /** {@code dM = A·dy·Aᵀ}: the derivative of {@link #outputs} for the same rows of tiles. */
  void outputGradients(Floats dy, int channels, long from, long to, Floats sections, Block block) {
    Scratch s = Scratch.own();
    int n = across * channels;
    float[][] d = s.tiles(PIXELS, side * side, n);
    float[][] t = s.tiles(BETWEEN, side, n);
    float[][] rows = s.rows(0, side);
    float[] m = s.tile(SECTION, n);
    for (long g = from; g < to; g++) {
      for (int r = 0; r < side; r++) {
        splitOutput(dy, channels, g, r, d, s);
      }
      for (int a = 0; a < points; a++) {
        for (int q = 0; q < side; q++) {
          rows[q] = winograd.outputGradient.row(a, d, q, side, t[q], n);
        }
        for (int b = 0; b < points; b++) {
          long at = ((a * points + b) * block.rows() + g - block.from()) * n;
          sections.put(at, winograd.outputGradient.row(b, rows, m, n), n);
        }
      }
    }
  }

  /** Copies row r of a row of tiles' outputs; 0 beyond the image. */
  private void splitOutput(Floats dy, int c, long g, int r, float[][] to, Scratch s) {
    long row = g % down * side + r;
    float[] pixels = null;
    if (row < sliding.outHeight()) {
      int length = sliding.outWidth() * c;
      pixels = s.tile(ROW, length);
      dy.get((g / down * sliding.outputPixels() + row * sliding.outWidth()) * c, pixels, length);
    }
    split(pixels, sliding.outWidth(), 0, across, c, 0, to, r);
  }
}
