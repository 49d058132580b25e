package org.slope.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.slope.core.LayerSpec;

/** Every layer that a model file may name is a case of its own of the contract. */
class EveryLayerTest {
  private static final List<LayerContract> CONTRACTS =
      List.of(
          new ActivationsTest(),
          new ContainersTest(),
          new Conv2dTest(),
          new DenseTest(),
          new NormsTest(),
          new PoolingTest());

  @Test
  void everyLayerIsACaseOfTheContract() {
    Set<Class<?>> layers = new HashSet<>(new SlopeLayerTypes().types());
    layers.removeIf(type -> !LayerSpec.class.isAssignableFrom(type));
    for (LayerContract contract : CONTRACTS) {
      contract.cases().forEach(layer -> layers.remove(layer.spec().getClass()));
    }
    assertEquals(Set.of(), layers, "layers without a case");
  }
}
