package org.slope.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.slope.layers.Layers.celu;
import static org.slope.layers.Layers.elu;
import static org.slope.layers.Layers.gelu;
import static org.slope.layers.Layers.hardshrink;
import static org.slope.layers.Layers.hardsigmoid;
import static org.slope.layers.Layers.hardswish;
import static org.slope.layers.Layers.hardtanh;
import static org.slope.layers.Layers.leakyRelu;
import static org.slope.layers.Layers.logSigmoid;
import static org.slope.layers.Layers.logSoftmax;
import static org.slope.layers.Layers.mish;
import static org.slope.layers.Layers.prelu;
import static org.slope.layers.Layers.relu;
import static org.slope.layers.Layers.relu6;
import static org.slope.layers.Layers.selu;
import static org.slope.layers.Layers.sigmoid;
import static org.slope.layers.Layers.silu;
import static org.slope.layers.Layers.softmax;
import static org.slope.layers.Layers.softplus;
import static org.slope.layers.Layers.softshrink;
import static org.slope.layers.Layers.softsign;
import static org.slope.layers.Layers.tanh;
import static org.slope.layers.Layers.thresholdedRelu;

import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Forward;
import org.slope.core.LayerSpec;
import org.slope.core.Network;
import org.slope.core.Shape;
import org.slope.testkit.ArrayAssertions;

/** Compares activations. */
final class ActivationFixtures {
  private ActivationFixtures() {}

  static void compare(Fixture f) {
    LayerSpec layer = layer(f.name());
    Map<String, String> parameters = f.hasInput("a") ? Map.of("weight", "a") : Map.of();
    LayerFixtures.compare(f, layer, parameters);
    if (f.name().equals("act_prelu_0p25")) {
      INDArray x = f.input("x");
      INDArray weight =
          layer.build(Shape.ofExample(x.shape()), 1, f.type()).parameters().get("weight").value();
      ArrayAssertions.assertClose(weight, f.input("a"), 0, 0, "what prelu starts from");
    }
    if (f.has("axis")) {
      assertEquals(1, f.attribute("axis").asInt());
    } else if (f.type() == DataType.DOUBLE) {
      compareEach(f, LayerFixtures.build(f, layer, "x", parameters));
    }
  }

  /**
   * Compares each element to its own size, which beside 100 the tails would not be; below 1e-3 the
   * terms that cancel are what counts. PyTorch's slope of hardsigmoid is off by a float's rounding.
   */
  private static void compareEach(Fixture f, Network net) {
    Forward forward = net.forward(f.input("x"));
    ArrayAssertions.assertClose(forward.output(), f.output("y"), 1e-12, 1e-15, "each y");
    if (!f.name().equals("act_hardsigmoid")) {
      INDArray gx = forward.pullback().apply(f.input("gy"), net.newGradients());
      ArrayAssertions.assertClose(gx, f.output("gx"), 1e-12, 1e-15, "each gx");
    }
  }

  private static LayerSpec layer(String name) {
    return switch (name) {
      case "act_relu" -> relu();
      case "act_leaky_relu_0p01" -> leakyRelu();
      case "act_leaky_relu_0p3" -> leakyRelu(0.3);
      case "act_prelu", "act_prelu_rows", "act_prelu_0p25" -> prelu();
      case "act_elu" -> elu();
      case "act_elu_0p5" -> elu(0.5);
      case "act_selu" -> selu();
      case "act_sigmoid" -> sigmoid();
      case "act_tanh" -> tanh();
      case "act_softplus" -> softplus();
      case "act_softsign" -> softsign();
      case "act_gelu_erf" -> gelu();
      case "act_gelu_tanh" -> gelu().approximate();
      case "act_silu" -> silu();
      case "act_mish" -> mish();
      case "act_hardtanh" -> hardtanh();
      case "act_hardtanh_m2_0p5" -> hardtanh(-2, 0.5);
      case "act_hardsigmoid" -> hardsigmoid();
      case "act_relu6", "act_relu6_kinks" -> relu6();
      case "act_celu" -> celu();
      case "act_celu_2" -> celu(2);
      case "act_hardshrink" -> hardshrink();
      case "act_hardshrink_1" -> hardshrink(1);
      case "act_softshrink" -> softshrink();
      case "act_softshrink_1" -> softshrink(1);
      case "act_hardswish" -> hardswish();
      case "act_thresholded_relu_1" -> thresholdedRelu(1);
      case "act_logsigmoid" -> logSigmoid();
      case "act_softmax_x1", "act_softmax_x10", "act_softmax_x200", "act_softmax_images" ->
          softmax();
      case "act_log_softmax_x1",
          "act_log_softmax_x10",
          "act_log_softmax_x200",
          "act_log_softmax_images" ->
          logSoftmax();
      default -> throw new AssertionError("no layer is chosen for " + name);
    };
  }
}
