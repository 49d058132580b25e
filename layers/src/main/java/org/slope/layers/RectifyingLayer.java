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

  /** Returns an array of the gradient's shape: that itself, if it may be written over. */
  final INDArray likeGradient(INDArray dy, Pass pass) {
    return overwritesGradient ? dy : pass.array(dy.shape());
  }

  /** Returns dy, where relu is not taken back by another layer 0 where its output y was. */
  final INDArray rectified(INDArray dy, INDArray y, Pass pass) {
    if (!reluDerivative) {
      return dy;
    }
    INDArray dz = likeGradient(dy, pass);
    pass.kernels().reluBackward(dy, y, dz);
    return dz;
  }
}
