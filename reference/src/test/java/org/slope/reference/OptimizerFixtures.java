package org.slope.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.slope.layers.Layers.dense;
import static org.slope.training.Optimizers.adadelta;
import static org.slope.training.Optimizers.adagrad;
import static org.slope.training.Optimizers.adam;
import static org.slope.training.Optimizers.adamax;
import static org.slope.training.Optimizers.adamw;
import static org.slope.training.Optimizers.momentum;
import static org.slope.training.Optimizers.nadam;
import static org.slope.training.Optimizers.nesterov;
import static org.slope.training.Optimizers.radam;
import static org.slope.training.Optimizers.rmsprop;
import static org.slope.training.Optimizers.rprop;
import static org.slope.training.Optimizers.sgd;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.slope.core.Gradients;
import org.slope.core.Network;
import org.slope.core.Parameter;
import org.slope.core.Shape;
import org.slope.training.Optimizer;

/** Compares optimizers: the parameter and the state after each step on given gradients. */
final class OptimizerFixtures {
  private OptimizerFixtures() {}

  static void compare(Fixture f) {
    INDArray start = f.input("p0");
    INDArray steps = f.input("grads");
    Network net =
        dense((int) start.size(0)).withoutBias().build(Shape.of(start.size(1)), 1, f.type());
    Parameter weight = net.parameters().get("weight");
    weight.set(start);
    Gradients gradients = net.newGradients();
    Optimizer.State state = optimizer(f.name()).start(net.parameters());
    Map<String, List<INDArray>> recorded = new LinkedHashMap<>();
    for (long step = 0; step < steps.size(0); step++) {
      gradients.of(weight).assign(steps.get(NDArrayIndex.point(step)));
      state.step(gradients);
      record(recorded, "p", weight.value());
      state.slots().forEach((name, slot) -> record(recorded, "state_" + name, slot));
    }
    assertEquals(
        f.outputs("").stream().sorted().collect(Collectors.toList()),
        recorded.keySet().stream().sorted().collect(Collectors.toList()),
        "PyTorch's and Slope's states");
    recorded.forEach(
        (name, arrays) -> f.assertClose(Nd4j.concat(0, arrays.toArray(INDArray[]::new)), name));
  }

  /** Keeps a copy, of the shape [1, rows, columns] that 12 values have here. */
  private static void record(Map<String, List<INDArray>> recorded, String name, INDArray values) {
    recorded.computeIfAbsent(name, key -> new ArrayList<>()).add(values.dup('c').reshape(1, 3, 4));
  }

  private static Optimizer optimizer(String name) {
    return switch (name) {
      case "opt_sgd" -> sgd(0.1);
      case "opt_sgd_wd" -> sgd(0.1).l2(0.01);
      case "opt_momentum" -> momentum(0.05, 0.9);
      case "opt_momentum_damp" -> momentum(0.05, 0.9).dampening(0.1);
      case "opt_momentum_wd" -> momentum(0.05, 0.9).l2(0.01);
      case "opt_nesterov" -> nesterov(0.05, 0.9);
      case "opt_nesterov_wd" -> nesterov(0.05, 0.9).l2(0.01);
      case "opt_adagrad" -> adagrad(0.1);
      case "opt_adagrad_init0p1_eps1em7" -> adagrad(0.1).initialAccumulator(0.1).epsilon(1e-7);
      case "opt_adagrad_decay_wd" -> adagrad(0.1).learningRateDecay(0.01).l2(0.01);
      case "opt_rmsprop" -> rmsprop(0.01);
      case "opt_rmsprop_rho0p9" -> rmsprop(0.01).rho(0.9).epsilon(1e-7);
      case "opt_rmsprop_momentum" -> rmsprop(0.01).momentum(0.9);
      case "opt_rmsprop_centered" -> rmsprop(0.01).centered();
      case "opt_rmsprop_centered_momentum_wd" -> rmsprop(0.01).centered().momentum(0.9).l2(0.01);
      case "opt_adam" -> adam(0.01);
      case "opt_adam_betas_eps" -> adam(0.05).betas(0.8, 0.95).epsilon(1e-3);
      case "opt_adam_l2" -> adam(0.01).l2(0.05);
      case "opt_adam_amsgrad" -> adam(0.01).amsgrad();
      case "opt_adamw" -> adamw(0.01, 0.05);
      case "opt_adamw_0" -> adamw(0.01, 0);
      case "opt_adamw_amsgrad" -> adamw(0.01, 0.05).amsgrad();
      case "opt_adamax" -> adamax(0.01);
      case "opt_adamax_betas_eps_wd" -> adamax(0.01).betas(0.8, 0.95).epsilon(1e-3).l2(0.05);
      case "opt_nadam" -> nadam(0.01);
      case "opt_nadam_betas_eps_wd" ->
          nadam(0.01).betas(0.8, 0.95).epsilon(1e-3).momentumDecay(0.1).l2(0.05);
      case "opt_adadelta" -> adadelta();
      case "opt_adadelta_rho0p95_wd" -> adadelta(0.5).rho(0.95).epsilon(1e-4).l2(0.05);
      case "opt_radam" -> radam(0.01);
      case "opt_radam_betas_eps_wd" -> radam(0.01).betas(0.8, 0.95).epsilon(1e-3).l2(0.05);
      case "opt_rprop" -> rprop(0.01);
      case "opt_rprop_etas_sizes" -> rprop(0.02).etas(0.4, 1.3).stepSizes(0.01, 0.03);
      default -> throw new AssertionError("no optimizer is chosen for " + name);
    };
  }
}
