package org.slope.reference;

import static org.slope.layers.Layers.elu;
import static org.slope.layers.Layers.gelu;
import static org.slope.layers.Layers.hardsigmoid;
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
import static org.slope.layers.Layers.softsign;
import static org.slope.layers.Layers.tanh;

import java.util.Map;
import org.slope.core.LayerSpec;

/** Compares activations. */
final class ActivationFixtures {
  private ActivationFixtures() {}

  static void compare(Fixture f) {
    boolean learned = f.hasInput("a");
    LayerFixtures.compare(f, layer(f.name()), learned ? Map.of("weight", "a") : Map.of());
  }

  private static LayerSpec layer(String name) {
    return switch (name) {
      case "act_relu" -> relu();
      case "act_leaky_relu_0p01" -> leakyRelu();
      case "act_leaky_relu_0p3" -> leakyRelu(0.3);
      case "act_prelu", "act_prelu_rows" -> prelu();
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
      case "act_relu6" -> relu6();
      case "act_logsigmoid" -> logSigmoid();
      case "act_softmax_x1", "act_softmax_x200", "act_softmax_images" -> softmax();
      case "act_log_softmax_x1", "act_log_softmax_x200", "act_log_softmax_images" -> logSoftmax();
      default -> throw new AssertionError("no layer is chosen for " + name);
    };
  }
}
