package org.slope.core.internal;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The gradient of the weights of a {@link LargeWinograd}: {@code dw = Gᵀ·(Σ_tiles (A·dy·Aᵀ) ⊙
 * (Bᵀ·d·B))·G} for each piece. A·dy·Aᵀ is the same for all pieces, and mapped once. A chunk sums a
 * piece's gradients over all tiles, some at a time whose inputs it maps in its cache.
 */
final class LargeWinogradGradient {
  private static final int COMPONENTS = Winograd.COMPONENTS;

  /** So many weights of a tap are mapped at a time, whole vectors. */
  private static final int PIECE = 64;

  /** Slots of {@link Scratch#tile}; the last is the caller's while others compute. */
  private static final int ROWS = 0;

  private static final int SUMS = 4;
  private static final int TAPS = 5;
  private static final int BETWEEN = 6;
  private static final int FILTER = 7;
  private static final int SHARED = 77;

  private final LargeWinograd large;
  private final VectorLoops loops;
  private final Winograd winograd;
  private final int side;
  private final int channels;
  private final int outputs;

  /** What channels are filled up to. */
  private final int filled;

  LargeWinogradGradient(LargeWinograd large) {
    this.large = large;
    loops = large.loops;
    winograd = large.winograd;
    side = large.side;
    channels = large.channels;
    outputs = large.outputs;
    filled = Tiles.roundUp(channels, VectorLoops.NARROW);
  }

  /** Adds the gradient to dw, for as many tiles at a time as the thread's memory holds. */
  void add(INDArray dy, INDArray x, INDArray dw) {
    Floats dys = Floats.of(dy);
    Floats xs = Floats.of(x);
    Floats dws = Floats.of(dw);
    long most = Math.max(1, Scratch.MOST_KEPT / COMPONENTS / large.tiles(0, 1) / outputs - 1);
    for (long from = 0; from < large.rows; from += most) {
      add(dys, xs, dws, from, Math.min(large.rows, from + most));
    }
  }

  private void add(Floats dy, Floats x, Floats dw, long first, long end) {
    int section = large.tiles(first, end) * outputs;
    // a vector may hold outputs of the next tile too, which are not used
    float[] m = Scratch.own().tile(SHARED, COMPONENTS * section + 2 * loops.lanes());
    int together = large.together;
    Parallel.run(
        Math.toIntExact(Tiles.ceil(end - first, together)),
        i -> {
          long from = first + (long) i * together;
          long to = Math.min(end, from + together);
          large.pieces[0].outputGradients(dy, outputs, from, to, m, section, first);
        });
    int parts = large.parts();
    Parallel.run(
        parts * large.pieces.length,
        chunk -> {
          int piece = chunk / parts;
          int output = chunk % parts * LargeWinograd.OUTPUTS;
          int last = large.end(output);
          float[] sums = sum(m, section, x, first, end, piece, output, last);
          for (int o = output; o < last; o += 2 * loops.lanes()) {
            addTaps(sums, apart(output, last), (o - output) * filled, piece, o, dw);
          }
        });
  }

  /** How far the components of some outputs' sums are apart. */
  private int apart(int output, int last) {
    return filled * Tiles.roundUp(last - output, loops.lanes()) + MappedWeights.GAP;
  }

  /** Returns {@code Σ_tiles (A·dy·Aᵀ) ⊙ (Bᵀ·d·B)} for a piece and some outputs. */
  private float[] sum(
      float[] m, int section, Floats x, long first, long end, int piece, int output, int last) {
    Scratch s = Scratch.own();
    int apart = apart(output, last);
    float[] sums = s.tile(SUMS, COMPONENTS * apart);
    Arrays.fill(sums, 0, COMPONENTS * apart, 0);
    for (long from = first; from < end; from += large.together) {
      long to = Math.min(end, from + large.together);
      float[] v = large.pieces[piece].inputs(x, from, to);
      int n = large.tiles(from, to);
      Counters.unfolded((long) COMPONENTS * n * channels);
      int[] pixels = DirectWinogradTiles.pixels(n, channels, s);
      for (int k = 0; k < COMPONENTS; k++) {
        Counters.product(channels, n, last - output);
        int tile = k * section + large.tiles(first, from) * outputs;
        for (int o = output; o < last; o += 2 * loops.lanes()) {
          int at = k * apart + (o - output) * filled;
          boolean isWide = large.width(o) > loops.lanes();
          int taps;
          for (int c = 0; c < channels; c += taps) {
            taps = loops.gradientTaps(isWide, channels - c);
            int tap = k * n * channels + c;
            int sum = at + c * large.width(o);
            loops.addGradients(isWide, taps, v, pixels, 0, n, tap, m, tile + o, outputs, sums, sum);
          }
        }
      }
    }
    return sums;
  }

  /** Adds {@code Gᵀ·U·G} for a block of outputs. */
  private void addTaps(float[] u, int apart, int at, int piece, int output, Floats dw) {
    Scratch s = Scratch.own();
    int width = large.width(output);
    int n = channels * width;
    int taps = side * side;
    float[] gradients = s.tile(TAPS, taps * n);
    float[] between = s.tile(BETWEEN, Winograd.POINTS * side * PIECE);
    WinogradMap map =
        winograd == Winograd.THREE
            ? WinogradMap.THREE_WEIGHT_GRADIENTS
            : WinogradMap.FOUR_WEIGHT_GRADIENTS;
    int points = Winograd.POINTS;
    for (int i = 0; i < n; i += PIECE) {
      int there = Math.min(PIECE, n - i);
      int row = side * there;
      loops.winograd(map, u, at + i, apart, points * apart, points, there, between, 0, there, row);
      loops.winograd(map, between, 0, row, there, side, there, gradients, i, side * n, n);
    }
    float[] filters = s.tile(ROWS, taps * n);
    CpuReshape.transpose(gradients, 0, taps * channels, width, filters, 0);
    for (int o = 0; o < Math.min(width, outputs - output); o++) {
      for (int r = 0; r < large.rows(piece); r++) {
        int length = large.columns(piece) * channels;
        long to = large.filterRow(output + o, piece, r);
        float[] row = s.tile(FILTER, length);
        dw.get(to, row, length);
        int from = (o * side + r) * side * channels;
        for (int i = 0; i < length; i++) {
          row[i] += filters[from + i];
        }
        dw.put(to, row, length);
      }
    }
  }
}
