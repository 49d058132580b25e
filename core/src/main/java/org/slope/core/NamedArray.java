package org.slope.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.internal.Memory;

/** A named array of a network: a view of a part of one flat array. */
public abstract sealed class NamedArray permits Parameter, Buffer {
  private final String name;
  private final Shape shape;
  private double @Nullable [] initial;
  private @Nullable INDArray value;
  private long offset;

  NamedArray(String name, Shape shape, double[] initial) {
    this.name = name;
    this.shape = shape;
    this.initial = initial;
  }

  /** Makes this a view of the flat array from an offset on, and writes the initial values there. */
  void bind(INDArray flat, long offset) {
    this.offset = offset;
    value = Memory.view(flat, offset, shape.toArray());
    if (initial != null) {
      Memory.set(value, initial);
      initial = null;
    }
  }

  /** Returns the name, with the layer's place in the network in front: {@code "0.weight"}. */
  public String name() {
    return name;
  }

  /** Returns the shape. */
  public Shape shape() {
    return shape;
  }

  /** Returns where the values start in the flat array. */
  public long offset() {
    return offset;
  }

  /**
   * Returns the values: a view, so that a change to it changes the network.
   *
   * @throws IllegalStateException while the network is still being built
   */
  public INDArray value() {
    if (value == null) {
      throw new IllegalStateException(
          name + " has no value while the network is being built; read it in forward or predict");
    }
    return value;
  }

  /**
   * Copies new values into the network, in place.
   *
   * @throws IllegalArgumentException if the array's shape is another one
   */
  public void set(INDArray array) {
    if (!Arrays.equals(array.shape(), shape.toArray())) {
      throw new IllegalArgumentException(
          name
              + " has the shape "
              + shape
              + ", got "
              + Arrays.toString(array.shape())
              + "; give an array of the same shape");
    }
    Memory.copy(array, value());
  }

  /** Prints name and shape: {@code 0.weight [64, 26]}. */
  @Override
  public String toString() {
    return name + " " + shape;
  }
}
