package org.slope.reference;

import static org.slope.layers.Layers.dense;

import java.util.Map;

/** Compares fully connected layers. */
final class DenseFixtures {
  private DenseFixtures() {}

  static void compare(Fixture f) {
    int units = (int) f.input("w").size(0);
    if (f.is("bias")) {
      LayerFixtures.compare(f, dense(units), Map.of("weight", "w", "bias", "b"));
    } else {
      LayerFixtures.compare(f, dense(units).withoutBias(), Map.of("weight", "w"));
    }
  }
}
