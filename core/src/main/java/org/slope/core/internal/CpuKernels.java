package org.slope.core.internal;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The kernels as Java loops and BLAS on the memory of float arrays. */
final class CpuKernels implements Kernels {
  private final Arena arena;
  private final Function<Vectors, @Nullable VectorLoops> loops;
  private final CpuConvolutions convolutions;

  CpuKernels(Arena arena) {
    this(arena, Vectors::loops);
  }

  /** With these loops, or without any. */
  CpuKernels(Arena arena, Function<Vectors, @Nullable VectorLoops> loops) {
    this.arena = arena;
    this.loops = loops;
    convolutions = new CpuConvolutions(arena, loops);
  }

  @Override
  public void linear(INDArray x, INDArray w, Finish finish, INDArray y) {
    CpuLinear.forward(arena, x, w, finish, y);
  }

  @Override
  public void linearBackward(
      INDArray dy,
      INDArray x,
      INDArray w,
      @Nullable INDArray dx,
      INDArray dw,
      @Nullable INDArray db) {
    CpuLinear.backward(arena, loops, dy, x, w, dx, dw, db);
  }

  @Override
  public void conv2d(
      INDArray x,
      INDArray w,
      Finish finish,
      Window window,
      int groups,
      double padding,
      INDArray y) {
    convolutions.forward(x, w, finish, window, groups, padding, y);
  }

  @Override
  public void conv2dBackward(
      INDArray dy,
      INDArray x,
      INDArray w,
      Window window,
      int groups,
      double padding,
      @Nullable INDArray dx,
      INDArray dw,
      @Nullable INDArray db) {
    convolutions.backward(dy, x, w, window, groups, padding, dx, dw, db);
  }

  @Override
  public void maxPool(INDArray x, Window window, double padding, INDArray y) {
    VectorLoops now = pairLoops(x, window, y);
    if (now != null) {
      CpuPairPooling.forward(now, x, y);
    } else {
      CpuMaxPooling.forward(x, window, padding, y);
    }
  }

  @Override
  public void maxPoolBackward(
      INDArray dy,
      INDArray x,
      INDArray y,
      Window window,
      double padding,
      boolean clipped,
      INDArray dx) {
    VectorLoops now = pairLoops(x, window, y);
    if (now != null) {
      CpuPairPooling.backward(now, dy, x, y, clipped, dx);
    } else {
      CpuMaxPooling.backward(dy, x, y, window, padding, clipped, dx);
    }
  }

  /** Returns the loops for pooling that goes by them, else null. */
  private @Nullable VectorLoops pairLoops(INDArray x, Window window, INDArray y) {
    return CpuPairPooling.fits(x, window, y)
        ? VectorLoops.forChannels(loops.apply(Vectors.POOLING), x.size(1))
        : null;
  }

  @Override
  public void avgPool(
      INDArray x, Window window, boolean countPadding, double padding, int divisor, INDArray y) {
    CpuAveragePooling.forward(x, window, countPadding, padding, divisor, y);
  }

  @Override
  public void avgPoolBackward(
      INDArray dy, Window window, boolean countPadding, int divisor, INDArray dx) {
    CpuAveragePooling.backward(dy, window, countPadding, divisor, dx);
  }

  @Override
  public void channelMoments(INDArray x, INDArray mean, INDArray variance) {
    CpuMoments.of(loops.apply(Vectors.NORM), x, mean, variance);
  }

  @Override
  public boolean poolsNorms(INDArray x) {
    return CpuNorm.pools(loops.apply(Vectors.NORM), x);
  }

  @Override
  public void batchNorm(
      INDArray x,
      INDArray mean,
      INDArray variance,
      @Nullable INDArray gamma,
      @Nullable INDArray beta,
      double epsilon,
      boolean relu,
      INDArray y) {
    CpuNorm.normalize(loops.apply(Vectors.NORM), x, mean, variance, gamma, beta, epsilon, relu, y);
  }

  @Override
  public void batchNormBackward(
      INDArray dy,
      INDArray x,
      INDArray mean,
      INDArray variance,
      @Nullable INDArray gamma,
      @Nullable INDArray beta,
      double epsilon,
      boolean relu,
      boolean batchStatistics,
      @Nullable INDArray dx,
      @Nullable INDArray dGamma,
      @Nullable INDArray dBeta) {
    CpuNormBackward.run(
        loops.apply(Vectors.NORM),
        dy,
        x,
        mean,
        variance,
        gamma,
        beta,
        epsilon,
        relu,
        batchStatistics,
        dx,
        dGamma,
        dBeta);
  }

  @Override
  public void groupNormalize(
      INDArray x, int groups, double epsilon, INDArray normalized, INDArray inverse) {
    CpuGroupNorm.normalize(x, groups, epsilon, normalized, inverse);
  }

  @Override
  public void groupNormalizeBackward(
      INDArray dNormalized, INDArray normalized, int groups, INDArray inverse, INDArray dx) {
    CpuGroupNorm.backward(dNormalized, normalized, groups, inverse, dx);
  }

  @Override
  public void scaleShift(INDArray x, INDArray scale, INDArray shift, INDArray y) {
    CpuScale.forward(x, scale, shift, y);
  }

  @Override
  public void scaleShiftBackward(
      INDArray dy, INDArray x, INDArray scale, INDArray dx, INDArray dScale, INDArray dShift) {
    CpuScale.backward(dy, x, scale, dx, dScale, dShift);
  }

  @Override
  public void relu(INDArray x, INDArray y) {
    CpuElementwise.relu(x, y);
  }

  @Override
  public void reluBackward(INDArray dy, INDArray y, INDArray dx) {
    Work last = arena.nextWork();
    boolean isSame = last instanceof ReluBackward relu && relu.is(dy, y, dx);
    (last != null && isSame ? last : arena.keep(new ReluBackward(dy, y, dx))).run();
  }

  @Override
  public void activation(Activation f, INDArray x, INDArray y) {
    CpuElementwise.activation(f, x, y);
  }

  @Override
  public void activationBackward(Activation f, INDArray dy, INDArray x, INDArray y, INDArray dx) {
    CpuElementwise.activationBackward(f, dy, x, y, dx);
  }

  @Override
  public void softmax(INDArray x, INDArray y) {
    CpuSoftmax.forward(x, y);
  }

  @Override
  public void softmaxBackward(INDArray dy, INDArray y, INDArray dx) {
    CpuSoftmax.backward(dy, y, dx);
  }

  @Override
  public void add(INDArray x, INDArray y, INDArray z) {
    CpuElementwise.add(x, y, z);
  }

  @Override
  public void multiply(INDArray x, INDArray y, INDArray z) {
    CpuElementwise.multiply(x, y, z);
  }

  @Override
  public void reshape(INDArray x, INDArray y) {
    CpuReshape.reshape(x, y);
  }
}
