package org.slope.core.internal;

/**
 * The weights of {@link CpuWinograd}, {@code U = G·w·Gᵀ}, in the order in which {@link VectorLoops}
 * go through them: components, each {@linkplain PackedWeights packed}. Filters are packed first,
 * since taps are fewer than components.
 */
final class MappedWeights {
  /** What lies between components, a power of two apart, so that the cache has room for all. */
  static final int GAP = 16;

  /** So many weights of a tap are mapped at a time, whole vectors. */
  private static final int PIECE = 64;

  /** Slots of {@link Scratch#tile}; the last is the caller's while others compute. */
  private static final int FILTERS = 5;

  private static final int BETWEEN = 6;
  private static final int MAPPED = 75;

  /** A component. */
  final PackedWeights component;

  /** How far components are apart. */
  final int apart;

  private final VectorLoops loops;
  private final Winograd winograd;
  private final PackedWeights filters;
  private final int channels;
  private final int taps;

  /** {@code groups · outputs} filters of so many channels. */
  MappedWeights(VectorLoops loops, Winograd winograd, int groups, int outputs, int channels) {
    this.loops = loops;
    this.winograd = winograd;
    this.channels = channels;
    taps = winograd.taps * winograd.taps;
    component = new PackedWeights(groups, outputs, channels, loops.lanes());
    filters = new PackedWeights(groups, outputs, taps * channels, loops.lanes());
    apart = component.size() + GAP;
  }

  /** Maps filters; the result is the calling thread's until the next time. */
  float[] map(Floats w) {
    return mapBlocks((block, packed, s) -> filters.pack(w, block, packed, 0, s));
  }

  /** The same where outputs are the channels of w, and channels its filters, of each group. */
  float[] mapTurned(Floats w) {
    return mapBlocks((block, packed, s) -> filters.packTurned(w, taps, block, packed, 0));
  }

  /** Packs the filters of a block. */
  private interface Pack {
    void run(int block, float[] packed, Scratch s);
  }

  private float[] mapBlocks(Pack pack) {
    float[] u = Scratch.own().tile(MAPPED, winograd.components * apart);
    filters.forEach(
        (block, s) -> {
          int n = channels * component.width(block);
          float[] packed = s.tile(FILTERS, taps * n);
          pack.run(block, packed, s);
          map(loops, winograd, packed, 0, n, n, u, component.start(block), apart, s);
        });
    return u;
  }

  /**
   * {@code U = G·w·Gᵀ} for n weights of each tap: down the taps, then across them.
   *
   * @param step how far the weights of two taps are apart
   */
  static void map(
      VectorLoops loops,
      Winograd winograd,
      float[] w,
      int at,
      int step,
      int n,
      float[] u,
      int to,
      int apart,
      Scratch s) {
    int side = winograd.taps;
    int points = winograd.points;
    WinogradMap map = winograd.weightMap;
    for (int i = 0; i < n; i += PIECE) {
      int there = Math.min(PIECE, n - i);
      int row = side * there;
      float[] between = s.tile(BETWEEN, points * side * PIECE);
      loops.winograd(map, w, at + i, side * step, step, side, there, between, 0, row, there);
      loops.winograd(map, between, 0, there, row, points, there, u, to + i, apart, points * apart);
    }
  }
}
