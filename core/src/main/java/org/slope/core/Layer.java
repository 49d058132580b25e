package org.slope.core;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A function with parameters, and its derivative. It stores nothing between calls, so that many
 * threads can predict with one layer.
 *
 * <p>Inputs come as {@code [batch, …]} in the layout of {@link Pass#array}: rank 4 is indexed
 * {@code [batch, channels, height, width]} with the channels last in memory. Outputs may have any
 * layout.
 */
public interface Layer {

  /** Returns the shape of the output of one example. */
  Shape outputShape();

  /**
   * Computes the output and what is needed to go back. In training, it may update the layer's
   * buffers; it changes nothing else, {@code x} included.
   */
  Forward forward(INDArray x, Pass pass);

  /** Computes the output as at inference; changes nothing. */
  INDArray predict(INDArray x, Pass pass);
}
