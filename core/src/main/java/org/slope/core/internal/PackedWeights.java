package org.slope.core.internal;

import java.util.Arrays;

/**
 * The weights of a convolution, or their gradients, in the order in which {@link VectorLoops} go
 * through them: for each block of a group's outputs, two vectors wide or one, tap after tap those
 * of its outputs. The last block is filled up.
 */
final class PackedWeights {
  /** Fewer weights are packed by one thread. */
  private static final int ALONE = 1 << 15;

  /** Slots of {@link Scratch#tile}; the last is the caller's while others compute. */
  private static final int FILTERS = 0;

  private static final int TURNED = 1;
  private static final int SUMS = 2;
  private static final int ROWS = 7;
  private static final int PACKED = 73;

  /** A block's sums at first; never written. */
  static final float[] ZEROS = new float[128];

  private final int groups;
  private final int outputs;
  private final int taps;
  private final int lanes;

  /** What a group's outputs are filled up to. */
  private final int width;

  /** {@code groups · outputs} filters of so many taps, channels included. */
  PackedWeights(int groups, int outputs, int taps, int lanes) {
    this.groups = groups;
    this.outputs = outputs;
    this.taps = taps;
    this.lanes = lanes;
    width = Math.multiplyExact((int) Tiles.ceil(outputs, lanes), lanes);
  }

  /** Returns the same for so many times the taps. */
  PackedWeights times(int number) {
    return new PackedWeights(groups, outputs, taps * number, lanes);
  }

  /** Returns how many outputs the blocks of all groups have together. */
  int width() {
    return Math.multiplyExact(groups, width);
  }

  /** Returns how many weights there are, with those that fill blocks up. */
  int size() {
    return Math.multiplyExact(width(), taps);
  }

  /** Returns how many blocks all groups have together. */
  int blocks() {
    return groups * blocksOfGroup();
  }

  private int blocksOfGroup() {
    return (int) Tiles.ceil(width, 2L * lanes);
  }

  /** Returns the group that a block belongs to. */
  int group(int block) {
    return block / blocksOfGroup();
  }

  /** Returns the first output of a block, counted through all outputs. */
  int firstOutput(int block) {
    return group(block) * outputs + output(block);
  }

  /** Returns the same, counted with what fills the blocks of earlier groups up. */
  int column(int block) {
    return group(block) * width + output(block);
  }

  /** The first output of a block in its group. */
  private int output(int block) {
    return block % blocksOfGroup() * 2 * lanes;
  }

  /** Tells whether a block is two vectors wide. */
  boolean isWide(int block) {
    return width - output(block) > lanes;
  }

  /** Returns how many outputs a block has without what fills it up. */
  int outputs(int block) {
    return Math.min(width(block), outputs - output(block));
  }

  /** Returns how many outputs a block has. */
  int width(int block) {
    return isWide(block) ? 2 * lanes : lanes;
  }

  /** Returns where a block begins. */
  int start(int block) {
    return column(block) * taps;
  }

  /** Where the filters of a block begin in memory. */
  private long firstFilter(int block) {
    return (long) firstOutput(block) * taps;
  }

  private int filtersSize(int block) {
    return outputs(block) * taps;
  }

  /** What is done to a block. */
  interface Body {
    void run(int block, Scratch s);
  }

  /** Runs it for each block, at the same time if weights are many enough. */
  void forEach(Body body) {
    int blocks = blocks();
    int chunks = size() < ALONE ? 1 : blocks;
    Parallel.run(
        chunks,
        chunk -> {
          for (int block = chunk; block < blocks; block += chunks) {
            body.run(block, Scratch.own());
          }
        });
  }

  /** Packs filters, a row each; the result is the calling thread's until the next time. */
  float[] pack(Floats filters) {
    float[] packed = Scratch.own().tile(PACKED, size());
    forEach((block, s) -> pack(filters, block, packed, start(block), s));
    return packed;
  }

  /** Packs the filters of a block to a place in an array. */
  void pack(Floats filters, int block, float[] packed, int at, Scratch s) {
    int size = width(block) * taps;
    int there = filtersSize(block);
    float[] rows = s.tile(FILTERS, size);
    filters.get(firstFilter(block), rows, there);
    Arrays.fill(rows, there, size, 0);
    CpuReshape.transpose(rows, 0, width(block), taps, packed, at);
  }

  /**
   * The same where outputs are the channels of the filters, and taps go through the filters: [tap,
   * filter] for so many taps of each.
   */
  void packTurned(Floats filters, int count, int block, float[] packed, int at) {
    int there = outputs(block);
    int rows = taps / count;
    int to = at;
    for (int tap = 0; tap < count; tap++) {
      for (int row = 0; row < rows; row++) {
        long filter = (long) group(block) * rows + row;
        filters.get((filter * count + tap) * outputs + output(block), packed, to, there);
        Arrays.fill(packed, to + there, to + width(block), 0);
        to += width(block);
      }
    }
  }

  /** Adds packed gradients to those of the filters. */
  void addGradient(Floats packed, Floats gradient) {
    forEach(
        (block, s) -> {
          int size = width(block) * taps;
          int there = filtersSize(block);
          float[] turned = s.tile(TURNED, size);
          packed.get(start(block), turned, size);
          float[] rows = s.tile(FILTERS, size);
          rows = CpuReshape.transpose(turned, taps, width(block), rows, size);
          float[] sums = s.tile(SUMS, there);
          gradient.get(firstFilter(block), sums, there);
          for (int i = 0; i < there; i++) {
            sums[i] += rows[i];
          }
          gradient.put(firstFilter(block), sums, there);
        });
  }

  /** Returns n pixels' outputs without what fills the blocks up. */
  float[] compact(float[] sums, int n, Scratch s) {
    if (width == outputs) {
      return sums;
    }
    float[] compact = s.tile(ROWS, n * groups * outputs);
    for (int k = 0; k < n * groups; k++) {
      System.arraycopy(sums, k * width, compact, k * outputs, outputs);
    }
    return compact;
  }
}
