package org.slope.testkit;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Buffer;
import org.slope.core.Builder;
import org.slope.core.Forward;
import org.slope.core.Initializers;
import org.slope.core.Layer;
import org.slope.core.LayerSpec;
import org.slope.core.Parameter;
import org.slope.core.Pass;
import org.slope.core.Role;
import org.slope.core.Shape;

/** {@code y = a·x + 1} with one learned a, and at most one thing wrong with it. */
record Gain(Fault fault) implements LayerSpec {
  enum Fault {
    NONE,
    /** {@code da = −Σ dy·x}. */
    PARAMETER_GRADIENT,
    /** {@code dx = −a·dy}. */
    INPUT_GRADIENT,
    /** The gradient is set, not added. */
    OVERWRITTEN_GRADIENT,
    /** The input is changed. */
    INPUT_CHANGED,
    /** Predicting changes the input. */
    PREDICT_CHANGES_INPUT,
    /** The output gradient is changed. */
    OUTPUT_GRADIENT_CHANGED,
    /** The output gradient is read as it lies in memory. */
    ORDER,
    /** Without the input gradient, the parameter's is left out, too. */
    NEEDS_INPUT_GRADIENT,
    /** Predicting counts in a buffer, and adds the count. */
    IMPURE_PREDICT,
    /** The pullback uses the last input, not its own. */
    LAST_INPUT,
    /** Float loses digits. */
    COARSE_FLOAT,
    /** Takes examples of one dimension and refuses others with a bare exception. */
    UNNAMED_REFUSAL
  }

  @Override
  public Layer create(Builder builder) {
    if (fault == Fault.UNNAMED_REFUSAL && builder.inputShape().rank() > 1) {
      throw new IllegalArgumentException("no");
    }
    return new Built(
        fault,
        builder.inputShape(),
        builder.parameter("weight", Role.WEIGHT, Shape.of(1), Initializers.filled(0.7)),
        builder.buffer("count", Shape.of(1), 0));
  }

  private static final class Built implements Layer {
    private final Fault fault;
    private final Shape shape;
    private final Parameter a;
    private final Buffer count;
    private INDArray last;

    Built(Fault fault, Shape shape, Parameter a, Buffer count) {
      this.fault = fault;
      this.shape = shape;
      this.a = a;
      this.count = count;
    }

    @Override
    public Shape outputShape() {
      return shape;
    }

    @Override
    public INDArray predict(INDArray x, Pass pass) {
      if (fault == Fault.IMPURE_PREDICT) {
        count.value().addi(1);
      }
      if (fault == Fault.PREDICT_CHANGES_INPUT) {
        x.addi(1);
      }
      double rounding = fault == Fault.COARSE_FLOAT && x.data().getElementSize() == 4 ? 1e-3 : 0;
      return x.mul(a.value().getDouble(0) + rounding).addi(1).addi(count.value().getDouble(0));
    }

    @Override
    public Forward forward(INDArray x, Pass pass) {
      last = x;
      INDArray y = predict(x, pass);
      if (fault == Fault.INPUT_CHANGED) {
        x.addi(1);
      }
      return new Forward(
          y,
          (dy, gradients) -> {
            INDArray input = fault == Fault.LAST_INPUT ? last : x;
            double da = fault == Fault.ORDER ? inMemory(dy, input) : sum(dy, input);
            if (fault == Fault.NEEDS_INPUT_GRADIENT && !pass.wantsInputGradient()) {
              return dy;
            }
            INDArray gradient = gradients.of(a);
            if (fault == Fault.OVERWRITTEN_GRADIENT) {
              gradient.assign(0);
            }
            gradient.addi(fault == Fault.PARAMETER_GRADIENT ? -da : da);
            double slope = a.value().getDouble(0);
            if (fault == Fault.OUTPUT_GRADIENT_CHANGED) {
              return dy.muli(slope);
            }
            return dy.mul(fault == Fault.INPUT_GRADIENT ? -slope : slope);
          });
    }

    private static double sum(INDArray dy, INDArray x) {
      return dy.mul(x).sumNumber().doubleValue();
    }

    /** Pairs the elements as they lie behind one another. */
    private static double inMemory(INDArray dy, INDArray x) {
      INDArray copy = x.dup('c');
      double sum = 0;
      for (long i = 0; i < dy.length(); i++) {
        sum += dy.data().getDouble(i) * copy.data().getDouble(i);
      }
      return sum;
    }
  }
}
