package org.slope.layers;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Layer;
import org.slope.core.Pass;
import org.slope.core.Shape;

/** What all layers have: an output shape and a text. */
abstract class BuiltLayer implements Layer {
  private final Shape outputShape;
  private final String text;

  BuiltLayer(Shape outputShape, String text) {
    this.outputShape = outputShape;
    this.text = text;
  }

  @Override
  public final Shape outputShape() {
    return outputShape;
  }

  /** Returns an array for the outputs of a batch. */
  final INDArray outputs(INDArray x, Pass pass) {
    return pass.array(x.size(0), outputShape);
  }

  @Override
  public final String toString() {
    return text;
  }
}
