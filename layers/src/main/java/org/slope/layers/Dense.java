package org.slope.layers;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Builder;
import org.slope.core.Forward;
import org.slope.core.Initializer;
import org.slope.core.Initializers;
import org.slope.core.Layer;
import org.slope.core.LayerSpec;
import org.slope.core.Parameter;
import org.slope.core.Pass;
import org.slope.core.Role;
import org.slope.core.Shape;
import org.slope.core.internal.Finish;
import org.slope.core.internal.FusesNorm;
import org.slope.core.internal.MakesGradient;
import org.slope.core.internal.Normalizes;

/**
 * A fully connected layer: {@code y = x·Wᵀ + b}.
 *
 * <p>{@code [batch, in]} becomes {@code [batch, units]}. Parameters: {@code weight [units, in]},
 * {@code bias [units]}. Building it for an input of another rank throws an {@link
 * IllegalArgumentException}.
 *
 * @param units how many outputs it has
 * @param bias whether it adds b
 * @param initializer what draws W; b starts at 0
 */
public record Dense(int units, boolean bias, Initializer initializer) implements LayerSpec {

  /** Checks the sizes. */
  public Dense {
    Inputs.atLeast("dense", "units", units, 1);
  }

  /** Returns this layer without b. */
  public Dense withoutBias() {
    return new Dense(units, false, initializer);
  }

  /** Returns this layer with another start of W. */
  public Dense initializer(Initializer initializer) {
    return new Dense(units, bias, initializer);
  }

  @Override
  public Layer create(Builder builder) {
    long in = Inputs.features(builder).size(0);
    Parameter weight = builder.parameter("weight", Role.WEIGHT, Shape.of(units, in), initializer);
    Parameter shift =
        bias ? builder.parameter("bias", Role.BIAS, Shape.of(units), Initializers.zeros()) : null;
    return new Built(weight, shift);
  }

  @Override
  public String toString() {
    return "dense(" + units + ")" + Texts.unlessBias(bias) + Texts.initializer(initializer);
  }

  private static final class Built extends RectifyingLayer implements FusesNorm, MakesGradient {
    private final Parameter weight;
    private final @Nullable Parameter bias;
    private @Nullable Normalizes norm;

    Built(Parameter weight, @Nullable Parameter bias) {
      super(
          Shape.of(weight.shape().size(0)),
          "Dense(" + weight.shape().size(1) + " -> " + weight.shape().size(0) + ")");
      this.weight = weight;
      this.bias = bias;
    }

    @Override
    public boolean fuseNorm(Normalizes norm) {
      this.norm = norm;
      return true;
    }

    @Override
    public Forward forward(INDArray x, Pass pass) {
      INDArray b = bias == null ? null : bias.value();
      INDArray y = outputs(x, new Finish(b, null, relu), pass);
      return new Forward(
          y,
          (dy, gradients) -> {
            INDArray dz = rectified(dy, y, pass);
            INDArray dx = pass.wantsInputGradient() ? pass.array(x.shape()) : null;
            INDArray dw = gradients.of(weight);
            INDArray db = bias == null ? null : gradients.of(bias);
            pass.kernels().linearBackward(dz, x, weight.value(), dx, dw, db);
            return dx == null ? dy : dx;
          });
    }

    @Override
    public INDArray predict(INDArray x, Pass pass) {
      INDArray b = bias == null ? null : bias.value();
      Finish finish =
          norm == null ? new Finish(b, null, relu) : new Finish(b, norm.norm(), norm.clips());
      return outputs(x, finish, pass);
    }

    private INDArray outputs(INDArray x, Finish finish, Pass pass) {
      INDArray y = outputs(x, pass);
      pass.kernels().linear(x, weight.value(), finish, y);
      return y;
    }
  }
}
