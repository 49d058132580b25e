package org.slope.reference;

import static org.slope.layers.Layers.avgPool2d;
import static org.slope.layers.Layers.batchNorm;
import static org.slope.layers.Layers.conv2d;
import static org.slope.layers.Layers.dense;
import static org.slope.layers.Layers.elu;
import static org.slope.layers.Layers.flatten;
import static org.slope.layers.Layers.gelu;
import static org.slope.layers.Layers.globalAvgPool2d;
import static org.slope.layers.Layers.globalMaxPool2d;
import static org.slope.layers.Layers.groupNorm;
import static org.slope.layers.Layers.layerNorm;
import static org.slope.layers.Layers.leakyRelu;
import static org.slope.layers.Layers.maxPool2d;
import static org.slope.layers.Layers.relu;
import static org.slope.layers.Layers.residual;
import static org.slope.layers.Layers.sequential;
import static org.slope.layers.Layers.silu;
import static org.slope.layers.Layers.tanh;
import static org.slope.training.Losses.huber;
import static org.slope.training.Losses.mse;
import static org.slope.training.Losses.softmaxCrossEntropy;
import static org.slope.training.Optimizers.adam;
import static org.slope.training.Optimizers.adamw;
import static org.slope.training.Optimizers.momentum;
import static org.slope.training.Optimizers.sgd;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Forward;
import org.slope.core.Gradients;
import org.slope.core.LayerSpec;
import org.slope.core.NamedArray;
import org.slope.core.Network;
import org.slope.core.Parameter;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;
import org.slope.layers.Conv2d;
import org.slope.layers.Padding;
import org.slope.training.Loss;
import org.slope.training.Optimizer;

/** Compares whole networks that are trained for some steps. */
final class NetworkFixtures {

  /** The recipe of a case; layers stand where PyTorch's do, so that parameters are called alike. */
  private record Recipe(LayerSpec layers, Loss loss, Optimizer optimizer) {}

  private NetworkFixtures() {}

  private static Recipe recipe(Fixture f) {
    double l1 = f.number("l1");
    double l2 = f.number("l2");
    return switch (f.name()) {
      case "net_mlp_reg_adam" ->
          new Recipe(sequential(dense(8), tanh(), dense(2)), mse(), adam(0.01));
      case "net_mlp_clf_sgd_l1l2" ->
          new Recipe(
              sequential(dense(7), relu(), dense(3)),
              softmaxCrossEntropy(),
              sgd(0.1).l1(l1).l2(l2));
      case "net_lenet_bn_momentum" ->
          new Recipe(
              sequential(
                  conv2d(3, 3).padding(1),
                  batchNorm(),
                  relu(),
                  maxPool2d(2),
                  conv2d(4, 3),
                  relu(),
                  avgPool2d(2),
                  flatten(),
                  dense(5)),
              softmaxCrossEntropy(),
              momentum(0.05, 0.9));
      case "net_cnn_huber_adamw" -> regressor(conv2d(4, 3));
      case "net_cnn_huber_adamw_nobias" -> regressor(conv2d(4, 3).withoutBias());
      case "net_residual_amsgrad_clip" ->
          new Recipe(
              sequential(
                  conv2d(4, 3).padding(Padding.same()),
                  residual(sequential(groupNorm(2), silu(), conv2d(4, 3).padding(1).withoutBias())),
                  gelu(),
                  globalMaxPool2d(),
                  layerNorm(),
                  dense(3)),
              softmaxCrossEntropy(),
              adam(0.02).amsgrad().clipNorm(0.5));
      default -> throw new AssertionError("no network is built for " + f.name());
    };
  }

  private static Recipe regressor(Conv2d second) {
    return new Recipe(
        sequential(
            conv2d(4, 3).stride(2).padding(1),
            elu(),
            second.padding(2).dilation(2).groups(2),
            batchNorm(),
            leakyRelu(0.1),
            globalAvgPool2d(),
            flatten(),
            dense(1)),
        huber(1),
        adamw(0.01, 0.05).decayAll());
  }

  static void compare(Fixture f) {
    Recipe recipe = recipe(f);
    int steps = f.attribute("steps").asInt();
    Network net = recipe.layers.build(Shape.ofExample(f.input("x0").shape()), 1, f.type());
    state(net).forEach(array -> array.set(f.input("w0." + array.name())));
    Optimizer.State state = recipe.optimizer.start(net.parameters());
    Gradients gradients = net.newGradients();
    double[] losses = new double[steps];
    double[] penalties = new double[steps];
    for (int step = 0; step < steps; step++) {
      gradients.clear();
      Forward forward = net.forward(f.input("x" + step));
      Loss.Value loss = recipe.loss.evaluate(forward.output(), f.input("t" + step));
      forward.pullback().apply(loss.gradient(), gradients);
      losses[step] = loss.value();
      penalties[step] = state.penalty();
      if (step == 0) {
        compareGradients(f, net, gradients);
      }
      state.step(gradients);
    }
    f.assertClose(losses, "loss");
    f.assertClose(penalties, "penalty");
    state(net).forEach(array -> f.assertClose(array.value(), "w" + steps + "." + array.name()));
    f.assertClose(net.predict(f.input("x0")), "eval_y");
  }

  /**
   * PyTorch's gradients include the penalties': so does what momentum is after a step, of rate 0.
   */
  private static void compareGradients(Fixture f, Network net, Gradients gradients) {
    Optimizer.State state =
        sgd(0).momentum(0.5).l1(f.number("l1")).l2(f.number("l2")).start(net.parameters());
    state.step(gradients);
    INDArray first = Objects.requireNonNull(state.slots().get("momentum_buffer"));
    for (Parameter p : net.parameters()) {
      f.assertClose(Memory.view(first, p.offset(), p.shape().toArray()), "g0." + p.name());
    }
  }

  private static List<NamedArray> state(Network net) {
    List<NamedArray> state = new ArrayList<>(net.parameters());
    state.addAll(net.buffers());
    return state;
  }
}
