package org.slope.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.slope.layers.Layers.dense;
import static org.slope.training.Optimizers.adadelta;
import static org.slope.training.Optimizers.adagrad;
import static org.slope.training.Optimizers.adamax;
import static org.slope.training.Optimizers.adamw;
import static org.slope.training.Optimizers.momentum;
import static org.slope.training.Optimizers.nadam;
import static org.slope.training.Optimizers.nesterov;
import static org.slope.training.Optimizers.radam;
import static org.slope.training.Optimizers.rmsprop;
import static org.slope.training.Optimizers.rprop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.slope.core.Gradients;
import org.slope.core.Network;
import org.slope.core.Parameter;
import org.slope.core.Shape;
import org.slope.training.AdaDelta;
import org.slope.training.AdaGrad;
import org.slope.training.AdaMax;
import org.slope.training.Adam;
import org.slope.training.NAdam;
import org.slope.training.Optimizer;
import org.slope.training.Optimizers;
import org.slope.training.RAdam;
import org.slope.training.RmsProp;
import org.slope.training.Rprop;
import org.slope.training.Sgd;
import org.slope.training.TunableOptimizer;

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
    Optimizer.State state = optimizer(f).start(net.parameters());
    assertEquals(f.attribute("steps").asLong(), steps.size(0));
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

  private static Optimizer optimizer(Fixture f) {
    double rate = f.number("lr");
    return switch (f.attribute("cls").asText()) {
      case "SGD" -> decayed(f, set(f, "dampening", sgd(f, rate), Sgd::dampening));
      case "Adagrad" -> {
        AdaGrad o = set(f, "eps", adagrad(rate), AdaGrad::epsilon);
        o = set(f, "lr_decay", o, AdaGrad::learningRateDecay);
        yield decayed(f, set(f, "initial_accumulator_value", o, AdaGrad::initialAccumulator));
      }
      case "RMSprop" -> {
        RmsProp o = set(f, "alpha", set(f, "eps", rmsprop(rate), RmsProp::epsilon), RmsProp::rho);
        o = f.flag("centered") ? o.centered() : o;
        yield decayed(f, set(f, "momentum", o, RmsProp::momentum));
      }
      case "Adadelta" -> {
        AdaDelta o = rate == 1 ? adadelta() : adadelta(rate);
        yield decayed(f, set(f, "rho", set(f, "eps", o, AdaDelta::epsilon), AdaDelta::rho));
      }
      case "Adam" -> decayed(f, adam(f, Optimizers.adam(rate)));
      case "AdamW" -> adam(f, adamw(rate, f.number("weight_decay")));
      case "Adamax" ->
          decayed(f, set(f, "eps", pair(f, "betas", adamax(rate), AdaMax::betas), AdaMax::epsilon));
      case "NAdam" -> {
        NAdam o = set(f, "eps", pair(f, "betas", nadam(rate), NAdam::betas), NAdam::epsilon);
        yield decayed(f, set(f, "momentum_decay", o, NAdam::momentumDecay));
      }
      case "RAdam" ->
          decayed(f, set(f, "eps", pair(f, "betas", radam(rate), RAdam::betas), RAdam::epsilon));
      case "Rprop" ->
          pair(f, "step_sizes", pair(f, "etas", rprop(rate), Rprop::etas), Rprop::stepSizes);
      default -> throw new AssertionError("no optimizer is chosen for " + f.name());
    };
  }

  private static Sgd sgd(Fixture f, double rate) {
    if (f.flag("nesterov")) {
      return nesterov(rate, f.number("momentum"));
    }
    return f.has("momentum") ? momentum(rate, f.number("momentum")) : Optimizers.sgd(rate);
  }

  private static Adam adam(Fixture f, Adam adam) {
    Adam o = set(f, "eps", pair(f, "betas", adam, Adam::betas), Adam::epsilon);
    return f.flag("amsgrad") ? o.amsgrad() : o;
  }

  private static <T extends TunableOptimizer<T>> T decayed(Fixture f, T optimizer) {
    return set(f, "weight_decay", optimizer, TunableOptimizer::l2);
  }

  /** Sets an attribute if the case has it, so that Slope's defaults are compared too. */
  private static <T> T set(Fixture f, String name, T optimizer, BiFunction<T, Double, T> setter) {
    return f.has(name) ? setter.apply(optimizer, f.number(name)) : optimizer;
  }

  private static <T> T pair(Fixture f, String name, T optimizer, PairSetter<T> setter) {
    return f.has(name)
        ? setter.set(
            optimizer, f.attribute(name).get(0).asDouble(), f.attribute(name).get(1).asDouble())
        : optimizer;
  }

  /** Sets two numbers. */
  private interface PairSetter<T> {
    T set(T optimizer, double first, double second);
  }
}
