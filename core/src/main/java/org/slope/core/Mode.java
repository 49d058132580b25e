package org.slope.core;

/** How a forward pass treats layers that differ between training and use. */
public enum Mode {
  /** Dropout drops, batch norm normalises with the batch and updates its running statistics. */
  TRAINING,
  /** Dropout does nothing, batch norm normalises with its running statistics. */
  INFERENCE
}
