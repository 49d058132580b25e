package org.slope.training;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;

/**
 * Some examples of a data set, for one update. Its arrays are valid until the iterator that made it
 * moves on and fills them again; {@link #copy} keeps them.
 *
 * @param inputs {@code [batch, …]} in Slope's layout
 * @param targets {@code [batch, …]} in Slope's layout
 * @param weights {@code [batch]}, or null if the data set has none
 */
public record Batch(INDArray inputs, INDArray targets, @Nullable INDArray weights) {

  /** Returns the number of examples. */
  public int size() {
    return (int) inputs.size(0);
  }

  /** Returns the sum of the weights: the number of examples if there are none. */
  public double totalWeight() {
    if (weights == null) {
      return size();
    }
    double[] values = new double[size()];
    Elements.of(weights).read(0, values, values.length);
    return Arrays.stream(values).sum();
  }

  /** Returns a batch in arrays of its own. */
  public Batch copy() {
    return new Batch(
        Memory.copyOf(inputs),
        Memory.copyOf(targets),
        weights == null ? null : Memory.copyOf(weights));
  }

  /** Prints the shapes: {@code Batch(64 examples, inputs [26], targets [1])}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "Batch(%,d examples, inputs %s, targets %s%s)",
        size(),
        Shape.ofExample(inputs.shape()),
        Shape.ofExample(targets.shape()),
        weights == null ? "" : ", weighted");
  }
}
