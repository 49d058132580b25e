package org.slope.training;

import org.nd4j.linalg.api.buffer.DataType;
import org.slope.core.Gradients;
import org.slope.core.Network;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;

/** What an optimizer makes of parameters on given gradients. */
final class OptimizerRun {
  final Network network;
  final Gradients gradients;
  final Optimizer.State state;

  OptimizerRun(Declared spec, DataType type, Optimizer optimizer, double... start) {
    network = spec.build(Shape.of(1), 1, type);
    gradients = network.newGradients();
    Memory.set(network.parameters().flat(), start);
    state = optimizer.start(network.parameters());
  }

  static OptimizerRun weights(Optimizer optimizer, double... start) {
    return new OptimizerRun(Declared.weights(start.length), DataType.DOUBLE, optimizer, start);
  }

  double[] step(double... gradient) {
    Elements.of(gradients.flat()).write(0, gradient, gradient.length);
    state.step(gradients);
    return parameters();
  }

  double[] parameters() {
    double[] values = new double[(int) network.parameters().flat().length()];
    Elements.of(network.parameters().flat()).read(0, values, values.length);
    return values;
  }
}
