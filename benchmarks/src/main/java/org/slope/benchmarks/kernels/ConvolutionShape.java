package org.slope.benchmarks.kernels;

import org.slope.core.internal.Window;

/** Convolutions of square images. */
public enum ConvolutionShape {
  /** The first of LeNet, batches of 64. */
  LENET_1(64, 1, 28, 20, 5, 1, 0, 1),
  /** The second of LeNet. */
  LENET_2(64, 20, 12, 50, 5, 1, 0, 1),
  /** The first of the VGG, batches of 32. */
  VGG_1(32, 3, 32, 32, 3, 1, 1, 1),
  /** The second of the VGG. */
  VGG_2(32, 32, 32, 32, 3, 1, 1, 1),
  /** The third of the VGG. */
  VGG_3(32, 32, 16, 64, 3, 1, 1, 1),
  /** The fourth of the VGG. */
  VGG_4(32, 64, 16, 64, 3, 1, 1, 1),
  /** A dense layer for each pixel. */
  POINTWISE(16, 64, 16, 128, 1, 1, 0, 1),
  /** A filter for each channel. */
  DEPTHWISE(16, 64, 28, 64, 3, 1, 1, 64),
  /** A large kernel that skips pixels. */
  STRIDED_7X7(8, 3, 64, 24, 7, 2, 3, 1),
  /** One filter, so hardly anything but the copying of patches. */
  PATCHES(32, 32, 32, 1, 3, 1, 1, 1);

  final int batch;
  final int channels;
  final int side;
  final int filters;
  final int kernel;
  final int groups;
  private final int stride;
  private final int padding;

  ConvolutionShape(
      int batch,
      int channels,
      int side,
      int filters,
      int kernel,
      int stride,
      int padding,
      int groups) {
    this.batch = batch;
    this.channels = channels;
    this.side = side;
    this.filters = filters;
    this.kernel = kernel;
    this.stride = stride;
    this.padding = padding;
    this.groups = groups;
  }

  int outputSide() {
    return (side + 2 * padding - kernel) / stride + 1;
  }

  Window window() {
    return new Window(kernel, kernel, stride, stride, 1, 1, padding, padding, padding, padding);
  }

  /** Returns what one product needs: forward, or for one of the gradients. */
  Work work(int products) {
    double pixels = (double) batch * outputSide() * outputSide();
    double patches = pixels * channels / groups * kernel * kernel;
    return this == PATCHES
        ? Work.floats(products * (patches + (double) batch * channels * side * side))
        : Work.multiplyAdds(products * patches * filters);
  }
}
