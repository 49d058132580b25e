package org.slope.layers;

import org.slope.core.Builder;
import org.slope.core.Layer;
import org.slope.core.LayerSpec;

/**
 * Puts a border around an image: {@code y[c, i, j] = x[c, i − top, j − left]}, and the padding's
 * value where x has no such pixel.
 *
 * <p>{@code [batch, channels, height, width]} becomes {@code [batch, channels, height + top +
 * bottom, width + left + right]}. Convolution and pooling have a padding of their own; this layer
 * is for networks that pad elsewhere. Building it for an input of another rank throws an {@link
 * IllegalArgumentException}.
 *
 * @param padding the border; its value is 0 unless chosen
 */
public record Pad2d(Padding padding) implements LayerSpec {

  /** Checks that the border has sizes. */
  public Pad2d {
    if (padding.automatic()) {
      throw new IllegalArgumentException(
          "pad2d was given %s, whose size is that of a window, and pad2d has none; use Padding.of"
              .formatted(padding));
    }
  }

  /** The mean of a window of one pixel is that pixel, or that of the border. */
  @Override
  public Layer create(Builder builder) {
    Size one = Size.square(1);
    return new AvgPool2d(one, one, padding, false, true, 0)
        .create(builder, "Pad2d(" + padding + ")");
  }

  @Override
  public String toString() {
    return "pad2d(" + padding + ")";
  }
}
