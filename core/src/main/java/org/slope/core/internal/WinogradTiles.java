package org.slope.core.internal;

import java.util.Arrays;

/**
 * The linear maps of {@link CpuWinograd}, a row of tiles at a time: first between rows of pixels,
 * then between columns, which even and odd columns apart turn into loops over whole rows. A map
 * gives or takes 16 sections of memory, one a component, each with the tiles' channels side by
 * side.
 */
final class WinogradTiles {
  static final int COMPONENTS = 16;

  /** Slots of {@link Scratch#tile}. */
  private static final int ROW = 0;

  private static final int EVEN = 1;
  private static final int ODD = 5;
  private static final int ACROSS = 9;
  private static final int SECTIONS = 13;

  private final Sliding sliding;
  private final float padding;

  /** How many tiles a row has, and how many rows of them an image. */
  final int across;

  final int down;

  WinogradTiles(Sliding sliding, double padding) {
    this.sliding = sliding;
    this.padding = (float) padding;
    across = (sliding.outWidth() + 1) / 2;
    down = (sliding.outHeight() + 1) / 2;
  }

  /**
   * {@code V = Bᵀ·d·B} of the 4×4 pixels d under each tile: writes rows of tiles from..to, counted
   * through all images, to sections of (to − from)·across tiles.
   */
  void inputs(Floats x, long from, long to, Floats sections) {
    Scratch s = Scratch.own();
    int c = sliding.channels();
    int wide = (across + 1) * c;
    int n = across * c;
    int section = (int) (to - from) * n;
    float[][] even = s.tiles(EVEN, 4, wide);
    float[][] odd = s.tiles(ODD, 4, wide);
    float[][] t = s.tiles(ACROSS, 4, wide);
    float[] v = s.tile(SECTIONS, n);
    int next = 0;
    for (long g = from; g < to; g++) {
      boolean continues = g > from && g % down != 0;
      if (continues) {
        swap(even);
        swap(odd);
      }
      for (int r = continues ? 2 : 0; r < 4; r++) {
        split(x, g, r, even[r], odd[r], s);
      }
      for (int a = 0; a < 4; a++) {
        combineRows(a, even, t[0], wide);
        combineRows(a, odd, t[1], wide);
        System.arraycopy(t[0], c, t[2], 0, n);
        System.arraycopy(t[1], c, t[3], 0, n);
        int at = a * 4 * section + next;
        minus(t[0], t[2], v, n);
        sections.put(at, v, n);
        plus(t[1], t[2], v, n);
        sections.put(at + section, v, n);
        minus(t[2], t[1], v, n);
        sections.put(at + 2 * section, v, n);
        minus(t[1], t[3], v, n);
        sections.put(at + 3 * section, v, n);
      }
      next += n;
    }
  }

  /** {@code Bᵀ}: rows 0 − 2, 1 + 2, 2 − 1, 1 − 3. */
  private static void combineRows(int a, float[][] rows, float[] to, int n) {
    switch (a) {
      case 0 -> minus(rows[0], rows[2], to, n);
      case 1 -> plus(rows[1], rows[2], to, n);
      case 2 -> minus(rows[2], rows[1], to, n);
      default -> minus(rows[1], rows[3], to, n);
    }
  }

  /** Copies row r under a row of tiles, its even and odd columns apart, with its border. */
  private void split(Floats x, long g, int r, float[] even, float[] odd, Scratch s) {
    int c = sliding.channels();
    int row = (int) (g % down) * 2 + r - sliding.window().top();
    if (!sliding.hasRow(row)) {
      Arrays.fill(even, 0, (across + 1) * c, padding);
      Arrays.fill(odd, 0, (across + 1) * c, padding);
      return;
    }
    int length = sliding.width() * c;
    float[] pixels = s.tile(ROW, length);
    x.get(g / down * sliding.inputSize() + (long) row * length, pixels, length);
    int left = sliding.window().left();
    for (int u = 0; u < 2 * (across + 1); u++) {
      float[] to = u % 2 == 0 ? even : odd;
      int at = u / 2 * c;
      if (sliding.hasColumn(u - left)) {
        System.arraycopy(pixels, (u - left) * c, to, at, c);
      } else {
        Arrays.fill(to, at, at + c, padding);
      }
    }
  }

  /**
   * {@code y = Aᵀ·M·A}, finished: the 2×2 pixels of each tile of rows from..to, from sections as
   * {@link #inputs} writes them.
   */
  void outputs(Floats sections, int channels, long from, long to, CpuFinish finish, Floats y) {
    Scratch s = Scratch.own();
    int c = channels;
    int n = across * c;
    int section = (int) (to - from) * n;
    float[][] m = s.tiles(SECTIONS, COMPONENTS, n);
    float[][] t = s.tiles(ACROSS, 4, n);
    int length = sliding.outWidth() * c;
    float[] row = s.tile(ROW, length);
    CpuFinish.Rows last = finish.rows(0, c, sliding.outWidth(), s);
    for (long g = from; g < to; g++) {
      for (int k = 0; k < COMPONENTS; k++) {
        sections.get((long) k * section + (g - from) * n, m[k], n);
      }
      for (int r = 0; r < 2 && g % down * 2 + r < sliding.outHeight(); r++) {
        for (int k = 0; k < 4; k++) {
          if (r == 0) {
            sum(m[k], m[4 + k], m[8 + k], t[k], n);
          } else {
            difference(m[4 + k], m[8 + k], m[12 + k], t[k], n);
          }
        }
        float[] even = s.tile(EVEN, n);
        float[] odd = s.tile(ODD, n);
        sum(t[0], t[1], t[2], even, n);
        difference(t[1], t[2], t[3], odd, n);
        for (int j = 0; j < sliding.outWidth(); j++) {
          System.arraycopy(j % 2 == 0 ? even : odd, j / 2 * c, row, j * c, c);
        }
        last.apply(row, length);
        long pixel = g / down * sliding.outputPixels() + (g % down * 2 + r) * sliding.outWidth();
        y.put(pixel * c, row, length);
      }
    }
  }

  /** {@code dM = A·dy·Aᵀ}: the derivative of {@link #outputs} for the same rows of tiles. */
  void outputGradients(Floats dy, int channels, long from, long to, Floats sections) {
    Scratch s = Scratch.own();
    int n = across * channels;
    int section = (int) (to - from) * n;
    float[][] even = s.tiles(EVEN, 2, n);
    float[][] odd = s.tiles(ODD, 2, n);
    float[][] t = s.tiles(ACROSS, 2, n);
    float[] v = s.tile(SECTIONS, n);
    for (long g = from; g < to; g++) {
      for (int r = 0; r < 2; r++) {
        splitOutput(dy, channels, g, r, even[r], odd[r], s);
      }
      for (int a = 0; a < 4; a++) {
        float[] e = spread(a, even, t[0], n);
        float[] o = spread(a, odd, t[1], n);
        long at = (long) a * 4 * section + (g - from) * n;
        sections.put(at, e, n);
        plus(e, o, v, n);
        sections.put(at + section, v, n);
        minus(e, o, v, n);
        sections.put(at + 2L * section, v, n);
        negative(o, v, n);
        sections.put(at + 3L * section, v, n);
      }
    }
  }

  /** {@code A}: rows 0, 0 + 1, 0 − 1, −1. */
  private static float[] spread(int a, float[][] rows, float[] to, int n) {
    switch (a) {
      case 0 -> {
        return rows[0];
      }
      case 1 -> plus(rows[0], rows[1], to, n);
      case 2 -> minus(rows[0], rows[1], to, n);
      default -> negative(rows[1], to, n);
    }
    return to;
  }

  /** Copies output row r of a row of tiles, even and odd columns apart; 0 beyond the image. */
  private void splitOutput(Floats dy, int c, long g, int r, float[] even, float[] odd, Scratch s) {
    int n = across * c;
    long row = g % down * 2 + r;
    if (row >= sliding.outHeight()) {
      Arrays.fill(even, 0, n, 0);
      Arrays.fill(odd, 0, n, 0);
      return;
    }
    int length = sliding.outWidth() * c;
    float[] pixels = s.tile(ROW, length);
    long pixel = g / down * sliding.outputPixels() + row * sliding.outWidth();
    dy.get(pixel * c, pixels, length);
    Arrays.fill(odd, n - c, n, 0);
    for (int j = 0; j < sliding.outWidth(); j++) {
      System.arraycopy(pixels, j * c, j % 2 == 0 ? even : odd, j / 2 * c, c);
    }
  }

  private static void swap(float[][] rows) {
    float[] first = rows[0];
    float[] second = rows[1];
    rows[0] = rows[2];
    rows[1] = rows[3];
    rows[2] = first;
    rows[3] = second;
  }

  static void plus(float[] a, float[] b, float[] c, int n) {
    for (int i = 0; i < n; i++) {
      c[i] = a[i] + b[i];
    }
  }

  static void minus(float[] a, float[] b, float[] c, int n) {
    for (int i = 0; i < n; i++) {
      c[i] = a[i] - b[i];
    }
  }

  private static void negative(float[] a, float[] c, int n) {
    for (int i = 0; i < n; i++) {
      c[i] = -a[i];
    }
  }

  private static void sum(float[] a, float[] b, float[] c, float[] d, int n) {
    for (int i = 0; i < n; i++) {
      d[i] = a[i] + b[i] + c[i];
    }
  }

  private static void difference(float[] a, float[] b, float[] c, float[] d, int n) {
    for (int i = 0; i < n; i++) {
      d[i] = a[i] - b[i] - c[i];
    }
  }
}
