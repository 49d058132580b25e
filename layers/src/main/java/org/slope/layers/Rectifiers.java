package org.slope.layers;

import java.util.Optional;
import java.util.Set;
import org.slope.core.LayerSpec;

/** Tells which activation a layer's outputs reach, for its initial weights. */
final class Rectifiers {
  private static final Set<Class<? extends LayerSpec>> RECTIFIERS =
      Set.of(
          Relu.class,
          Relu6.class,
          LeakyRelu.class,
          Prelu.class,
          Elu.class,
          Celu.class,
          ThresholdedRelu.class,
          Gelu.class,
          Silu.class,
          Mish.class,
          Hardswish.class,
          Softplus.class);
  private static final Set<Class<? extends LayerSpec>> SEEN_THROUGH =
      Set.of(
          BatchNorm.class,
          LayerNorm.class,
          GroupNorm.class,
          MaxPool2d.class,
          AvgPool2d.class,
          Pad2d.class,
          GlobalMaxPool2d.class,
          GlobalAvgPool2d.class,
          Dropout.class,
          Flatten.class,
          Reshape.class);

  private Rectifiers() {}

  /** Returns whether a layer is a rectifier; empty for norms and pooling, which let one be seen. */
  static Optional<Boolean> first(LayerSpec layer) {
    if (layer instanceof Sequential inner) {
      return inner.layers().stream().map(Rectifiers::first).flatMap(Optional::stream).findFirst();
    }
    return SEEN_THROUGH.contains(layer.getClass())
        ? Optional.empty()
        : Optional.of(RECTIFIERS.contains(layer.getClass()));
  }
}
