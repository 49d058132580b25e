package org.slope.core.internal;

/** A layer that, with its own derivative, can take that of the ReLU whose output it is given. */
public interface TakesReluDerivative {
  /** Asks the layer, while the network is built, to take it; false if it cannot. */
  boolean takeReluDerivative();
}
