package org.slope.core.internal;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution of many small groups as one of fewer, larger ones: neighbours join, and the weights
 * from the inputs of one to the outputs of another are 0. It multiplies more, but in products and
 * copies that are long enough to be fast; or as much, where a vector holds the outputs of several
 * groups. What is not finite in one group makes those that it is joined with NaN, by 0·∞.
 */
final class JoinedGroups {
  /** A group of so many inputs is large enough. */
  private static final int ENOUGH = 32;

  /** Slots of {@link Scratch#tile}. */
  private static final int APART = 0;

  private static final int JOINED = 1;

  private final int groups;
  private final int together;
  private final int outputs;
  private final int channels;
  private final int taps;

  private JoinedGroups(int groups, int together, INDArray w) {
    this.groups = groups;
    this.together = together;
    outputs = Math.toIntExact(w.size(0));
    channels = Math.toIntExact(w.size(1));
    taps = Math.toIntExact(w.size(2) * w.size(3));
  }

  /**
   * Returns the groups of a convolution as they should be joined, perhaps each for itself: as many
   * as possible, of less than twice what is enough.
   */
  static JoinedGroups of(int groups, INDArray w) {
    return of(groups, w, Integer.MAX_VALUE);
  }

  /** Returns them as they should be joined for vectors of so many outputs: as one holds at most. */
  static JoinedGroups of(int groups, INDArray w, int lanes) {
    long most = Math.min((2 * ENOUGH - 1) / w.size(1), lanes / (w.size(0) / groups));
    int together = 1;
    for (int k = 2; k <= Math.min(groups, most); k++) {
      if (groups % k == 0) {
        together = k;
      }
    }
    return new JoinedGroups(groups, together, w);
  }

  /** Tells whether there are fewer than before. */
  boolean areFewer() {
    return together > 1;
  }

  /** Returns how many there are. */
  int count() {
    return groups / together;
  }

  /** Returns an array for the weights of the joined groups, or for their gradient. */
  INDArray array(Arena arena, INDArray w) {
    return arena.array(outputs, (long) together * channels, w.size(2), w.size(3));
  }

  /** Returns the weights with their zeros. */
  INDArray weights(Arena arena, INDArray w) {
    int n = outputs * taps * channels;
    Scratch s = Scratch.own();
    float[] apart = s.tile(APART, n);
    float[] joined = s.tile(JOINED, n * together);
    Floats.of(w).get(0, apart, n);
    Arrays.fill(joined, 0, n * together, 0);
    for (int k = 0; k < outputs * taps; k++) {
      System.arraycopy(apart, k * channels, joined, place(k), channels);
    }
    INDArray weights = array(arena, w);
    Floats.of(weights).put(0, joined, n * together);
    return weights;
  }

  /** Adds the gradient of the weights, without that of the zeros. */
  void addGradient(INDArray gradient, INDArray dw) {
    int n = outputs * taps * channels;
    Scratch s = Scratch.own();
    float[] apart = s.tile(APART, n);
    float[] joined = s.tile(JOINED, n * together);
    Floats.of(gradient).get(0, joined, n * together);
    Floats.of(dw).get(0, apart, n);
    for (int k = 0; k < outputs * taps; k++) {
      int from = place(k);
      for (int c = 0; c < channels; c++) {
        apart[k * channels + c] += joined[from + c];
      }
    }
    Floats.of(dw).put(0, apart, n);
  }

  /** Where the inputs of tap k, counted through all filters, begin in a joined group's. */
  private int place(int k) {
    int group = k / taps / (outputs / groups);
    return (k * together + group % together) * channels;
  }
}
