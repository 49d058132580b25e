package org.slope.training;

import org.slope.core.Mode;
import org.slope.core.Network;
import org.slope.core.Parameter;
import org.slope.core.internal.Memory;

/** Ends training when the loss is not finite, and looks for where that began. */
record StopOnNaN() implements Callback {

  @Override
  public Listener start(TrainingRun run) {
    return new Listener() {
      @Override
      public void onIteration(Iteration iteration) {
        if (!Double.isFinite(iteration.loss())) {
          run.stop(
              "the loss is %s in epoch %s, iteration %s: %s; lower the learning rate, or clip the gradients with .clipNorm(1)"
                  .formatted(
                      iteration.loss(),
                      iteration.epoch(),
                      iteration.number(),
                      where(run.network(), iteration)));
        }
      }
    };
  }

  private static String where(Network network, Iteration iteration) {
    if (!Memory.isFinite(iteration.batch().inputs())) {
      return "the inputs are not finite";
    }
    for (Parameter p : network.parameters()) {
      if (!Memory.isFinite(p.value())) {
        return "the update before made "
            + p.name()
            + " not finite, of layer "
            + layer(network, iteration);
      }
    }
    return "the first layer whose output is not finite is " + layer(network, iteration);
  }

  private static String layer(Network network, Iteration iteration) {
    return network
        .firstNonFinite(iteration.batch().inputs(), Mode.TRAINING, iteration.run())
        .orElse("none, so the targets or the loss are to blame");
  }

  @Override
  public String toString() {
    return "stopOnNaN()";
  }
}
