package org.slope.layers;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Builder;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;
import org.slope.core.internal.Window;

/** A window over the whole image. */
record Global(Window window, Shape output) {

  static Global of(Builder builder) {
    Shape input = Inputs.images(builder);
    int height = Math.toIntExact(input.size(1));
    int width = Math.toIntExact(input.size(2));
    Window window = new Window(height, width, height, width, 1, 1, 0, 0, 0, 0);
    return new Global(window, Shape.of(input.size(0)));
  }

  /** Views [batch, channels] as images of one pixel. */
  static INDArray pixels(INDArray y) {
    return Memory.view(y, 0, y.size(0), y.size(1), 1, 1);
  }
}
