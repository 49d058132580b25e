package org.slope.core.internal;

import java.util.Arrays;
import java.util.Objects;

/**
 * The linear maps of {@link CpuWinograd} by {@link VectorLoops}: down all columns of a row of tiles
 * at once, then across, a tile after the other. Sections of memory are copied from those of the
 * heap, or to them, all together; a tile's channels may be filled up to a width there.
 */
final class DirectWinogradTiles extends WinogradTiles {
  /** Slots of {@link Scratch#tile}. */
  private static final int IMAGE = 1;

  private static final int BETWEEN = 2;
  private static final int SECTIONS = 3;

  /** Keeps rows from one call to the next. */
  private static final int GRADIENT = 11;

  private static final int ROW = 12;

  private static final int PART = 13;

  /** A slot of {@link Scratch#bits}. */
  private static final int PIXELS = 0;

  /** Loops read up to so many tiles more, which count for nothing. */
  private static final int SLACK = VectorLoops.NARROW;

  final VectorLoops loops;

  DirectWinogradTiles(Winograd winograd, VectorLoops loops, Sliding sliding, double padding) {
    super(winograd, sliding, padding);
    this.loops = loops;
  }

  /** Returns where n tiles of so many channels begin in a component, as loops take pixels. */
  static int[] pixels(int n, int channels, Scratch s) {
    int[] pixels = s.bits(PIXELS, n);
    for (int t = 0; t < n; t++) {
      pixels[t] = t * channels;
    }
    return pixels;
  }

  /**
   * {@code Y = X·W}, or added to Y, of n tiles for a component, a run of channels and one or two
   * vectors of outputs; long sums in parts.
   *
   * @param tap where X begins
   * @param first where W begins
   * @param to where Y begins; it has room for whole twelves of tiles
   * @param step how far the outputs of two tiles are apart
   */
  void addProducts(
      boolean isWide,
      float[] x,
      int[] pixels,
      int n,
      int tap,
      int run,
      float[] w,
      int first,
      boolean isFirst,
      float[] y,
      int to,
      int step) {
    int width = isWide ? 2 * loops.lanes() : loops.lanes();
    int terms = Math.min(run, winograd.terms);
    for (int c = 0; c < run; c += terms) {
      int there = Math.min(terms, run - c);
      boolean isNew = isFirst && c == 0;
      addSum(isWide, x, pixels, n, tap + c, there, w, first + c * width, isNew, y, to, step);
    }
  }

  /** The same of a run that is one sum. */
  private void addSum(
      boolean isWide,
      float[] x,
      int[] pixels,
      int n,
      int tap,
      int run,
      float[] w,
      int first,
      boolean isNew,
      float[] y,
      int to,
      int step) {
    float[] zeros = PackedWeights.ZEROS;
    if (isNew) {
      loops.add(isWide, x, pixels, 0, n, tap, run, 1, 0, w, first, zeros, 0, 0, y, to, step);
      return;
    }
    if (!winograd.sumsInParts()) {
      loops.add(isWide, x, pixels, 0, n, tap, run, 1, 0, w, first, y, to, step, y, to, step);
      return;
    }
    int width = isWide ? 2 * loops.lanes() : loops.lanes();
    float[] part = Scratch.own().tile(PART, Tiles.roundUp(n, VectorLoops.NARROW) * width);
    loops.add(isWide, x, pixels, 0, n, tap, run, 1, 0, w, first, zeros, 0, 0, part, 0, width);
    for (int t = 0; t < n; t++) {
      for (int i = 0; i < width; i++) {
        y[to + t * step + i] += part[t * width + i];
      }
    }
  }

  /** The elements of an image row under a row of tiles, of so many channels. */
  private int line(int width) {
    return (across * side + winograd.taps - 1) * width;
  }

  @Override
  void inputs(Floats x, long from, long to, Floats sections, Block block) {
    put(inputs(x, from, to), sliding.channels(), from, to, sections, block);
  }

  /** Copies rows of tiles from sections of their own to sections of memory. */
  void put(float[] own, int channels, long from, long to, Floats sections, Block block) {
    int row = across * channels;
    int n = (int) (to - from) * row;
    for (int k = 0; k < components; k++) {
      sections.put((k * block.rows() + from - block.from()) * row, own, k * n, n);
    }
  }

  /** The same to sections of the heap of their own. */
  float[] inputs(Floats x, long from, long to) {
    int c = sliding.channels();
    int section = (int) (to - from) * across * c;
    float[] v = Scratch.own().tile(SECTIONS, components * section + SLACK * c);
    inputs(x, from, to, v, section, from);
    return v;
  }

  /** The same to sections of the heap that begin with a row of tiles. */
  void inputs(Floats x, long from, long to, float[] v, int section, long first) {
    Scratch s = Scratch.own();
    int c = sliding.channels();
    int n = across * c;
    int line = line(c);
    float[] image = s.tile(IMAGE, points * line);
    float[] between = s.tile(BETWEEN, points * line);
    for (long g = from; g < to; g++) {
      boolean continues = g > from && g % down != 0;
      if (continues) { // its first rows are the last of the tiles above
        System.arraycopy(image, side * line, image, 0, (points - side) * line);
      }
      for (int r = continues ? points - side : 0; r < points; r++) {
        sliding.copyRow(x, g / down, inputRow(g, r), padding, image, r * line, line);
      }
      loops.winograd(winograd.inputMap, image, 0, line, 0, 1, line, between, 0, line, 0);
      for (int a = 0; a < points; a++) {
        int at = a * points * section + (int) (g - first) * n;
        loops.winograd(
            winograd.inputMap, between, a * line, c, side * c, across, c, v, at, section, c);
      }
    }
  }

  @Override
  void outputs(
      Floats sections, Block block, int channels, long from, long to, CpuFinish finish, Floats y) {
    int row = across * channels;
    int section = (int) (to - from) * row;
    float[] m = Scratch.own().tile(SECTIONS, components * section);
    for (int k = 0; k < components; k++) {
      sections.get((k * block.rows() + from - block.from()) * row, m, k * section, section);
    }
    outputs(m, section, channels, 0, channels, channels, from, to, finish, y);
  }

  /**
   * The same from sections of the heap, for channels from the first on, of all that y has.
   *
   * @param width what the channels of m are filled up to
   */
  void outputs(
      float[] m,
      int section,
      int width,
      int first,
      int channels,
      int all,
      long from,
      long to,
      CpuFinish finish,
      Floats y) {
    Scratch s = Scratch.own();
    int c = channels;
    int n = across * width;
    float[] between = s.tile(BETWEEN, side * points * n);
    float[] row = s.tile(IMAGE, side * across * c);
    int length = sliding.outWidth() * c;
    CpuFinish.Rows last = finish.rows(first, c, sliding.outWidth(), s);
    WinogradMap map = winograd.outputMap;
    for (long g = from; g < to; g++) {
      for (int b = 0; b < points; b++) {
        int at = b * section + (int) (g - from) * n;
        loops.winograd(map, m, at, points * section, 0, 1, n, between, b * n, points * n, 0);
      }
      long firstRow = g % down * side;
      for (int r = 0; r < side && firstRow + r < sliding.outHeight(); r++) {
        int at = r * points * n;
        loops.winograd(map, between, at, n, width, across, c, row, 0, c, side * c);
        last.apply(row, length);
        long pixel = g / down * sliding.outputPixels() + (firstRow + r) * sliding.outWidth();
        int run = c == all ? length : c; // what lies side by side in y
        for (int i = 0; i < length; i += run) {
          y.put(pixel * all + i / c * (long) all + first, row, i, run);
        }
      }
    }
  }

  @Override
  void outputGradients(Floats dy, int channels, long from, long to, Floats sections, Block block) {
    put(outputGradients(dy, channels, from, to), channels, from, to, sections, block);
  }

  /** The same to sections of the heap of their own. */
  float[] outputGradients(Floats dy, int channels, long from, long to) {
    int section = (int) (to - from) * across * channels;
    float[] m = Scratch.own().tile(SECTIONS, components * section + SLACK * channels);
    outputGradients(dy, channels, from, to, m, section, from);
    return m;
  }

  /** The same to sections of the heap that begin with a row of tiles. */
  void outputGradients(
      Floats dy, int channels, long from, long to, float[] m, int section, long first) {
    Scratch s = Scratch.own();
    int c = channels;
    int n = across * c;
    int line = side * n;
    int length = sliding.outWidth() * c;
    float[] image = s.tile(IMAGE, side * line);
    float[] between = s.tile(BETWEEN, points * line);
    WinogradMap map = Objects.requireNonNull(winograd.outputGradientMap);
    for (long g = from; g < to; g++) {
      for (int r = 0; r < side; r++) {
        long row = g % down * side + r;
        int there = row < sliding.outHeight() ? length : 0;
        long pixel = g / down * sliding.outputPixels() + row * sliding.outWidth();
        Sliding.copyRow(dy, pixel * c, there, image, r * line, 0, line, 0);
      }
      loops.winograd(map, image, 0, line, 0, 1, line, between, 0, line, 0);
      for (int a = 0; a < points; a++) {
        int at = a * points * section + (int) (g - first) * n;
        loops.winograd(map, between, a * line, c, side * c, across, c, m, at, section, c);
      }
    }
  }

  /** Tells whether {@link #inputGradients} can keep its rows, of so many channels. */
  boolean keepsRows(int width) {
    return points * (across * (long) side + winograd.taps - 1) * width <= Scratch.MOST_KEPT;
  }

  /**
   * {@code dx = Σ_tiles B·dV·Bᵀ}: the derivative of {@link #inputs}. A thread gives all rows of
   * tiles of an image one after the other; what fills the channels up makes them whole vectors.
   */
  void inputGradients(float[] dv, int section, int width, long from, long to, Floats dx) {
    Scratch s = Scratch.own();
    int line = line(width);
    float[] image = s.tile(GRADIENT, points * line);
    float[] between = s.tile(BETWEEN, points * line);
    WinogradMap map = winograd.inputGradientMap;
    for (long g = from; g < to; g++) {
      boolean continues = g % down != 0;
      if (continues) { // its first rows are the last of the tiles above
        System.arraycopy(image, side * line, image, 0, (points - side) * line);
      }
      Arrays.fill(image, continues ? (points - side) * line : 0, points * line, 0);
      Arrays.fill(between, 0, points * line, 0);
      for (int a = 0; a < points; a++) {
        int at = a * points * section + (int) (g - from) * across * width;
        loops.winograd(
            map, dv, at, section, width, across, width, between, a * line, width, side * width);
      }
      loops.winograd(map, between, 0, line, 0, 1, line, image, 0, line, 0);
      int complete = g % down == down - 1 ? points : side;
      for (int r = 0; r < complete; r++) {
        putInput(image, r * line, width, g, r, dx, s);
      }
    }
  }

  /** Copies row r of the pixels under a row of tiles to where it lies in the image, if it does. */
  private void putInput(float[] image, int at, int width, long g, int r, Floats dx, Scratch s) {
    int row = inputRow(g, r);
    if (!sliding.hasRow(row)) {
      return;
    }
    int c = sliding.channels();
    int first = at + sliding.window().left() * width;
    long to = g / down * sliding.inputSize() + (long) row * sliding.width() * c;
    if (width == c) {
      dx.put(to, image, first, sliding.width() * c);
      return;
    }
    float[] pixels = s.tile(ROW, sliding.width() * c);
    for (int k = 0; k < sliding.width(); k++) {
      System.arraycopy(image, first + k * width, pixels, k * c, c);
    }
    dx.put(to, pixels, sliding.width() * c);
  }
}
