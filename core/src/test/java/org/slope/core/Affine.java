package org.slope.core;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer as a user would write it: {@code y = a·x + mean}, one a for all, with a buffer. */
record Affine(double initial, Initializer initializer) implements LayerSpec {
  Affine(double initial) {
    this(initial, Initializers.filled(initial));
  }

  @Override
  public Layer create(Builder builder) {
    Parameter a = builder.parameter("weight", Role.WEIGHT, Shape.of(1), initializer);
    Buffer shift = builder.buffer("shift", Shape.of(1), 0.5);
    return new Layer() {
      @Override
      public Shape outputShape() {
        return builder.inputShape();
      }

      @Override
      public Forward forward(INDArray x, Pass pass) {
        return new Forward(
            predict(x, pass),
            (dy, gradients) -> {
              gradients.of(a).addi(dy.mul(x).sum());
              return pass.wantsInputGradient() ? dy.mul(a.value().getDouble(0)) : dy;
            });
      }

      @Override
      public INDArray predict(INDArray x, Pass pass) {
        return x.mul(a.value().getDouble(0)).addi(shift.value().getDouble(0));
      }

      @Override
      public String toString() {
        return "Affine()";
      }
    };
  }

  @Override
  public String toString() {
    return "affine(" + initial + ")";
  }
}
