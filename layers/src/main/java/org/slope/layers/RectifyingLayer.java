package org.slope.layers;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Pass;
import org.slope.core.Shape;
import org.slope.core.internal.FusesRelu;
import org.slope.core.internal.OverwritesGradient;

/** A layer that applies the relu after it, and takes its derivative unless the next layer does. */
abstract class RectifyingLayer extends BuiltLayer implements FusesRelu, OverwritesGradient {
  boolean relu;
  boolean reluDerivative;
  private boolean overwritesGradient;

  RectifyingLayer(Shape outputShape, String text) {
    super(outputShape, text);
  }

  @Override
  public final boolean fuseRelu() {
    relu = true;
    reluDerivative = true;
    return true;
  }

  @Override
  public final void leaveReluDerivative() {
    reluDerivative = false;
  }

  @Override
  public final void overwriteGradient() {
    overwritesGradient = true;
  }

  /** Returns an array for a gradient of the same shape: dy itself, if it may be written over. */
  final INDArray overOrLike(INDArray dy, Pass pass) {
    return overwritesGradient ? dy : pass.array(dy.shape());
  }

  /**
   * Returns the gradient before relu: dy itself if another layer takes the derivative, else 0 where
   * y is 0.
   */
  final INDArray rectified(INDArray dy, INDArray y, Pass pass) {
    if (!reluDerivative) {
      return dy;
    }
    INDArray dz = overOrLike(dy, pass);
    pass.kernels().reluBackward(dy, y, dz);
    return dz;
  }
}
