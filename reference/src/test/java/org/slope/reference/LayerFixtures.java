package org.slope.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Forward;
import org.slope.core.Gradients;
import org.slope.core.LayerSpec;
import org.slope.core.Mode;
import org.slope.core.Network;
import org.slope.core.Shape;

/** Compares a layer: y, and the gradients of sum(y·gy) with respect to x and each parameter. */
final class LayerFixtures {
  private LayerFixtures() {}

  /**
   * Builds a layer and gives it the recorded parameters.
   *
   * @param input the name of the input
   * @param parameters what the layer's parameters are called in the fixture, by their own names;
   *     the gradient of w is gw
   */
  static Network build(Fixture f, LayerSpec layer, String input, Map<String, String> parameters) {
    Network net = layer.build(Shape.ofExample(f.input(input).shape()), 1, f.type());
    assertEquals(parameters.size(), net.parameters().size(), layer + " has other parameters");
    parameters.forEach((own, recorded) -> net.parameters().get(own).set(f.input(recorded)));
    return net;
  }

  /** Compares a forward pass and its pullback; {@code forward} ran on x. */
  static void compare(Fixture f, Network net, Forward forward, Map<String, String> parameters) {
    f.assertClose(forward.output(), "y");
    Gradients gradients = net.newGradients();
    f.assertClose(forward.pullback().apply(f.input("gy"), gradients), "gx");
    parameters.forEach(
        (own, recorded) -> f.assertClose(gradients.of(net.parameters().get(own)), "g" + recorded));
  }

  /** Compares a layer that does the same in training as at inference. */
  static void compare(Fixture f, LayerSpec layer, Map<String, String> parameters) {
    Network net = build(f, layer, "x", parameters);
    INDArray x = f.input("x");
    f.assertClose(net.predict(x), "y");
    compare(f, net, net.forward(x, Mode.TRAINING), parameters);
  }
}
