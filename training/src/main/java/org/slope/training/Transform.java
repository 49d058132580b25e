package org.slope.training;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A mapping of arrays, fitted to data, that can be undone; {@link Dataset#map} applies one. Both
 * directions return new arrays and change nothing.
 */
public interface Transform {
  /** Returns the mapped array. */
  INDArray transform(INDArray array);

  /** Returns the array that {@link #transform} maps to this one. */
  INDArray inverse(INDArray array);
}
