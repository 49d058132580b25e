package org.slope.core;

/** What a parameter is to its layer; penalties and weight decay act on weights alone. */
public enum Role {
  /** Multiplies inputs and adds the products up. */
  WEIGHT,
  /** Is added. */
  BIAS,
  /** Multiplies a normalised value: batch norm's γ. */
  SCALE
}
