package org.slope.layers;

import java.util.List;
import org.slope.core.Initializers;
import org.slope.core.LayerSpec;
import org.slope.core.Shape;

/**
 * The layers that Slope has. Each method returns a spec: an immutable record with the options as
 * methods that return a changed copy, {@code conv2d(20, 5).stride(2).withoutBias()}.
 */
public final class Layers {
  private Layers() {}

  /** A fully connected layer: {@code y = x·Wᵀ + b}. */
  public static Dense dense(int units) {
    return new Dense(units, true, Initializers.automatic());
  }

  /** A convolution with a square kernel. */
  public static Conv2d conv2d(int filters, int kernel) {
    return conv2d(filters, kernel, kernel);
  }

  /** A convolution with a kernel of rows and columns. */
  public static Conv2d conv2d(int filters, int rows, int columns) {
    return new Conv2d(
        filters,
        new Size(rows, columns),
        Size.square(1),
        Size.square(1),
        Padding.none(),
        1,
        true,
        Initializers.automatic());
  }

  /** The maximum of each square window. */
  public static MaxPool2d maxPool2d(int window) {
    return maxPool2d(window, window);
  }

  /** The maximum of each window of rows and columns. */
  public static MaxPool2d maxPool2d(int rows, int columns) {
    return new MaxPool2d(
        new Size(rows, columns), new Size(rows, columns), Size.square(1), Padding.none(), false);
  }

  /** The mean of each square window. */
  public static AvgPool2d avgPool2d(int window) {
    return avgPool2d(window, window);
  }

  /** The mean of each window of rows and columns. */
  public static AvgPool2d avgPool2d(int rows, int columns) {
    return new AvgPool2d(
        new Size(rows, columns), new Size(rows, columns), Padding.none(), false, true, 0);
  }

  /** A border of zeros around each image, as wide on each side. */
  public static Pad2d pad2d(int border) {
    return pad2d(border, border);
  }

  /** A border of zeros around each image: as many rows above as below, columns left as right. */
  public static Pad2d pad2d(int rows, int columns) {
    return pad2d(Padding.of(rows, columns));
  }

  /** A border around each image. */
  public static Pad2d pad2d(Padding padding) {
    return new Pad2d(padding);
  }

  /** The mean of each channel; it leaves {@code [batch, channels]}. */
  public static GlobalAvgPool2d globalAvgPool2d() {
    return new GlobalAvgPool2d();
  }

  /** The maximum of each channel; it leaves {@code [batch, channels]}. */
  public static GlobalMaxPool2d globalMaxPool2d() {
    return new GlobalMaxPool2d();
  }

  /** Normalises each channel over the batch. */
  public static BatchNorm batchNorm() {
    return new BatchNorm(0.1, 1e-5, true, true);
  }

  /** Normalises each example. */
  public static LayerNorm layerNorm() {
    return new LayerNorm(0, 1e-5, true);
  }

  /** Normalises each group of channels of each example. */
  public static GroupNorm groupNorm(int groups) {
    return new GroupNorm(groups, 1e-5, true);
  }

  /** Drops a share of the elements in training. */
  public static Dropout dropout(double rate) {
    return new Dropout(rate);
  }

  /** Puts the elements of an example in a row. */
  public static Flatten flatten() {
    return new Flatten();
  }

  /** Gives an example other sizes, without the batch: {@code reshape(1, 28, 28)}. */
  public static Reshape reshape(long... sizes) {
    return new Reshape(Shape.of(sizes));
  }

  /** {@code max(x, 0)}. */
  public static Relu relu() {
    return new Relu();
  }

  /** {@code x} if positive, else {@code 0.01·x}. */
  public static LeakyRelu leakyRelu() {
    return leakyRelu(0.01);
  }

  /** {@code x} if positive, else {@code slope·x}. */
  public static LeakyRelu leakyRelu(double slope) {
    return new LeakyRelu(slope);
  }

  /** {@code max(x, 0) + a·min(x, 0)} with a learned slope for each channel. */
  public static Prelu prelu() {
    return prelu(0.25);
  }

  /** {@code max(x, 0) + a·min(x, 0)} with a learned slope for each channel. */
  public static Prelu prelu(double initial) {
    return new Prelu(initial);
  }

  /** {@code x} if positive, else {@code eˣ − 1}. */
  public static Elu elu() {
    return elu(1);
  }

  /** {@code x} if positive, else {@code alpha·(eˣ − 1)}. */
  public static Elu elu(double alpha) {
    return new Elu(alpha);
  }

  /** A scaled {@link #elu()} that keeps mean 0 and variance 1. */
  public static Selu selu() {
    return selu(Selu.ALPHA, Selu.LAMBDA);
  }

  /** {@code λ·x} if positive, else {@code λα·(eˣ − 1)}. */
  public static Selu selu(double alpha, double lambda) {
    return new Selu(alpha, lambda);
  }

  /** {@code x} if positive, else {@code eˣ − 1}: {@link #elu()}. */
  public static Celu celu() {
    return celu(1);
  }

  /** {@code x} if positive, else {@code alpha·(e^(x/alpha) − 1)}, whose slope is 1 at 0. */
  public static Celu celu(double alpha) {
    return new Celu(alpha);
  }

  /** {@code x} if above the threshold, else 0. */
  public static ThresholdedRelu thresholdedRelu(double threshold) {
    return new ThresholdedRelu(threshold);
  }

  /** {@code x} if below −0.5 or above 0.5, else 0. */
  public static Hardshrink hardshrink() {
    return hardshrink(0.5);
  }

  /** {@code x} if below −λ or above λ, else 0. */
  public static Hardshrink hardshrink(double lambda) {
    return new Hardshrink(lambda);
  }

  /** {@code x} moved toward 0 by 0.5, and 0 between −0.5 and 0.5. */
  public static Softshrink softshrink() {
    return softshrink(0.5);
  }

  /** {@code x} moved toward 0 by λ, and 0 between −λ and λ. */
  public static Softshrink softshrink(double lambda) {
    return new Softshrink(lambda);
  }

  /** {@code 1/(1 + e⁻ˣ)}. */
  public static Sigmoid sigmoid() {
    return new Sigmoid();
  }

  /** The hyperbolic tangent. */
  public static Tanh tanh() {
    return new Tanh();
  }

  /** {@code log(1 + eˣ)}. */
  public static Softplus softplus() {
    return new Softplus();
  }

  /** {@code x/(1 + |x|)}. */
  public static Softsign softsign() {
    return new Softsign();
  }

  /** {@code x·Φ(x)}. */
  public static Gelu gelu() {
    return new Gelu(false);
  }

  /** {@code x/(1 + e⁻ˣ)}, also called swish. */
  public static Silu silu() {
    return new Silu();
  }

  /** {@code x·tanh(log(1 + eˣ))}. */
  public static Mish mish() {
    return new Mish();
  }

  /** {@code min(max(x, −1), 1)}. */
  public static Hardtanh hardtanh() {
    return hardtanh(-1, 1);
  }

  /** {@code min(max(x, low), high)}. */
  public static Hardtanh hardtanh(double low, double high) {
    return new Hardtanh(low, high);
  }

  /** {@code min(max(x/6 + 1/2, 0), 1)}. */
  public static Hardsigmoid hardsigmoid() {
    return hardsigmoid(1 / 6.0, 0.5);
  }

  /** {@code min(max(slope·x + offset, 0), 1)}; Keras 2 and ONNX have 0.2 and 0.5. */
  public static Hardsigmoid hardsigmoid(double slope, double offset) {
    return new Hardsigmoid(slope, offset);
  }

  /** {@code x·min(max(x/6 + 1/2, 0), 1)}. */
  public static Hardswish hardswish() {
    return new Hardswish();
  }

  /** {@code min(max(x, 0), 6)}. */
  public static Relu6 relu6() {
    return new Relu6();
  }

  /** {@code −log(1 + e⁻ˣ)}. */
  public static LogSigmoid logSigmoid() {
    return new LogSigmoid();
  }

  /** {@code exp(x)/Σ exp(x)} over the channels. */
  public static Softmax softmax() {
    return new Softmax();
  }

  /** {@code log(exp(x)/Σ exp(x))} over the channels. */
  public static LogSoftmax logSoftmax() {
    return new LogSoftmax();
  }

  /** Layers one after the other. */
  public static Sequential sequential(LayerSpec... layers) {
    return new Sequential(List.of(layers));
  }

  /** Layers one after the other. */
  public static Sequential sequential(List<LayerSpec> layers) {
    return new Sequential(layers);
  }

  /** {@code body(x) + x}. */
  public static Residual residual(LayerSpec body) {
    return new Residual(body, null);
  }

  /** {@code body(x) + projection(x)}. */
  public static Residual residual(LayerSpec body, LayerSpec projection) {
    return new Residual(body, projection);
  }
}
