package org.slope.core.internal;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Forward;
import org.slope.core.Layer;
import org.slope.core.Pass;

/** A layer that can pool its outputs in a forward pass without writing them. */
public interface FusesPool {
  /**
   * Runs the layer and the one after it, which takes the maximum of each two by two pixels; null,
   * and nothing done, if they take less time apart, or somebody observes what is between them.
   */
  @Nullable Forward forwardPooled(INDArray x, Pass pass, Layer pool);
}
