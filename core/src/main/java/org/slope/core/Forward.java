package org.slope.core;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The result of a forward pass: the output, and the pullback that carries a gradient back.
 *
 * @param output the output, {@code [batch, …]}
 * @param pullback the derivative at this input
 */
public record Forward(INDArray output, Pullback pullback) {

  @Override
  public String toString() {
    return "Forward(" + Arrays.toString(output.shape()) + ")";
  }
}
