package org.slope.layers;

import org.jspecify.annotations.Nullable;
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
import org.slope.core.internal.Finish;
import org.slope.core.internal.FusesPool;
import org.slope.core.internal.MakesGradient;
import org.slope.core.internal.Memory;
import org.slope.core.internal.Normalizes;

/**
 * Batch normalisation: {@code y = γ·(x − mean)/√(variance + ε) + β} for each channel. In training,
 * mean and (biased) variance are the batch's, over all examples and pixels, and move the running
 * ones: {@code running = (1 − m)·running + m·batch}, the variance unbiased, times n/(n − 1). At
 * inference they are the running ones.
 *
 * <p>{@code [batch, channels]} or {@code [batch, channels, height, width]}; the shape stays.
 * Parameters: {@code weight [channels]} is γ, {@code bias [channels]} is β; buffers: {@code
 * running_mean}, {@code running_var}. Building it for an input of another rank, or training with a
 * single value a channel, throws an {@link IllegalArgumentException}. Ioffe and Szegedy 2015.
 *
 * @param momentum m, the weight of the new batch; 0.1 unless chosen
 * @param epsilon ε; 1e-5 unless chosen
 * @param affine whether it learns γ and β
 * @param unbiased whether the running variance is the unbiased one
 */
public record BatchNorm(double momentum, double epsilon, boolean affine, boolean unbiased)
    implements LayerSpec {

  /** Checks the numbers. */
  public BatchNorm {
    Inputs.require(
        momentum >= 0 && momentum <= 1, "batchNorm", "a momentum", momentum, "one from 0 to 1");
    Norms.checkEpsilon("batchNorm", epsilon);
  }

  /** Returns this layer with another weight of the new batch. */
  public BatchNorm momentum(double momentum) {
    return new BatchNorm(momentum, epsilon, affine, unbiased);
  }

  /** Returns this layer with another ε. */
  public BatchNorm epsilon(double epsilon) {
    return new BatchNorm(momentum, epsilon, affine, unbiased);
  }

  /** Returns this layer without γ and β. */
  public BatchNorm withoutAffine() {
    return new BatchNorm(momentum, epsilon, false, unbiased);
  }

  /** Returns this layer with a running variance that is biased, as Keras keeps it. */
  public BatchNorm biasedRunningVariance() {
    return new BatchNorm(momentum, epsilon, affine, false);
  }

  @Override
  public Layer create(Builder builder) {
    Shape input = Inputs.channels(builder);
    Shape channels = Shape.of(input.size(0));
    return new Built(
        builder,
        input,
        affine ? builder.parameter("weight", Role.SCALE, channels, Initializers.ones()) : null,
        affine ? builder.parameter("bias", Role.BIAS, channels, Initializers.zeros()) : null,
        builder.buffer("running_mean", channels, 0),
        builder.buffer("running_var", channels, 1));
  }

  @Override
  public String toString() {
    return "batchNorm()"
        + Texts.option("momentum", momentum, 0.1)
        + Texts.option("epsilon", epsilon, 1e-5)
        + Texts.unlessAffine(affine)
        + (unbiased ? "" : ".biasedRunningVariance()");
  }

  private final class Built extends RectifyingLayer
      implements Normalizes, MakesGradient, FusesPool {
    private final String noVariance;
    private final @Nullable Parameter gamma;
    private final @Nullable Parameter beta;
    private final Buffer runningMean;
    private final Buffer runningVariance;

    Built(
        Builder builder,
        Shape shape,
        @Nullable Parameter gamma,
        @Nullable Parameter beta,
        Buffer runningMean,
        Buffer runningVariance) {
      super(shape, "BatchNorm(" + shape.size(0) + ")");
      this.noVariance =
          String.valueOf(
              builder
                  .error(
                      "got one value per channel in training, which has no variance; it needs a"
                          + " batch of 2 or more examples, or images of 2 or more pixels; drop the"
                          + " last short batch, as the Trainer's dropLast() does, or use"
                          + " Mode.INFERENCE")
                  .getMessage());
      this.gamma = gamma;
      this.beta = beta;
      this.runningMean = runningMean;
      this.runningVariance = runningVariance;
    }

    @Override
    public Finish.Norm norm() {
      return new Finish.Norm(
          runningMean.value(), runningVariance.value(), value(gamma), value(beta), epsilon);
    }

    @Override
    public boolean clips() {
      return relu;
    }

    @Override
    public Forward forward(INDArray x, Pass pass) {
      return forward(x, pass, outputShape());
    }

    @Override
    public Forward forwardPooled(INDArray x, Pass pass, Layer pool) {
      return forward(x, pass, pool.outputShape());
    }

    private Forward forward(INDArray x, Pass pass, Shape output) {
      boolean training = pass.training();
      INDArray mean = pass.array(x.size(1));
      INDArray variance = pass.array(x.size(1));
      if (training) {
        observe(x, mean, variance, pass);
      } else {
        Memory.copy(runningMean.value(), mean);
        Memory.copy(runningVariance.value(), variance);
      }
      INDArray y = normalized(x, mean, variance, output, pass);
      return new Forward(
          y,
          (dy, gradients) -> {
            INDArray dx = pass.wantsInputGradient() ? inputGradient(dy, x, pass) : null;
            INDArray dGamma = gamma == null ? null : gradients.of(gamma);
            INDArray dBeta = beta == null ? null : gradients.of(beta);
            pass.kernels()
                .batchNormBackward(
                    dy,
                    x,
                    mean,
                    variance,
                    value(gamma),
                    value(beta),
                    epsilon,
                    dy.length() < x.length() ? relu : reluDerivative,
                    training,
                    dx,
                    dGamma,
                    dBeta);
            return dx == null ? dy : dx;
          });
    }

    @Override
    public INDArray predict(INDArray x, Pass pass) {
      return normalized(x, runningMean.value(), runningVariance.value(), outputShape(), pass);
    }

    private INDArray inputGradient(INDArray dy, INDArray x, Pass pass) {
      return dy.length() == x.length() ? overOrLike(dy, pass) : pass.array(x.shape());
    }

    private INDArray normalized(
        INDArray x, INDArray mean, INDArray variance, Shape output, Pass pass) {
      INDArray y = pass.array(x.size(0), output);
      pass.kernels().batchNorm(x, mean, variance, value(gamma), value(beta), epsilon, relu, y);
      return y;
    }

    /** Computes the batch's mean and variance and moves the running ones. */
    private void observe(INDArray x, INDArray mean, INDArray variance, Pass pass) {
      long n = x.length() / x.size(1);
      if (n == 1) {
        throw new IllegalArgumentException(noVariance);
      }
      pass.kernels().channelMoments(x, mean, variance);
      move(runningMean.value(), mean, 1);
      move(runningVariance.value(), variance, unbiased ? n / (n - 1.0) : 1);
    }

    private void move(INDArray running, INDArray batch, double factor) {
      double[] moved = Elements.get(running);
      double[] observed = Elements.get(batch);
      for (int c = 0; c < moved.length; c++) {
        moved[c] = (1 - momentum) * moved[c] + momentum * factor * observed[c];
      }
      Elements.put(running, 0, moved, moved.length);
    }

    private static @Nullable INDArray value(@Nullable Parameter parameter) {
      return parameter == null ? null : parameter.value();
    }
  }
}
