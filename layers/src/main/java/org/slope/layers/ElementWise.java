package org.slope.layers;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Builder;
import org.slope.core.Forward;
import org.slope.core.Layer;
import org.slope.core.LayerSpec;
import org.slope.core.Pass;
import org.slope.core.Shape;
import org.slope.core.internal.Activation;

/** A layer that applies a function to each element; its spec is that function. */
interface ElementWise extends LayerSpec, Activation {

  @Override
  default Layer create(Builder builder) {
    return new Built(this, builder.inputShape());
  }

  /** The layer of any such function. */
  final class Built extends BuiltLayer {
    private final Activation f;

    private Built(ElementWise f, Shape shape) {
      super(shape, Character.toUpperCase(f.toString().charAt(0)) + f.toString().substring(1));
      this.f = f;
    }

    @Override
    public Forward forward(INDArray x, Pass pass) {
      INDArray y = predict(x, pass);
      return new Forward(
          y,
          (dy, gradients) -> {
            if (!pass.wantsInputGradient()) {
              return dy;
            }
            INDArray dx = pass.array(x.shape());
            pass.kernels().activationBackward(f, dy, x, y, dx);
            return dx;
          });
    }

    @Override
    public INDArray predict(INDArray x, Pass pass) {
      INDArray y = outputs(x, pass);
      pass.kernels().activation(f, x, y);
      return y;
    }
  }
}
