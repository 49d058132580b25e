package org.slope.layers;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Builder;
import org.slope.core.Forward;
import org.slope.core.Gradients;
import org.slope.core.Initializers;
import org.slope.core.Layer;
import org.slope.core.LayerSpec;
import org.slope.core.Parameter;
import org.slope.core.Pass;
import org.slope.core.Role;
import org.slope.core.Shape;
import org.slope.core.internal.Activation;
import org.slope.core.internal.Kernels;
import org.slope.core.internal.Memory;

/**
 * A rectifier that learns the slope of its negative side: {@code y = max(x, 0) + a[c]·min(x, 0)},
 * one slope a channel.
 *
 * <p>{@code [batch, channels]} or {@code [batch, channels, height, width]}; the shape stays.
 * Parameter: {@code weight [channels]} is a. Building it for an input of another rank throws an
 * {@link IllegalArgumentException}. He et al. 2015.
 *
 * @param initial where the slopes start; 0.25 unless chosen
 */
public record Prelu(double initial) implements LayerSpec {

  /** Checks the start. */
  public Prelu {
    Inputs.require(Double.isFinite(initial), "prelu", "an initial slope", initial, "a finite one");
  }

  @Override
  public Layer create(Builder builder) {
    Shape input = Inputs.channels(builder);
    Shape channels = Shape.of(input.size(0));
    return new Built(
        input, builder.parameter("weight", Role.SCALE, channels, Initializers.filled(initial)));
  }

  @Override
  public String toString() {
    return initial == 0.25 ? "prelu()" : "prelu(" + initial + ")";
  }

  /** {@code min(x, 0)}; its slope at 0 is 1. */
  private record NegativePart() implements Activation {
    @Override
    public double value(double x) {
      return Math.min(x, 0);
    }

    @Override
    public double derivative(double x, double y) {
      return x > 0 ? 0 : 1;
    }
  }

  private static final class Built extends BuiltLayer {
    private static final Activation NEGATIVE = new NegativePart();
    private final Parameter slope;

    Built(Shape shape, Parameter slope) {
      super(shape, "Prelu(" + shape.size(0) + ")");
      this.slope = slope;
    }

    @Override
    public Forward forward(INDArray x, Pass pass) {
      INDArray negative = pass.array(x.shape());
      INDArray y = compute(x, negative, pass);
      return new Forward(y, (dy, gradients) -> backward(dy, x, negative, pass, gradients));
    }

    private INDArray backward(
        INDArray dy, INDArray x, INDArray negative, Pass pass, Gradients gradients) {
      Kernels k = pass.kernels();
      INDArray scaled = pass.array(x.shape());
      INDArray unused = pass.array(x.size(1));
      k.scaleShiftBackward(dy, negative, slope.value(), scaled, gradients.of(slope), unused);
      if (!pass.wantsInputGradient()) {
        return dy;
      }
      INDArray dx = pass.array(x.shape());
      k.activationBackward(NEGATIVE, scaled, x, negative, dx);
      INDArray positive = pass.array(x.shape());
      k.reluBackward(dy, x, positive);
      k.add(dx, positive, dx);
      return dx;
    }

    @Override
    public INDArray predict(INDArray x, Pass pass) {
      return compute(x, pass.array(x.shape()), pass);
    }

    private INDArray compute(INDArray x, INDArray negative, Pass pass) {
      Kernels k = pass.kernels();
      INDArray none = pass.array(x.size(1));
      Memory.fill(none, 0);
      INDArray positive = pass.array(x.shape());
      INDArray y = outputs(x, pass);
      k.activation(NEGATIVE, x, negative);
      k.relu(x, positive);
      k.scaleShift(negative, slope.value(), none, y);
      k.add(y, positive, y);
      return y;
    }
  }
}
