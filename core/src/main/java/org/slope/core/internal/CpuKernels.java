package org.slope.core.internal;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The kernels as Java loops and BLAS on the memory of float arrays. */
final class CpuKernels implements Kernels {
  private final Arena arena;
  private final Function<Vectors, @Nullable VectorLoops> loops;

  CpuKernels(Arena arena) {
    this(arena, Vectors::loops);
  }

  /** With these loops, or without any. */
  CpuKernels(Arena arena, Function<Vectors, @Nullable VectorLoops> loops) {
    this.arena = arena;
    this.loops = loops;
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
    if (CpuDepthwise.fits(x, y, groups)) {
      VectorLoops direct = directLoops(DirectTiles.fits(x, window, y));
      if (direct != null) {
        new CpuDirectDepthwise(direct, x, window, padding, y).forward(x, w, finish, y);
      } else {
        new CpuDepthwise(x, w, window, padding, y).forward(x, finish, y);
      }
      return;
    }
    VectorLoops large = largeWinograd(x, window, groups, y);
    if (large != null) {
      new LargeWinograd(large, x, window, padding, y).forward(x, w, finish, y);
      return;
    }
    boolean isDirect = CpuDirectConvolution.fits(x, window, groups, y);
    boolean isByRows = isDirect && RowWinograd.fits(x, window, groups, y);
    VectorLoops direct = isByRows ? loops.apply(Vectors.WINOGRAD) : directLoops(isDirect);
    VectorLoops wide = wideWinograd(x, window, groups, y);
    JoinedGroups joined = joined(direct, groups, w);
    if (joined.areFewer() && !(direct == null && isWinogradApart(x, w, window, groups, y))) {
      conv2d(x, joined.weights(arena, w), finish, window, joined.count(), padding, y);
    } else if (direct != null && isByRows) {
      new RowWinograd(direct, x, window, padding, y).forward(x, w, finish, y);
    } else if (direct != null) {
      new CpuDirectConvolution(direct, x, window, groups, padding, y).forward(x, w, finish, y);
    } else if (groups == 1 && window.isPointwise()) {
      CpuLinear.forward(arena, x, w, finish, y);
    } else if (wide != null) {
      new WideWinograd(wide, x, window, padding, y).forward(x, w, finish, y);
    } else if (CpuWinograd.fits(x, window, groups, y)) {
      winograd(x, w, window, groups, padding, y).forward(x, w, finish, y);
    } else if (CpuWideConvolution.fits(x, groups, y)) {
      new CpuWideConvolution(x, window, padding, y).forward(x, w, finish, y);
    } else {
      new CpuConvolution(x, window, groups, padding, y).forward(x, w, finish, y);
    }
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
    if (groups == 1 && window.isPointwise()) {
      CpuLinear.backward(arena, loops, dy, x, w, dx, dw, db);
      return;
    }
    if (CpuDepthwise.fits(x, dy, groups)) {
      new CpuDepthwise(x, w, window, padding, dy).backward(dy, x, dx, dw);
    } else {
      backward(dy, x, w, window, groups, padding, dx, dw);
    }
    if (db != null) {
      CpuLinear.addColumnSums(loops, dy, db);
    }
  }

  /** Returns the loops for a convolution that goes by them, else null. */
  private @Nullable VectorLoops directLoops(boolean fits) {
    return fits ? loops.apply(Vectors.CONVOLUTION) : null;
  }

  private @Nullable VectorLoops largeWinograd(INDArray x, Window window, int groups, INDArray y) {
    return LargeWinograd.fits(x, window, groups, y)
        ? VectorLoops.forChannels(loops.apply(Vectors.WINOGRAD), Math.min(x.size(1), y.size(1)))
        : null;
  }

  private @Nullable VectorLoops wideWinograd(INDArray x, Window window, int groups, INDArray y) {
    return WideWinograd.fits(x, window, groups, y)
        ? VectorLoops.forChannels(loops.apply(Vectors.WINOGRAD), x.size(1))
        : null;
  }

  private CpuWinograd winograd(
      INDArray x, INDArray w, Window window, int groups, double padding, INDArray y) {
    return new CpuWinograd(arena, loops.apply(Vectors.WINOGRAD), x, w, window, groups, padding, y);
  }

  /** Tells whether Winograd's loops take groups as they are. */
  private boolean isWinogradApart(INDArray x, INDArray w, Window window, int groups, INDArray y) {
    if (!CpuWinograd.fitsLoops(x, window, groups, y, CpuWinograd.MANY_TILES)) {
      return false;
    }
    VectorLoops now = loops.apply(Vectors.WINOGRAD);
    return now != null && DirectWinograd.fits(now, w, groups);
  }

  /** Returns the groups as the convolution by loops, or the one by BLAS, wants them. */
  private static JoinedGroups joined(@Nullable VectorLoops direct, int groups, INDArray w) {
    return direct == null ? JoinedGroups.of(groups, w) : JoinedGroups.of(groups, w, direct.lanes());
  }

  private void backward(
      INDArray dy,
      INDArray x,
      INDArray w,
      Window window,
      int groups,
      double padding,
      @Nullable INDArray dx,
      INDArray dw) {
    VectorLoops large = largeWinograd(x, window, groups, dy);
    VectorLoops direct = directLoops(CpuDirectConvolution.fitsGradient(x, window, groups, dy));
    JoinedGroups joined = joined(direct, groups, w);
    boolean isWinograd = CpuWinograd.fits(x, window, groups, dy);
    CpuWinograd winograd =
        direct == null && isWinograd && !joined.areFewer()
            ? winograd(x, w, window, groups, padding, dy)
            : null;
    boolean isWide = CpuWideConvolution.fits(x, groups, dy);
    INDArray left = dx;
    INDArray apart = winograd != null && winograd.givesInputGradient() ? null : dx;
    if (apart != null && InputGradient.fits(x, window, groups, dy)) {
      new InputGradient(x, window, groups, dy).run(this, arena, dy, w, apart);
      left = null;
    } else if (apart != null && (large != null || direct != null || isWinograd || isWide)) {
      JoinedGroups larger = JoinedGroups.of(groups, w);
      INDArray weights = larger.areFewer() ? larger.weights(arena, w) : w;
      new CpuConvolution(x, window, larger.count(), padding, dy)
          .backward(arena, dy, x, weights, apart, null);
      left = null;
    }
    if (joined.areFewer()) {
      INDArray gradient = joined.array(arena, w);
      Memory.fill(gradient, 0);
      // the gradient alone needs no weights, only their shape
      INDArray weights = left == null ? gradient : joined.weights(arena, w);
      conv2dBackward(dy, x, weights, window, joined.count(), padding, left, gradient, null);
      joined.addGradient(gradient, dw);
    } else if (large != null) {
      new LargeWinogradGradient(new LargeWinograd(large, x, window, padding, dy)).add(dy, x, dw);
    } else if (direct != null) {
      new CpuDirectConvolution(direct, x, window, groups, padding, dy)
          .addWeightGradient(arena, dy, x, dw);
    } else if (winograd != null) {
      winograd.backward(dy, x, w, left, dw);
    } else if (isWide) {
      new CpuWideConvolution(x, window, padding, dy).addWeightGradient(dy, x, dw);
    } else {
      new CpuConvolution(x, window, groups, padding, dy).backward(arena, dy, x, w, left, dw);
    }
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
