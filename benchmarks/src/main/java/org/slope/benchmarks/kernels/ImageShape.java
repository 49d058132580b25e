package org.slope.benchmarks.kernels;

/** Batches of images. */
public enum ImageShape {
  /** After LeNet's first convolution. */
  LENET_1(64, 20, 24),
  /** After the VGG's second convolution. */
  VGG_2(32, 32, 32),
  /** After the VGG's fourth convolution. */
  VGG_4(32, 64, 16);

  final int batch;
  final int channels;
  final int side;

  ImageShape(int batch, int channels, int side) {
    this.batch = batch;
    this.channels = channels;
    this.side = side;
  }

  long[] sizes() {
    return new long[] {batch, channels, side, side};
  }

  /** Returns the sizes after pooling by windows of 2x2. */
  long[] pooled() {
    return new long[] {batch, channels, side / 2, side / 2};
  }

  double count() {
    return KernelState.count(sizes());
  }
}
