package org.slope.core.internal;

import static org.slope.core.internal.Winograd.COMPONENTS;
import static org.slope.core.internal.Winograd.OUTPUTS;
import static org.slope.core.internal.Winograd.POINTS;

import java.util.Arrays;

/**
 * The linear maps of {@link CpuWinograd} by {@link VectorLoops}: down all columns of a row of tiles
 * at once, then across, a tile after the other. All sections are copied together.
 */
final class DirectWinogradTiles extends WinogradTiles {
  /** Slots of {@link Scratch#tile}. */
  private static final int IMAGE = 1;

  private static final int BETWEEN = 2;
  private static final int SECTIONS = 3;

  final VectorLoops loops;

  DirectWinogradTiles(VectorLoops loops, Sliding sliding, double padding) {
    super(sliding, padding);
    this.loops = loops;
  }

  @Override
  void inputs(Floats x, long from, long to, Floats sections) {
    int section = (int) (to - from) * across * sliding.channels();
    sections.put(0, inputs(x, from, to, section), COMPONENTS * section);
  }

  /** The same to sections of the heap, of so many elements or more. */
  float[] inputs(Floats x, long from, long to, int section) {
    Scratch s = Scratch.own();
    int c = sliding.channels();
    int n = across * c;
    int line = (across * OUTPUTS + Winograd.TAPS - 1) * c;
    float[] image = s.tile(IMAGE, POINTS * line);
    float[] between = s.tile(BETWEEN, POINTS * line);
    float[] v = s.tile(SECTIONS, COMPONENTS * section);
    for (long g = from; g < to; g++) {
      boolean continues = g > from && g % down != 0;
      if (continues) { // its first two rows are the last two of the tiles above
        System.arraycopy(image, OUTPUTS * line, image, 0, (POINTS - OUTPUTS) * line);
      }
      for (int r = continues ? POINTS - OUTPUTS : 0; r < POINTS; r++) {
        copyInput(x, g, r, image, r * line, line);
      }
      loops.winogradInputs(image, 0, line, 0, 1, line, between, 0, line, 0);
      for (int a = 0; a < POINTS; a++) {
        int at = a * POINTS * section + (int) (g - from) * n;
        loops.winogradInputs(between, a * line, c, OUTPUTS * c, across, c, v, at, section, c);
      }
    }
    return v;
  }

  /** Copies row r of the pixels under a row of tiles, between its borders, if it has any. */
  private void copyInput(Floats x, long g, int r, float[] image, int at, int line) {
    int c = sliding.channels();
    int row = (int) (g % down) * OUTPUTS + r - sliding.window().top();
    int left = sliding.window().left();
    int skipped = Math.max(0, -left);
    int first = Math.max(0, left) * c;
    int length = Math.min((sliding.width() - skipped) * c, line - first);
    long pixel = g / down * sliding.inputSize() + ((long) row * sliding.width() + skipped) * c;
    copyRow(x, pixel, sliding.hasRow(row) ? length : 0, image, at, first, line, padding);
  }

  /** Copies n elements, or none, to a line of the image whose other elements are border. */
  private static void copyRow(
      Floats x, long from, int n, float[] image, int at, int first, int line, float border) {
    Arrays.fill(image, at, at + first, border);
    if (n > 0) {
      x.get(from, image, at + first, n);
    }
    Arrays.fill(image, at + first + n, at + line, border);
  }

  @Override
  void outputs(Floats sections, int channels, long from, long to, CpuFinish finish, Floats y) {
    int section = (int) (to - from) * across * channels;
    float[] m = Scratch.own().tile(SECTIONS, COMPONENTS * section);
    sections.get(0, m, COMPONENTS * section);
    outputs(m, section, channels, from, to, finish, y);
  }

  /** The same from sections of the heap. */
  void outputs(
      float[] m, int section, int channels, long from, long to, CpuFinish finish, Floats y) {
    Scratch s = Scratch.own();
    int c = channels;
    int n = across * c;
    float[] between = s.tile(BETWEEN, OUTPUTS * POINTS * n);
    float[] row = s.tile(IMAGE, OUTPUTS * n);
    int length = sliding.outWidth() * c;
    CpuFinish.Rows last = finish.rows(0, c, sliding.outWidth(), s);
    for (long g = from; g < to; g++) {
      for (int b = 0; b < POINTS; b++) {
        int at = b * section + (int) (g - from) * n;
        loops.winogradOutputs(m, at, POINTS * section, 0, 1, n, between, b * n, POINTS * n, 0);
      }
      long firstRow = g % down * OUTPUTS;
      for (int r = 0; r < OUTPUTS && firstRow + r < sliding.outHeight(); r++) {
        int at = r * POINTS * n;
        loops.winogradOutputs(between, at, n, c, across, c, row, 0, c, OUTPUTS * c);
        last.apply(row, length);
        long pixel = g / down * sliding.outputPixels() + (firstRow + r) * sliding.outWidth();
        y.put(pixel * c, row, length);
      }
    }
  }

  @Override
  void outputGradients(Floats dy, int channels, long from, long to, Floats sections) {
    Scratch s = Scratch.own();
    int c = channels;
    int n = across * c;
    int section = (int) (to - from) * n;
    int line = OUTPUTS * n;
    int length = sliding.outWidth() * c;
    float[] image = s.tile(IMAGE, OUTPUTS * line);
    float[] between = s.tile(BETWEEN, POINTS * line);
    float[] m = s.tile(SECTIONS, COMPONENTS * section);
    for (long g = from; g < to; g++) {
      for (int r = 0; r < OUTPUTS; r++) {
        long row = g % down * OUTPUTS + r;
        int there = row < sliding.outHeight() ? length : 0;
        long pixel = g / down * sliding.outputPixels() + row * sliding.outWidth();
        copyRow(dy, pixel * c, there, image, r * line, 0, line, 0);
      }
      loops.winogradOutputGradients(image, 0, line, 0, 1, line, between, 0, line, 0);
      for (int a = 0; a < POINTS; a++) {
        int at = a * POINTS * section + (int) (g - from) * n;
        loops.winogradOutputGradients(
            between, a * line, c, OUTPUTS * c, across, c, m, at, section, c);
      }
    }
    sections.put(0, m, COMPONENTS * section);
  }
}
