package org.slope.layers;

import org.slope.core.Builder;
import org.slope.core.Layer;
import org.slope.core.LayerSpec;
import org.slope.core.Shape;

/**
 * Puts all elements of an example in a row, channel by channel, each row by row.
 *
 * <p>{@code [batch, channels, height, width]}, or any other shape, becomes {@code [batch,
 * channels·height·width]}.
 */
public record Flatten() implements LayerSpec {

  @Override
  public Layer create(Builder builder) {
    return new Reshape.Built(Shape.of(builder.inputShape().count()), "Flatten()");
  }

  @Override
  public String toString() {
    return "flatten()";
  }
}
