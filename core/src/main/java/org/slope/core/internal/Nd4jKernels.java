package org.slope.core.internal;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The kernels as plain INDArray operations. */
final class Nd4jKernels implements Kernels {
  @Override
  public void linear(INDArray x, INDArray w, @Nullable INDArray b, boolean relu, INDArray y) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void linearBackward(
      INDArray dy,
      INDArray x,
      INDArray w,
      @Nullable INDArray dx,
      INDArray dw,
      @Nullable INDArray db) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void conv2d(
      INDArray x,
      INDArray w,
      @Nullable INDArray b,
      Window window,
      int groups,
      double padding,
      boolean relu,
      INDArray y) {
    throw new UnsupportedOperationException();
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
    throw new UnsupportedOperationException();
  }

  @Override
  public void maxPool(INDArray x, Window window, double padding, INDArray y) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void maxPoolBackward(
      INDArray dy, INDArray x, INDArray y, Window window, double padding, INDArray dx) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void avgPool(
      INDArray x, Window window, boolean countPadding, double padding, int divisor, INDArray y) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void avgPoolBackward(
      INDArray dy, Window window, boolean countPadding, int divisor, INDArray dx) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void channelMoments(INDArray x, INDArray mean, INDArray variance) {
    throw new UnsupportedOperationException();
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
    throw new UnsupportedOperationException();
  }

  @Override
  public void batchNormBackward(
      INDArray dy,
      INDArray x,
      INDArray mean,
      INDArray variance,
      @Nullable INDArray gamma,
      double epsilon,
      boolean batchStatistics,
      @Nullable INDArray dx,
      @Nullable INDArray dGamma,
      @Nullable INDArray dBeta) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void groupNormalize(
      INDArray x, int groups, double epsilon, INDArray normalized, INDArray inverse) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void groupNormalizeBackward(
      INDArray dNormalized, INDArray normalized, int groups, INDArray inverse, INDArray dx) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void scaleShift(INDArray x, INDArray scale, INDArray shift, INDArray y) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void scaleShiftBackward(
      INDArray dy, INDArray x, INDArray scale, INDArray dx, INDArray dScale, INDArray dShift) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void relu(INDArray x, INDArray y) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void reluBackward(INDArray dy, INDArray y, INDArray dx) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void activation(Activation f, INDArray x, INDArray y) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void activationBackward(Activation f, INDArray dy, INDArray x, INDArray y, INDArray dx) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void softmax(INDArray x, INDArray y) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void softmaxBackward(INDArray dy, INDArray y, INDArray dx) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void add(INDArray x, INDArray y, INDArray z) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void multiply(INDArray x, INDArray y, INDArray z) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void reshape(INDArray x, INDArray y) {
    throw new UnsupportedOperationException();
  }
}
