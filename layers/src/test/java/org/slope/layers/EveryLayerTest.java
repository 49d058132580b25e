package org.slope.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slope.layers.Layers.sequential;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.core.LayerSpec;
import org.slope.core.Network;
import org.slope.core.Shape;
import org.slope.testkit.LayerCase;
import org.slope.testkit.LayerContract;

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

  static Stream<LayerCase> cases() {
    return CONTRACTS.stream().flatMap(contract -> contract.cases().stream());
  }

  /** The ranks of an example that a layer takes, if not any. */
  private static final Map<Class<?>, Set<Integer>> RANKS =
      Map.ofEntries(
          Map.entry(Dense.class, Set.of(1)),
          Map.entry(Conv2d.class, Set.of(3)),
          Map.entry(MaxPool2d.class, Set.of(3)),
          Map.entry(AvgPool2d.class, Set.of(3)),
          Map.entry(Pad2d.class, Set.of(3)),
          Map.entry(GlobalMaxPool2d.class, Set.of(3)),
          Map.entry(GlobalAvgPool2d.class, Set.of(3)),
          Map.entry(BatchNorm.class, Set.of(1, 3)),
          Map.entry(GroupNorm.class, Set.of(1, 3)),
          Map.entry(Prelu.class, Set.of(1, 3)),
          Map.entry(Softmax.class, Set.of(1, 3)),
          Map.entry(LogSoftmax.class, Set.of(1, 3)));

  /** The layers that take any, besides those of one element each. */
  private static final Set<Class<?>> OF_ANY_RANK =
      Set.of(
          Relu.class,
          LayerNorm.class,
          Dropout.class,
          Flatten.class,
          Reshape.class,
          Sequential.class,
          Residual.class);

  @Test
  void theRanksOfEveryLayerAreKnown() {
    Set<Class<?>> layers = new HashSet<>(new SlopeLayerTypes().types());
    layers.removeIf(
        type ->
            !LayerSpec.class.isAssignableFrom(type) || ElementWise.class.isAssignableFrom(type));
    layers.removeAll(RANKS.keySet());
    layers.removeAll(OF_ANY_RANK);
    assertEquals(Set.of(), layers, "layers of unknown ranks");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void wrongRanksAreRefusedByName(LayerCase layer) {
    Set<Integer> ranks = RANKS.getOrDefault(layer.spec().getClass(), Set.of(1, 2, 3, 4));
    for (int rank = 1; rank <= 4; rank++) {
      if (!ranks.contains(rank)) {
        long[] sizes = new long[rank];
        Arrays.fill(sizes, 12);
        Shape input = Shape.of(sizes);
        String message =
            assertThrows(
                    IllegalArgumentException.class,
                    () -> sequential(layer.spec()).build(input, 1, DataType.DOUBLE))
                .getMessage();
        assertTrue(message.startsWith(layer.spec() + " expects input [batch, "), message);
        String batch = "; if 12 is the size of the batch, leave it out of the shape";
        String got = ", got " + input.batchText() + (rank == 4 ? batch : "");
        assertTrue(message.contains(got + "; add "), message);
        assertTrue(message.endsWith(" before it (layer 0)"), message);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aWrongInputIsRefusedByTheFirstLayer(LayerCase layer) {
    Network network = layer.network(DataType.FLOAT);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> network.predict(Nd4j.ones(DataType.FLOAT, 2, 3, 2, 3, 2)))
            .getMessage();
    assertTrue(message.startsWith(firstIn(layer.spec()) + " expects input "), message);
  }

  /** The layer that an input reaches first. */
  private static LayerSpec firstIn(LayerSpec spec) {
    if (spec instanceof Sequential s) {
      return firstIn(s.layers().get(0));
    }
    if (spec instanceof Residual r) {
      return firstIn(r.body());
    }
    return spec instanceof ContainersTest.Chain c ? firstIn(c.first()) : spec;
  }
}
