package org.slope.core;

import java.util.random.RandomGenerator;

/**
 * Draws the initial values of a parameter.
 *
 * <p>A lambda will do for a network that is never saved; a file needs one of {@link Initializers},
 * or a record that {@link LayerTypes} knows by name.
 */
@FunctionalInterface
public interface Initializer {
  /**
   * Returns a value for each element, in row-major order of the shape.
   *
   * @param shape the parameter's shape: {@code [out, in]} or {@code [out, in, height, width]} of a
   *     weight
   * @param random where to draw from
   */
  double[] values(Shape shape, RandomGenerator random);
}
