package org.slope.core.internal;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A kernel made ready for certain arrays, so that the next pass over them only has to run it. */
interface Work {

  /** Computes it from what the arrays hold now. */
  void run();

  /** Tells whether an array is one of those that it reads or writes. */
  boolean uses(INDArray a);
}
