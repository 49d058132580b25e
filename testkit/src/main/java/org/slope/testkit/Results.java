package org.slope.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Forward;
import org.slope.core.Gradients;
import org.slope.core.Mode;
import org.slope.core.Network;
import org.slope.core.Parameter;
import org.slope.core.Run;
import org.slope.core.internal.Memory;

/** All that a pass gives, copied out of the arena: the output and every gradient, by name. */
final class Results {
  static final Run RUN = new Run(7, 1, 2, true);

  private final Map<String, double[]> arrays = new LinkedHashMap<>();

  /** Runs a network forward and back. */
  static Results of(Network network, INDArray x, INDArray dy, Mode mode) {
    return of(network, network.forward(x, mode, RUN), dy);
  }

  /** Goes back from where a forward pass left off. */
  static Results of(Network network, Forward forward, INDArray dy) {
    Results results = new Results();
    Gradients gradients = network.newGradients();
    INDArray dx = forward.pullback().apply(dy, gradients);
    results.arrays.put("the output", Memory.toDoubles(forward.output()));
    results.arrays.put("the input gradient", Memory.toDoubles(dx));
    results.addGradients(network, gradients);
    return results;
  }

  /** The gradients of the parameters alone. */
  static Results of(Network network, Gradients gradients) {
    Results results = new Results();
    results.addGradients(network, gradients);
    return results;
  }

  private void addGradients(Network network, Gradients gradients) {
    for (Parameter p : network.parameters()) {
      arrays.put("the gradient of " + p.name(), Memory.toDoubles(gradients.of(p)));
    }
  }

  /** Asserts that whatever the other has is the same here, to the bit. */
  void assertSame(Results expected, String promise) {
    expected.arrays.forEach(
        (name, values) -> assertArrayEquals(values, arrays.get(name), name + ": " + promise));
  }

  /** Asserts that each array is within a share of its largest element, or of the floor. */
  void assertClose(Results exact, double share, double floor, String promise) {
    exact.arrays.forEach(
        (name, values) -> {
          double largest = Arrays.stream(values).map(Math::abs).max().orElse(0);
          double allowed = share * Math.max(largest, floor);
          assertArrayEquals(values, arrays.get(name), allowed, name + ": " + promise);
        });
  }
}
