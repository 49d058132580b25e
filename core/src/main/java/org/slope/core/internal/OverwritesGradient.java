package org.slope.core.internal;

/**
 * A layer that can write its input gradient over that of its outputs, which spares the memory of
 * another array.
 */
public interface OverwritesGradient {
  /** Tells the layer, while the network is built, that nobody else has the gradient it is given. */
  void overwriteGradient();
}
