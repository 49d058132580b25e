package org.slope.benchmarks.kernels;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.slope.core.internal.Window;

/** Pooling by windows of 2x2, batch norm, and what goes element by element. */
@State(Scope.Benchmark)
public class Images extends KernelState {
  private static final Window WINDOW = new Window(2, 2, 2, 2, 1, 1, 0, 0, 0, 0);

  /** What it is done to. */
  @Param public ImageShape shape = ImageShape.LENET_1;

  private INDArray x = random(1);
  private INDArray y = random(1);
  private INDArray z = random(1);
  private INDArray pooled = random(1);
  private INDArray mean = random(1);
  private INDArray variance = random(1);
  private INDArray scale = random(1);
  private INDArray sum = random(1);

  /** Makes the arrays. */
  @Setup
  public void make() {
    x = random(shape.sizes());
    y = random(shape.sizes());
    z = random(shape.sizes());
    pooled = random(shape.pooled());
    mean = ones(shape.channels);
    variance = ones(shape.channels);
    scale = ones(shape.channels);
    sum = ones(shape.channels);
  }

  /** Takes the maximum of each window. */
  @Benchmark
  public INDArray maxPool() {
    kernels().maxPool(x, WINDOW, Double.NEGATIVE_INFINITY, pooled);
    return pooled;
  }

  /** Gives the gradient to the maximum of each window. */
  @Benchmark
  public INDArray maxPoolBackward() {
    kernels().maxPoolBackward(pooled, x, pooled, WINDOW, Double.NEGATIVE_INFINITY, false, y);
    return y;
  }

  /** Takes the mean of each window. */
  @Benchmark
  public INDArray avgPool() {
    kernels().avgPool(x, WINDOW, true, 0, 0, pooled);
    return pooled;
  }

  /** Spreads the gradient over each window. */
  @Benchmark
  public INDArray avgPoolBackward() {
    kernels().avgPoolBackward(pooled, WINDOW, true, 0, y);
    return y;
  }

  /** Computes mean and variance of each channel. */
  @Benchmark
  public INDArray channelMoments() {
    kernels().channelMoments(x, mean, variance);
    return mean;
  }

  /** Normalises. */
  @Benchmark
  public INDArray batchNorm() {
    kernels().batchNorm(x, mean, variance, scale, scale, 1e-5, false, y);
    return y;
  }

  /** Computes the gradients of inputs, scales and shifts. */
  @Benchmark
  public INDArray batchNormBackward() {
    kernels().batchNormBackward(y, x, mean, variance, scale, null, 1e-5, false, true, z, sum, sum);
    return z;
  }

  /** Raises to 0. */
  @Benchmark
  public INDArray relu() {
    kernels().relu(x, y);
    return y;
  }

  /** Lets the gradient through where the output is positive. */
  @Benchmark
  public INDArray reluBackward() {
    kernels().reluBackward(z, x, y);
    return y;
  }

  /** Adds. */
  @Benchmark
  public INDArray add() {
    kernels().add(x, y, z);
    return z;
  }
}
