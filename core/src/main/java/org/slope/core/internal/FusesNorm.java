package org.slope.core.internal;

/** A layer that, when predicting, applies the batch norm that follows it to its own outputs. */
public interface FusesNorm {
  /** Asks the layer, while the network is built, to apply it in predict; false if it cannot. */
  boolean fuseNorm(Normalizes norm);
}
