package org.slope.core.internal;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Images with their border, a tile at a time: some rows of outputs of an image, or some small
 * images. The channels of a group lie together, so that the taps of a window's row lie side by
 * side: a run.
 */
final class DirectTiles {
  /** How many elements a tile has, unless a row of outputs needs more. */
  private static final int TILE = 1 << 15;

  private static final int MOST = 1 << 17;

  /** Into how many tiles the work is cut at least. */
  private static final int LEAST_TILES = 8;

  /** With fewer rows of a border, to leave them out costs more than to multiply them by zeros. */
  private static final int LEAST_BORDER = 2;

  /** Loops read up to a vector more, which counts for nothing. */
  private static final int SLACK = 64;

  /** Slots of {@link Scratch#tile}. */
  private static final int X = 5;

  /** A slot of {@link Scratch#bits}, the caller's while others compute. */
  private static final int PIXELS = 6;

  /** How many taps of a group's channels lie side by side. */
  final int run;

  /** Whether no run lies in so much of a border of zeros that it is worth to leave it out. */
  final boolean takesAllRuns;

  /** How many runs a window has: one for each row, or if dilation cuts it for each tap of a row. */
  final int runs;

  /** How many runs lie as far apart as others: all, or those of a row. */
  final int runsTogether;

  final int runsApart;

  private final int runsOfRow;
  private final Sliding sliding;
  private final Window window;
  private final int groups;
  private final int channels;
  private final float padding;
  private final long images;

  /** The elements of an image row with its border, of a group's channels. */
  private final int line;

  /** A tile: some rows of outputs of so many images. */
  private final int rows;

  private final int together;

  DirectTiles(INDArray x, Window window, int groups, double padding, INDArray y) {
    this.window = window;
    this.groups = groups;
    this.padding = (float) padding;
    sliding = Sliding.of(x, window, y);
    images = x.size(0);
    channels = sliding.channels() / groups;
    run = Math.toIntExact(run(window, channels));
    int columns = (sliding.outWidth() - 1) * window.strideColumns() + window.spanColumns();
    line = Math.multiplyExact(columns, channels);
    runsOfRow = window.columns() * channels / run;
    runs = window.rows() * runsOfRow;
    runsTogether = runsOfRow == 1 ? runs : runsOfRow;
    runsApart = runsOfRow == 1 ? tap(1, 0) : tap(0, 1);
    takesAllRuns = padding != 0 || window.top() < LEAST_BORDER;
    int height = sliding.outHeight();
    int wanted = (int) Math.max(1, Math.min(height, images * height / LEAST_TILES));
    int fitting = (TILE / line / groups - window.spanRows()) / window.strideRows() + 1;
    int tiles = (int) Tiles.ceil(height, Math.max(1, Math.min(wanted, fitting)));
    rows = (int) Tiles.ceil(height, tiles);
    int most = (int) Math.min(images / LEAST_TILES, TILE / imageSize());
    together = tiles > 1 ? 1 : Math.max(1, most);
  }

  /** Returns how many taps lie side by side: those of a row, unless it is dilated. */
  static long run(Window window, long channels) {
    return window.dilationColumns() == 1 ? window.columns() * channels : channels;
  }

  /** Tells whether there are tiles enough, and of what the windows span few enough elements. */
  static boolean fits(INDArray x, Window window, INDArray y) {
    long columns = (y.size(3) - 1) * window.strideColumns() + window.spanColumns();
    return x.size(0) * y.size(2) >= LEAST_TILES && window.spanRows() * columns * x.size(1) <= MOST;
  }

  /** The elements of an image's part of a tile, one group after the other. */
  private int imageSize() {
    return Math.multiplyExact(groups, groupSize());
  }

  private int groupSize() {
    return Math.multiplyExact((rows - 1) * window.strideRows() + window.spanRows(), line);
  }

  private int tilesOfImage() {
    return (int) Tiles.ceil(sliding.outHeight(), rows);
  }

  /** Returns how many tiles there are. */
  int count() {
    return Math.toIntExact(Tiles.ceil(images, together) * tilesOfImage());
  }

  private long firstImage(int tile) {
    return (long) (tile / tilesOfImage()) * together;
  }

  private int imagesOf(int tile) {
    return (int) Math.min(together, images - firstImage(tile));
  }

  private int top(int tile) {
    return tile % tilesOfImage() * rows;
  }

  /** Returns the first output pixel of a tile, counted through all images. */
  long firstPixel(int tile) {
    return firstImage(tile) * sliding.outputPixels() + (long) top(tile) * sliding.outWidth();
  }

  /** Returns how many output pixels a tile has. */
  int pixelsOf(int tile) {
    return imagesOf(tile) * Math.min(rows, sliding.outHeight() - top(tile)) * sliding.outWidth();
  }

  /**
   * Returns where the windows of a tile's outputs begin in it, the last repeated for whole loops;
   * the calling thread's until the next time.
   */
  int[] pixels() {
    int width = sliding.outWidth();
    int n = together * rows * width;
    int all = n + VectorLoops.NARROW;
    int[] pixels = Scratch.own().bits(PIXELS, all);
    for (int p = 0; p < all; p++) {
      int row = Math.min(p, n - 1) / width;
      int top = row % rows * window.strideRows();
      int left = Math.min(p, n - 1) % width * window.strideColumns();
      pixels[p] = row / rows * imageSize() + top * line + left * channels;
    }
    return pixels;
  }

  /** Returns where a run of taps begins, from where the window does. */
  int start(int group, int index) {
    return group * groupSize() + tap(index / runsOfRow, index % runsOfRow);
  }

  /** Returns the first run that lies in the image, of the windows of a row of a tile's pixels. */
  int firstRun(int tile, int pixel) {
    return takesAllRuns ? 0 : sliding.firstTapRow(row(tile, pixel)) * runsOfRow;
  }

  /** Returns the end of those runs; the first if there is none. */
  int endRun(int tile, int pixel) {
    return takesAllRuns ? runs : sliding.endTapRow(row(tile, pixel)) * runsOfRow;
  }

  /** The row of outputs that one of a tile's pixels lies in. */
  private int row(int tile, int pixel) {
    return top(tile) + pixel / sliding.outWidth() % rows;
  }

  /** Returns the first pixel of the next row. */
  int nextRow(int pixel) {
    return (pixel / sliding.outWidth() + 1) * sliding.outWidth();
  }

  /** Returns where a tap of the first group begins, from where the window does. */
  int tap(int row, int column) {
    return row * window.dilationRows() * line + column * window.dilationColumns() * channels;
  }

  /** Returns how many elements a tile has, with room for a few taps more. */
  int size() {
    return together * imageSize() + SLACK;
  }

  /** Copies the image rows under a tile, with their border. */
  float[] copy(Floats x, int number, Scratch s) {
    float[] tile = s.tile(X, size());
    copy(x, number, tile, 0);
    return tile;
  }

  /** Copies the same to a place in an array. */
  void copy(Floats x, int number, float[] to, int at) {
    int count = imagesOf(number);
    Counters.unfolded((long) count * imageSize());
    for (int i = 0; i < count; i++) {
      for (int r = 0; r < groupSize() / line; r++) {
        int row = sliding.row(top(number), 0) + r;
        int place = at + i * imageSize() + r * line;
        sliding.copyRow(
            x, firstImage(number) + i, row, padding, groups, to, place, line, groupSize());
      }
    }
  }
}
