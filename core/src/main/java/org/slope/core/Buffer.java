package org.slope.core;

/** An array that a layer keeps but does not learn, such as batch norm's running mean. */
public final class Buffer extends NamedArray {
  Buffer(String name, Shape shape, double[] initial) {
    super(name, shape, initial);
  }
}
