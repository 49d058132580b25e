package org.slope.core;

import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.internal.Arena;
import org.slope.core.internal.Kernels;
import org.slope.core.internal.Memory;
import org.slope.core.internal.Randoms;

/**
 * What a layer may ask of the run that it is part of: arrays to write into, random numbers that can
 * be drawn again, and whether it is training.
 *
 * <p>The arrays are used again by a later pass; do not keep one beyond the pullback. A pass belongs
 * to one thread.
 */
public final class Pass {
  private final Arena arena;
  private final DataType type;
  private final Kernels kernels;
  private final Mode mode;
  private final Run run;
  private final boolean wantsInputGradient;
  private final @Nullable BiConsumer<Node, INDArray> observer;

  Pass(
      Arena arena,
      DataType type,
      Mode mode,
      Run run,
      @Nullable BiConsumer<Node, INDArray> observer) {
    this(arena, type, Kernels.of(type, arena), mode, run, run.inputGradient(), observer);
  }

  private Pass(
      Arena arena,
      DataType type,
      Kernels kernels,
      Mode mode,
      Run run,
      boolean wantsInputGradient,
      @Nullable BiConsumer<Node, INDArray> observer) {
    this.arena = arena;
    this.type = type;
    this.kernels = kernels;
    this.mode = mode;
    this.run = run;
    this.wantsInputGradient = wantsInputGradient;
    this.observer = observer;
  }

  /** Tells whether layers behave as in training. */
  public boolean training() {
    return mode == Mode.TRAINING;
  }

  /** Tells whether the pullback has to compute {@code dL/dx}; false for a trainer's first layer. */
  public boolean wantsInputGradient() {
    return wantsInputGradient;
  }

  /** Returns this pass for a layer whose input gradient is wanted, or not. */
  public Pass wantingInputGradient(boolean wanted) {
    return wanted == wantsInputGradient
        ? this
        : new Pass(arena, type, kernels, mode, run, wanted, observer);
  }

  /**
   * Returns an array of the network's type to write into; what it holds is unspecified. Rank 4 has
   * its channels last in memory, any other rank is row-major.
   */
  public INDArray array(long... shape) {
    return arena.array(shape);
  }

  /** Returns an array with room for a value of this shape for each of the batch's examples. */
  public INDArray array(long batch, Shape example) {
    INDArray same = arena.upcoming();
    if (same != null && same.size(0) == batch && example.isExampleOf(same)) {
      return arena.array(same.shape());
    }
    return arena.array(example.withBatch(batch));
  }

  /**
   * Returns a random generator that depends on the run's seed, epoch and step, and on the layer.
   *
   * @param layerKey {@link Builder#key()} of the layer
   */
  public RandomGenerator random(long layerKey) {
    return Randoms.of(run.seed(), run.epoch(), run.step(), layerKey);
  }

  /** Returns the kernels that Slope's own layers are made of; no API, it may change. */
  public Kernels kernels() {
    return kernels;
  }

  DataType dataType() {
    return type;
  }

  /** Returns the array itself if its type and layout are the network's, else a copy. */
  INDArray inLayout(INDArray x) {
    return x.dataType() == type && Memory.isNative(x) ? x : copyOf(x);
  }

  /** Returns a copy of the network's type and layout. */
  INDArray copyOf(INDArray x) {
    INDArray copy = array(x.shape());
    Memory.copy(x, copy);
    return copy;
  }

  /** Returns the array itself if it is row-major, else a row-major copy. */
  INDArray inRowMajor(INDArray x) {
    if (Memory.isRowMajor(x)) {
      return x;
    }
    INDArray copy = Memory.rowMajor(array(x.length()), x.shape());
    Memory.copy(x, copy);
    return copy;
  }

  boolean isObserved() {
    return observer != null;
  }

  void observe(Node layer, INDArray output) {
    if (observer != null) {
      observer.accept(layer, output);
    }
  }

  @Override
  public String toString() {
    return "Pass(" + mode + ", " + run + ")";
  }
}
