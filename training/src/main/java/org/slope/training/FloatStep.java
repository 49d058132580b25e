package org.slope.training;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slope.core.internal.Floats;

/**
 * Steps of float parameters in float, a tile at a time, where there are no penalties, clipping or
 * decay. Threads share it.
 */
final class FloatStep {
  private final ThreadLocal<Tiles> tiles;
  private final Floats parameters;
  private final Floats[] slots;

  /** A thread's own copies of a stretch. */
  private static final class Tiles {
    final float[] p;
    final float[] g;
    final float[][] slots;

    Tiles(int slots, int length) {
      p = new float[length];
      g = new float[length];
      this.slots = new float[slots][length];
    }
  }

  private FloatStep(Floats parameters, Floats[] slots, int tile) {
    this.parameters = parameters;
    this.slots = slots;
    tiles = ThreadLocal.withInitial(() -> new Tiles(slots.length, tile));
  }

  /**
   * Returns the steps of some parameters.
   *
   * @param slots as many as the parameters, of the same type
   * @param tile the most elements of a step
   * @return null if they are no floats, or not all is done in float
   */
  static @Nullable FloatStep of(
      OptimizerSettings settings, Elements parameters, Elements[] slots, int tile) {
    Floats floats = parameters.floats();
    if (floats == null || settings.changesGradients() || settings.weightDecay() != 0) {
      return null;
    }
    Floats[] all =
        Arrays.stream(slots)
            .map(slot -> Objects.requireNonNull(slot.floats()))
            .toArray(Floats[]::new);
    return new FloatStep(floats, all, tile);
  }

  /** Updates n parameters from one on; returns the sum of their squared gradients. */
  double step(Floats gradient, FloatUpdate update, long from, int n) {
    Tiles own = tiles.get();
    parameters.get(from, own.p, n);
    gradient.get(from, own.g, n);
    for (int k = 0; k < slots.length; k++) {
      slots[k].get(from, own.slots[k], n);
    }
    double squares = Sums.squares(own.g, n);
    update.apply(own.p, own.g, own.slots, n);
    parameters.put(from, own.p, n);
    for (int k = 0; k < slots.length; k++) {
      slots[k].put(from, own.slots[k], n);
    }
    return squares;
  }
}
