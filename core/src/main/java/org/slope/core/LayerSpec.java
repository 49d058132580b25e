package org.slope.core;

import org.nd4j.linalg.api.buffer.DataType;

/**
 * The hyper-parameters of a layer: what a person chooses before training, such as a kernel's size.
 *
 * <p>A spec is an immutable record. {@link #build} turns it into a {@link Network}, which holds
 * what is learned; one spec can be built many times. Any record that implements this interface can
 * be a layer of any network; to be saved, it must also be known by name (see {@link LayerTypes}).
 */
public interface LayerSpec {

  /**
   * Creates the layer for the builder's input shape, asking the builder for parameters, buffers and
   * child layers.
   *
   * @throws IllegalArgumentException if the input shape does not suit the layer; {@link
   *     Builder#error} makes the message
   */
  Layer create(Builder builder);

  /**
   * Builds a float network of this spec.
   *
   * @param input the shape of one example
   * @param seed where the initial parameters and, later, dropout's masks are drawn from
   * @throws IllegalArgumentException if a layer cannot take the shape that reaches it
   */
  default Network build(Shape input, long seed) {
    return build(input, seed, DataType.FLOAT);
  }

  /**
   * Builds a network of this spec whose arrays hold float or double.
   *
   * @param input the shape of one example
   * @param seed where the initial parameters and, later, dropout's masks are drawn from
   * @param dataType {@link DataType#FLOAT} or {@link DataType#DOUBLE}
   * @throws IllegalArgumentException if a layer cannot take the shape that reaches it
   */
  default Network build(Shape input, long seed, DataType dataType) {
    return Network.build(this, input, seed, dataType);
  }
}
