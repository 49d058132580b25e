package org.slope.core.internal;

import java.util.Arrays;

/**
 * The weights of a convolution in the order in which {@link VectorLoops} read them: for each block
 * of a group's outputs, two vectors wide or one, tap after tap the weights of its outputs. Blocks
 * are filled up with zeros.
 */
final class PackedWeights {
  /** Fewer weights are packed by one thread. */
  private static final int ALONE = 1 << 15;

  /** Slots of {@link Scratch#tile}; the last is the caller's while others compute. */
  private static final int FILTERS = 0;

  private static final int TURNED = 1;
  private static final int PACKED = 73;

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

  /** Returns how many outputs the blocks of a group have together. */
  int width() {
    return width;
  }

  /** Returns how many outputs the block from an output on has. */
  int blockWidth(int output) {
    return width - output >= 2 * lanes ? 2 * lanes : lanes;
  }

  /** Returns where the block of a group begins. */
  int start(int group, int output) {
    return (group * width + output) * taps;
  }

  /** Packs filters, a row each; the result is the calling thread's until the next time. */
  float[] pack(Floats filters) {
    int size = Math.multiplyExact(Math.multiplyExact(groups, width), taps);
    float[] packed = Scratch.own().tile(PACKED, size);
    int blocks = (int) Tiles.ceil(width, 2L * lanes);
    int all = groups * blocks;
    int chunks = size < ALONE ? 1 : all;
    Parallel.run(
        chunks,
        chunk -> {
          for (int i = chunk; i < all; i += chunks) {
            pack(filters, i / blocks, i % blocks * 2 * lanes, packed);
          }
        });
    return packed;
  }

  private void pack(Floats filters, int group, int output, float[] packed) {
    int block = blockWidth(output);
    int there = Math.min(block, outputs - output);
    int size = block * taps;
    Scratch s = Scratch.own();
    float[] rows = s.tile(FILTERS, size);
    filters.get(((long) group * outputs + output) * taps, rows, there * taps);
    Arrays.fill(rows, there * taps, size, 0);
    float[] turned = CpuReshape.transpose(rows, block, taps, s.tile(TURNED, size), size);
    System.arraycopy(turned, 0, packed, start(group, output), size);
  }
}
