package org.slope.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.slope.layers.Layers.dense;
import static org.slope.layers.Layers.sequential;
import static org.slope.layers.Layers.sigmoid;
import static org.slope.training.Optimizers.adagrad;
import static org.slope.training.Optimizers.adam;
import static org.slope.training.Optimizers.adamax;
import static org.slope.training.Optimizers.adamw;
import static org.slope.training.Optimizers.momentum;
import static org.slope.training.Optimizers.nesterov;
import static org.slope.training.Optimizers.rmsprop;
import static org.slope.training.Optimizers.sgd;

import java.util.Arrays;
import java.util.Objects;
import java.util.stream.DoubleStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.opentest4j.AssertionFailedError;
import org.slope.core.Forward;
import org.slope.core.Gradients;
import org.slope.core.Network;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;
import org.slope.training.AdaGrad;
import org.slope.training.Adam;
import org.slope.training.Optimizer;
import org.slope.training.RmsProp;
import org.slope.training.Sgd;

/** The published steps and trajectories of optimizers. */
final class GoldenOptimizers {
  private GoldenOptimizers() {}

  static double[] values(GoldenCase c, DataType type) {
    if (c.id().startsWith("opt_keras_")) {
      return c.id().endsWith("_single") ? kerasStep(c, type) : kerasTrajectory(c, type);
    } else if (c.id().startsWith("opt_onnx_")) {
      return onnxStep(c, type);
    } else if (c.id().startsWith("opt_torch_mlp_")) {
      return torchNetwork(c, type);
    }
    throw new AssertionFailedError(c.id() + " names no optimizer that is known");
  }

  /** A network whose parameters are one vector of weights. */
  private static final class Weights {
    final Network network;
    final Gradients gradients;
    final Optimizer.State state;

    Weights(Optimizer optimizer, DataType type, double... start) {
      network = dense(1).withoutBias().build(Shape.of(start.length), 1, type);
      gradients = network.newGradients();
      Memory.set(network.parameters().flat(), start);
      state = optimizer.start(network.parameters());
    }

    INDArray slot(String name) {
      return Objects.requireNonNull(state.slots().get(name), name);
    }

    double[] step(double... gradient) {
      Memory.set(gradients.flat(), gradient);
      state.step(gradients);
      return Memory.toDoubles(network.parameters().flat());
    }
  }

  /** The first momentum is the clipped gradient itself. */
  static double[] clipped(GoldenCase c) {
    Sgd sgd = momentum(1, 0.9);
    Sgd clipping =
        c.has("attrs", "clipnorm")
            ? sgd.clipNorm(c.attribute("clipnorm"))
            : sgd.clipValue(c.attribute("clipvalue"));
    double[] gradient = c.values("grad");
    Weights weights = new Weights(clipping, DataType.DOUBLE, new double[gradient.length]);
    weights.step(gradient);
    return Memory.toDoubles(weights.slot("momentum_buffer"));
  }

  private static double[] kerasStep(GoldenCase c, DataType type) {
    return new Weights(keras(c), type, c.values("p")).step(c.values("grad"));
  }

  private static double[] kerasTrajectory(GoldenCase c, DataType type) {
    c.says("x0", "ones(10)");
    c.says("grads", "step 1: full(10, 0.01); steps 2-5: [0.1,0.2,...,1.0]");
    c.says("expected", "x after steps 1..5");
    double[] first = new double[10];
    Arrays.fill(first, 0.01);
    double[] others = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0};
    double[] ones = new double[10];
    Arrays.fill(ones, 1);
    Weights weights = new Weights(keras(c), type, ones);
    DoubleStream trajectory = Arrays.stream(weights.step(first));
    for (int step = 2; step <= 5; step++) {
      trajectory = DoubleStream.concat(trajectory, Arrays.stream(weights.step(others)));
    }
    return trajectory.toArray();
  }

  private static Optimizer keras(GoldenCase c) {
    double lr = c.attribute("lr");
    return switch (c.id()) {
      case "opt_keras_sgd_golden" -> {
        assertEquals(0, c.attribute("momentum"));
        yield sgd(lr);
      }
      case "opt_keras_adagrad_golden", "opt_keras_adagrad_single" ->
          adagrad(lr)
              .initialAccumulator(c.attribute("initial_accumulator"))
              .epsilonInsideRoot(c.attribute("eps"));
      case "opt_keras_rmsprop_golden" -> configuredRmsprop(c).epsilonInsideRoot(c.attribute("eps"));
      case "opt_keras_adam_golden", "opt_keras_adam_single" -> kerasAdam(c, adam(lr));
      case "opt_keras_adamw_golden", "opt_keras_adamw_single" ->
          kerasAdam(c, adamw(lr, c.attribute("weight_decay")));
      case "opt_keras_adamax_golden" ->
          adamax(lr).betas(c.attribute("beta1"), c.attribute("beta2")).epsilon(c.attribute("eps"));
      default -> throw new AssertionFailedError(c.id() + " names no optimizer that is known");
    };
  }

  private static Adam kerasAdam(GoldenCase c, Adam adam) {
    Adam result = adam.epsilonHat(c.attribute("eps"));
    if (c.has("attrs", "beta1")) {
      result = result.betas(c.attribute("beta1"), c.attribute("beta2"));
    }
    return c.flag("amsgrad") ? result.amsgrad() : result;
  }

  private static RmsProp configuredRmsprop(GoldenCase c) {
    RmsProp rmsprop =
        rmsprop(c.attribute("lr"))
            .rho(c.attribute(c.has("attrs", "rho") ? "rho" : "alpha"))
            .epsilon(c.attribute("eps"));
    return c.flag("centered") ? rmsprop.centered() : rmsprop;
  }

  /** At T = 0, ONNX corrects no bias, and its momentum takes the whole gradient. */
  private static double[] onnxStep(GoldenCase c, DataType type) {
    assertEquals(0, c.input("T"));
    double lr = c.input("R");
    double penalty = c.attribute("norm_coefficient");
    if (c.id().equals("opt_onnx_adam")) {
      Adam adam =
          adam(lr)
              .betas(c.attribute("alpha"), c.attribute("beta"))
              .epsilonHat(c.attribute("epsilon"))
              .withoutBiasCorrection()
              .l2(penalty);
      Weights weights = new Weights(adam, type, c.values("X"));
      Memory.set(weights.slot("exp_avg"), c.values("V"));
      Memory.set(weights.slot("exp_avg_sq"), c.values("H"));
      return joined(
          weights.step(c.values("G")),
          Memory.toDoubles(weights.slot("exp_avg")),
          Memory.toDoubles(weights.slot("exp_avg_sq")));
    }
    c.attribute("beta"); // the share of the gradient from T = 1 on
    double mu = c.attribute("alpha");
    Sgd sgd =
        switch (c.attributeText("mode")) {
          case "standard" -> momentum(lr, mu);
          case "nesterov" -> nesterov(lr, mu);
          default -> throw new AssertionFailedError(c.id() + " has a mode that is not known");
        };
    Weights weights = new Weights(sgd.l2(penalty), type, c.values("X"));
    Memory.set(weights.slot("momentum_buffer"), c.values("V"));
    return joined(weights.step(c.values("G")), Memory.toDoubles(weights.slot("momentum_buffer")));
  }

  private static double[] joined(double[]... parts) {
    return Arrays.stream(parts).flatMapToDouble(Arrays::stream).toArray();
  }

  /** Runs the network of PyTorch's C++ optimizer tests, with its penalty on biases too. */
  private static double[] torchNetwork(GoldenCase c, DataType type) {
    c.says("net", "sigmoid(L2(sigmoid(L1 x)))");
    c.says("loss", "sum of the 3 outputs");
    Network net = sequential(dense(3), sigmoid(), dense(1), sigmoid()).build(Shape.of(2), 1, type);
    set(net, "0.weight", c.values("init", "l1_w"));
    set(net, "0.bias", c.values("init", "l1_b"));
    set(net, "2.weight", c.values("init", "l2_w"));
    set(net, "2.bias", c.values("init", "l2_b"));
    INDArray x = c.array("x").castTo(type);
    INDArray ones = GoldenCase.array(new double[] {1, 1, 1}, 3, 1).castTo(type);
    Optimizer.State state = torch(c).start(net.parameters());
    Gradients gradients = net.newGradients();
    long steps = (long) c.input("after_step");
    for (long step = 0; step < steps; step++) {
      gradients.clear();
      Forward pass = net.forward(x);
      pass.pullback().apply(ones, gradients);
      state.step(gradients);
    }
    return Memory.toDoubles(net.parameters().flat());
  }

  private static void set(Network net, String name, double[] values) {
    Memory.set(net.parameters().get(name).value(), values);
  }

  private static Optimizer torch(GoldenCase c) {
    String name = c.id().replaceFirst("opt_torch_mlp_(.*)_it\\d+", "$1");
    double lr = c.attribute("lr");
    return switch (name) {
      case "SGD" -> sgd(lr);
      case "SGD_with_weight_decay_and_momentum", "SGD_with_weight_decay_and_nesterov_momentum" -> {
        double mu = c.attribute("momentum");
        Sgd sgd = c.flag("nesterov") ? nesterov(lr, mu) : momentum(lr, mu);
        yield sgd.l2(c.attribute("weight_decay")).penalizeAll();
      }
      case "Adagrad" -> {
        AdaGrad adagrad = adagrad(lr).epsilon(c.attribute("eps"));
        yield adagrad.initialAccumulator(c.attribute("initial_accumulator"));
      }
      case "RMSprop" -> configuredRmsprop(c);
      case "RMSprop_with_weight_decay_and_centered" ->
          configuredRmsprop(c).l2(c.attribute("weight_decay")).penalizeAll();
      case "Adam_with_weight_decay" -> adam(lr).l2(c.attribute("weight_decay_l2")).penalizeAll();
      default -> throw new AssertionFailedError(c.id() + " names no optimizer that is known");
    };
  }
}
