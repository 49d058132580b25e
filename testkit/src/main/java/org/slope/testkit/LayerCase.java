package org.slope.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.core.LayerSpec;
import org.slope.core.Network;
import org.slope.core.Shape;

/**
 * A layer, and an input for it.
 *
 * @param spec the layer
 * @param input the shape of one example
 * @param batch how many examples
 * @param spread the inputs lie evenly in ±spread, none near 0 and no two close together, so that a
 *     small step crosses no kink
 * @param seed what the parameters, inputs and output gradient are drawn from
 */
public record LayerCase(LayerSpec spec, Shape input, int batch, double spread, long seed) {
  /** Checks the numbers. */
  public LayerCase {
    if (batch < 1 || !(spread > 0) || input.rank() == 0) {
      throw new IllegalArgumentException(
          "%s was given %s examples of %s in ±%s; it needs one or more, of one or more dimensions, in a range above 0"
              .formatted(spec, batch, input, spread));
    }
  }

  /** Returns a layer on a batch of three examples in ±2. */
  public static LayerCase of(LayerSpec spec, long... input) {
    return new LayerCase(spec, Shape.of(input), 3, 2, 1);
  }

  /** Returns this case with another number of examples. */
  public LayerCase batch(int batch) {
    return new LayerCase(spec, input, batch, spread, seed);
  }

  /** Returns this case with inputs in another range. */
  public LayerCase spread(double spread) {
    return new LayerCase(spec, input, batch, spread, seed);
  }

  /** Returns this case with other random values, for layers with kinks inside. */
  public LayerCase seed(long seed) {
    return new LayerCase(spec, input, batch, spread, seed);
  }

  /** Builds the layer; its biases and scales are moved away from where they start. */
  public Network network(DataType type) {
    Network network = spec.build(input, seed, type);
    Random random = new Random(seed);
    for (var parameter : network.parameters()) {
      if (parameter.shape().rank() == 1 || parameter.name().endsWith("bias")) {
        parameter.set(
            random(random, parameter.shape().toArray()).addi(parameter.value()).castTo(type));
      }
    }
    for (var buffer : network.buffers()) {
      INDArray moved = random(random, buffer.shape().toArray()).muli(0.5).addi(buffer.value());
      buffer.set(moved.castTo(type));
    }
    return network;
  }

  /** How close an input may be to 0, where many layers have a kink; others are further apart. */
  double distance() {
    return spread / (2.0 * input.count() * batch);
  }

  /** Returns inputs in the order of their shape. */
  public INDArray inputs(DataType type) {
    long[] shape = input.withBatch(batch);
    int count = Math.toIntExact(input.count() * batch);
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(((i + 0.25) / count - 0.5) * 2 * spread);
    }
    Collections.shuffle(values, new Random(seed));
    double[] shuffled = values.stream().mapToDouble(Double::doubleValue).toArray();
    return Nd4j.create(shuffled, shape, 'c').castTo(type);
  }

  /** Returns an output gradient: doubles in ±0.5, cast to a type. */
  public INDArray outputGradient(Network network, DataType type) {
    return random(new Random(seed + 1), network.outputShape().withBatch(batch)).castTo(type);
  }

  /** Returns doubles in ±0.5. */
  static INDArray random(Random random, long... shape) {
    long count = Shape.of(shape).count();
    return Nd4j.create(random.doubles(count, -0.5, 0.5).toArray(), shape, 'c');
  }

  @Override
  public String toString() {
    return spec + " on [" + batch + " x " + input + "]";
  }
}
