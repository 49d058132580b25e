package org.slope.training;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Builder;
import org.slope.core.Forward;
import org.slope.core.Initializers;
import org.slope.core.Layer;
import org.slope.core.LayerSpec;
import org.slope.core.Pass;
import org.slope.core.Role;
import org.slope.core.Shape;

/** A layer that declares parameters, one of each role and length, and passes its input on. */
record Declared(List<Role> roles, List<Long> lengths) implements LayerSpec {

  static Declared weights(long length) {
    return new Declared(List.of(Role.WEIGHT), List.of(length));
  }

  @Override
  public Layer create(Builder builder) {
    for (int i = 0; i < roles.size(); i++) {
      builder.parameter("p" + i, roles.get(i), Shape.of(lengths.get(i)), Initializers.zeros());
    }
    Shape shape = builder.inputShape();
    return new Layer() {
      @Override
      public Shape outputShape() {
        return shape;
      }

      @Override
      public Forward forward(INDArray x, Pass pass) {
        return new Forward(x, (dy, gradients) -> dy);
      }

      @Override
      public INDArray predict(INDArray x, Pass pass) {
        return x;
      }
    };
  }
}
