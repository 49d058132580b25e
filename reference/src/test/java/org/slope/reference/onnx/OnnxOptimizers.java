package org.slope.reference.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Builder;
import org.slope.core.Forward;
import org.slope.core.Gradients;
import org.slope.core.Initializers;
import org.slope.core.Layer;
import org.slope.core.LayerSpec;
import org.slope.core.Network;
import org.slope.core.Parameter;
import org.slope.core.Pass;
import org.slope.core.Role;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;
import org.slope.testkit.Arithmetic;
import org.slope.training.AdaGrad;
import org.slope.training.Adam;
import org.slope.training.Optimizer;
import org.slope.training.Optimizers;
import org.slope.training.Sgd;
import org.slope.training.TunableOptimizer;

/**
 * One step of an optimizer, on several arrays. The inputs are the learning rate, the number of
 * steps taken, then the arrays, their gradients, and their slots.
 */
final class OnnxOptimizers {
  private static final String DOMAIN = "ai.onnx.preview.training.";
  static final Map<String, OnnxOperator> OPERATORS =
      Map.of(
          DOMAIN + "Adam", OnnxOptimizers::adam,
          DOMAIN + "Adagrad", OnnxOptimizers::adagrad,
          DOMAIN + "Momentum", OnnxOptimizers::momentum);

  private OnnxOptimizers() {}

  private static double rate(OnnxNode node) {
    OutOfScope.when(node.scalar(1, 0) != 0, "in the middle of a run");
    return node.scalar(0, 0);
  }

  /** At step 0, ONNX's corrects no bias. */
  private static List<INDArray> adam(OnnxNode node, Arithmetic arithmetic) {
    Adam adam =
        Optimizers.adam(rate(node))
            .betas(node.number("alpha", 0.9), node.number("beta", 0.999))
            .epsilon(node.number("epsilon", 1e-6))
            .withoutBiasCorrection();
    OutOfScope.when(
        node.number("norm_coefficient_post", 0) != 0, "with a decay after the step, not before it");
    return step(adam, node, arithmetic, "exp_avg", "exp_avg_sq");
  }

  private static List<INDArray> adagrad(OnnxNode node, Arithmetic arithmetic) {
    AdaGrad adagrad =
        Optimizers.adagrad(rate(node))
            .epsilon(node.number("epsilon", 1e-6))
            .learningRateDecay(node.number("decay_factor", 0));
    return step(adagrad, node, arithmetic, "sum");
  }

  /** At step 0, ONNX's takes the gradient whole, whatever beta is. */
  private static List<INDArray> momentum(OnnxNode node, Arithmetic arithmetic) {
    node.ignore("beta");
    double momentum = node.number("alpha", 0);
    Sgd sgd = Optimizers.momentum(rate(node), momentum);
    boolean nesterov = node.text("mode", "standard").equals("nesterov");
    return step(nesterov ? sgd.nesterov() : sgd, node, arithmetic, "momentum_buffer");
  }

  /** Puts arrays and slots where they were, and takes a step. */
  private static List<INDArray> step(
      TunableOptimizer<?> plain, OnnxNode node, Arithmetic arithmetic, String... slots) {
    // the norm of ONNX is that of a cost: its gradient is added to the array's
    Optimizer optimizer = plain.l2(node.number("norm_coefficient", 0));
    int count = (node.inputCount() - 2) / (2 + slots.length);
    List<Shape> shapes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      shapes.add(Shape.of(node.input(2 + i).shape()));
    }
    Network network = new Weights(shapes).build(Shape.of(1), 1, arithmetic.type());
    Gradients gradients = network.newGradients();
    Optimizer.State state = optimizer.start(network.parameters());
    List<INDArray> outputs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Parameter parameter = network.parameters().get(i);
      parameter.set(node.input(2 + i).castTo(arithmetic.type()));
      Memory.copy(node.input(2 + count + i).castTo(arithmetic.type()), gradients.of(parameter));
      outputs.add(parameter.value());
    }
    for (int k = 0; k < slots.length; k++) {
      long offset = 0;
      for (int i = 0; i < count; i++) {
        INDArray slot = state.slots().get(slots[k]);
        INDArray given = node.input(2 + (2 + k) * count + i);
        INDArray part = Memory.view(slot, offset, given.shape());
        Memory.copy(given.castTo(arithmetic.type()), part);
        outputs.add(part);
        offset += given.length();
      }
    }
    state.step(gradients);
    return outputs.stream().map(y -> y.castTo(DataType.DOUBLE)).toList();
  }

  /** Arrays to optimize. */
  private record Weights(List<Shape> shapes) implements LayerSpec {
    @Override
    public Layer create(Builder builder) {
      for (int i = 0; i < shapes.size(); i++) {
        builder.parameter("weight" + i, Role.WEIGHT, shapes.get(i), Initializers.zeros());
      }
      return new Layer() {
        @Override
        public Shape outputShape() {
          return builder.inputShape();
        }

        @Override
        public INDArray predict(INDArray x, Pass pass) {
          return x;
        }

        @Override
        public Forward forward(INDArray x, Pass pass) {
          return new Forward(x, (dy, gradients) -> dy);
        }
      };
    }
  }
}
