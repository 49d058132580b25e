package org.slope.reference;

import static org.slope.layers.Layers.dense;
import static org.slope.training.Optimizers.momentum;

import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.slope.core.Gradients;
import org.slope.core.Network;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;
import org.slope.training.Optimizer;
import org.slope.training.Sgd;

/** Compares clipped gradients: what momentum is after its first step. */
final class ClippingFixtures {
  private ClippingFixtures() {}

  static void compare(Fixture f) {
    INDArray first = f.input("g0");
    INDArray both =
        Nd4j.concat(0, first.reshape(first.length()), f.input("g1")); // in weights and a bias
    Network net = dense(1).build(Shape.of(both.length() - 1), 1, f.type());
    Gradients gradients = net.newGradients();
    Memory.copy(both, gradients.flat());
    boolean byNorm = f.has("max_norm");
    Sgd sgd = momentum(1, 0.9);
    Optimizer optimizer =
        byNorm ? sgd.clipNorm(f.number("max_norm")) : sgd.clipValue(f.number("clip_value"));
    Optimizer.State state = optimizer.start(net.parameters());
    state.step(gradients);
    INDArray clipped = Objects.requireNonNull(state.slots().get("momentum_buffer"));
    f.assertClose(part(clipped, 0, first.length()).reshape(first.shape()), "c0");
    f.assertClose(part(clipped, first.length(), clipped.length()), "c1");
    if (byNorm) {
      f.assertClose(new double[] {state.gradientNorm()}, "total_norm");
    }
  }

  private static INDArray part(INDArray vector, long from, long to) {
    return vector.get(NDArrayIndex.interval(from, to)).dup();
  }
}
