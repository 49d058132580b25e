package org.slope.reference.onnx;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.testkit.Arithmetic;

/** How an operator is computed with Slope: attributes and layout are translated, no arithmetic. */
@FunctionalInterface
interface OnnxOperator {

  /**
   * Returns the outputs; null for one that Slope does not return.
   *
   * @throws OutOfScope if Slope has not what the attributes ask for
   */
  List<@Nullable INDArray> run(OnnxNode node, Arithmetic arithmetic);
}
