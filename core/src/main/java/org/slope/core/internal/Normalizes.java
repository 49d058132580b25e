package org.slope.core.internal;

/** A batch norm, as the layer before it sees it when predicting. */
public interface Normalizes {
  /** Returns the normalization by the running statistics; not before the network is assembled. */
  Finish.Norm norm();

  /** Tells whether negative outputs become 0. */
  boolean clips();
}
