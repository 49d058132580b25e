package org.slope.reference.onnx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.LayerSpec;
import org.slope.layers.Layers;

/** Operators that are functions of each element, on arrays of any rank. */
final class OnnxActivations {
  static final Map<String, OnnxOperator> OPERATORS = new HashMap<>();

  static {
    add("Relu", node -> Layers.relu());
    add("LeakyRelu", node -> Layers.leakyRelu(node.number("alpha", 0.01)));
    add("ThresholdedRelu", node -> Layers.thresholdedRelu(node.number("alpha", 1)));
    add("Elu", node -> Layers.elu(node.number("alpha", 1)));
    add("Celu", node -> Layers.celu(node.number("alpha", 1)));
    add("Selu", OnnxActivations::selu);
    add("Sigmoid", node -> Layers.sigmoid());
    add("HardSigmoid", OnnxActivations::hardsigmoid);
    add("HardSwish", node -> Layers.hardswish());
    add("Tanh", node -> Layers.tanh());
    add("Softplus", node -> Layers.softplus());
    add("Softsign", node -> Layers.softsign());
    add("Shrink", OnnxActivations::shrink);
    add("Clip", OnnxActivations::clip);
  }

  private OnnxActivations() {}

  private static void add(String operator, Function<OnnxNode, LayerSpec> layer) {
    OPERATORS.put(
        operator,
        (node, arithmetic) -> {
          INDArray x = node.input(0);
          INDArray batch = x.rank() > 1 ? x : OnnxArrays.as(x, 1, x.length());
          INDArray y = new OnnxNetwork(layer.apply(node), batch, arithmetic).predict();
          return List.of(OnnxArrays.as(y, x.shape()));
        });
  }

  private static LayerSpec selu(OnnxNode node) {
    return node.has("alpha") || node.has("gamma")
        ? Layers.selu(
            node.number("alpha", 1.6732632423543772), node.number("gamma", 1.0507009873554805))
        : Layers.selu();
  }

  private static LayerSpec hardsigmoid(OnnxNode node) {
    return Layers.hardsigmoid(node.number("alpha", 0.2), node.number("beta", 0.5));
  }

  private static LayerSpec shrink(OnnxNode node) {
    double lambda = node.number("lambd", 0.5);
    double bias = node.number("bias", 0);
    OutOfScope.when(bias != 0 && bias != lambda, "a bias that is neither 0 nor lambd");
    return bias == 0 ? Layers.hardshrink(lambda) : Layers.softshrink(lambda);
  }

  /** The bounds were attributes before version 11. */
  private static LayerSpec clip(OnnxNode node) {
    double low = node.number("min", node.scalar(1, Double.NEGATIVE_INFINITY));
    double high = node.number("max", node.scalar(2, Double.POSITIVE_INFINITY));
    return low == 0 && high == 6 ? Layers.relu6() : Layers.hardtanh(low, high);
  }
}
