package org.slope.core;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The derivative of one forward pass, transposed: it takes {@code dL/dy} to {@code dL/dx}.
 *
 * <p>It closes over the arrays of its pass. Do not change the input or the parameters before it is
 * applied.
 */
@FunctionalInterface
public interface Pullback {

  /**
   * Adds {@code dL/dw} of every parameter to the gradients and returns {@code dL/dx}. Where the
   * pass does not want {@code dL/dx} ({@link Pass#wantsInputGradient()}), what is returned means
   * nothing.
   *
   * @param outputGradient {@code dL/dy}, of the output's shape; not changed
   * @param gradients modified in place
   */
  INDArray apply(INDArray outputGradient, Gradients gradients);
}
