package org.slope.benchmarks.kernels;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.slope.core.Gradients;
import org.slope.core.Network;
import org.slope.core.Shape;
import org.slope.layers.Layers;
import org.slope.training.Optimizer;
import org.slope.training.Optimizers;

/** A step of an optimizer over as many parameters as LeNet has. */
@State(Scope.Benchmark)
public class OptimizerSteps {
  /** How many parameters there are. */
  static final int PARAMETERS = 431_080;

  /** Optimizers. */
  public enum Kind {
    /** Gradient descent. */
    SGD,
    /** With momentum. */
    MOMENTUM,
    /** Adam. */
    ADAM;

    private Optimizer optimizer() {
      return switch (this) {
        case SGD -> Optimizers.sgd(1e-4);
        case MOMENTUM -> Optimizers.momentum(1e-4, 0.9);
        case ADAM -> Optimizers.adam(1e-4);
      };
    }

    /** Reads parameters, gradients and slots; writes all but gradients. */
    Work work() {
      return Work.floats((3.0 + 2 * optimizer().slots().size()) * PARAMETERS);
    }
  }

  /** Which optimizer. */
  @Param public Kind kind = Kind.ADAM;

  private final Network network = Layers.dense(PARAMETERS / 8).build(Shape.of(7), 1);
  private final Gradients gradients = network.newGradients();
  private Optimizer.State state = kind.optimizer().start(network.parameters());

  /** Starts the optimizer. */
  @Setup
  public void start() {
    network.parameters().forEach(p -> gradients.of(p).assign(0.01));
    state = kind.optimizer().start(network.parameters());
  }

  /** Takes a step. */
  @Benchmark
  public double step() {
    state.step(gradients);
    return state.learningRate();
  }
}
