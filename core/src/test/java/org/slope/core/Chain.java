package org.slope.core;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Layers one after another, in the fewest lines. */
record Chain(List<LayerSpec> specs) implements LayerSpec {
  static Chain of(LayerSpec... specs) {
    return new Chain(List.of(specs));
  }

  @Override
  public Layer create(Builder builder) {
    List<Layer> layers = new ArrayList<>();
    Shape shape = builder.inputShape();
    for (LayerSpec spec : specs) {
      Layer layer = builder.child(Integer.toString(layers.size()), spec, shape);
      layers.add(layer);
      shape = layer.outputShape();
    }
    Shape output = shape;
    return new Layer() {
      @Override
      public Shape outputShape() {
        return output;
      }

      @Override
      public Forward forward(INDArray x, Pass pass) {
        INDArray y = x;
        List<Pullback> pullbacks = new ArrayList<>();
        for (Layer layer : layers) {
          Forward forward = layer.forward(y, pass);
          pullbacks.add(0, forward.pullback());
          y = forward.output();
        }
        return new Forward(
            y,
            (dy, gradients) -> {
              INDArray dx = dy;
              for (Pullback pullback : pullbacks) {
                dx = pullback.apply(dx, gradients);
              }
              return dx;
            });
      }

      @Override
      public INDArray predict(INDArray x, Pass pass) {
        INDArray y = x;
        for (Layer layer : layers) {
          y = layer.predict(y, pass);
        }
        return y;
      }
    };
  }

  @Override
  public String toString() {
    return "chain" + specs;
  }
}
