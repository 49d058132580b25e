package org.slope.layers;

import org.slope.core.Shape;
import org.slope.core.internal.FusesRelu;

/** A layer that applies the relu after it, and takes its derivative unless the next layer does. */
abstract class RectifyingLayer extends BuiltLayer implements FusesRelu {
  boolean relu;
  boolean reluDerivative;

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
}
