package org.slope.core.internal;

/** A layer that can apply the ReLU that follows it in the same pass over its output. */
public interface FusesRelu {
  /** Asks the layer, while the network is built, to apply ReLU; false if it cannot. */
  boolean fuseRelu();

  /**
   * Tells a layer that applies ReLU that the next layer takes its derivative: the gradient that
   * comes is 0 where ReLU was.
   */
  void leaveReluDerivative();
}
