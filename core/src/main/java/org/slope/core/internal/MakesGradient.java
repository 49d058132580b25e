package org.slope.core.internal;

/** A layer whose input gradient, where it is wanted, is an array that nobody else has. */
public interface MakesGradient {
  /** Tells whether it is so. */
  default boolean makesGradient() {
    return true;
  }
}
