package org.slope.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.slope.layers.Layers.avgPool2d;
import static org.slope.layers.Layers.conv2d;
import static org.slope.layers.Layers.elu;
import static org.slope.layers.Layers.hardsigmoid;
import static org.slope.layers.Layers.maxPool2d;
import static org.slope.layers.Layers.selu;
import static org.slope.layers.Layers.silu;
import static org.slope.layers.Layers.softmax;
import static org.slope.layers.Layers.softplus;
import static org.slope.layers.Layers.softsign;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.opentest4j.AssertionFailedError;
import org.slope.core.Forward;
import org.slope.core.Gradients;
import org.slope.core.LayerSpec;
import org.slope.core.Network;
import org.slope.core.Parameter;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;
import org.slope.layers.Padding;

/** The published outputs and gradients of layers; TensorFlow's are NHWC and HWIO. */
final class GoldenLayers {
  private static final int[] NHWC_TO_NCHW = {0, 3, 1, 2};
  private static final int[] NCHW_TO_NHWC = {0, 2, 3, 1};
  private static final int[] HWIO_TO_OIHW = {3, 2, 0, 1};
  private static final int[] OIHW_TO_HWIO = {2, 3, 1, 0};

  private GoldenLayers() {}

  static double[] activation(GoldenCase c, DataType type) {
    LayerSpec layer =
        switch (c.id()) {
          case "act_softplus" -> softplus();
          case "act_softsign" -> softsign();
          case "act_silu" -> silu();
          case "act_hard_sigmoid" -> hardsigmoid();
          case "act_elu" -> elu();
          case "act_elu_0.5" -> elu(0.5);
          case "act_selu" -> selu();
          case "act_softmax" -> softmax();
          default -> throw new AssertionFailedError(c.id() + " names no activation that is known");
        };
    INDArray x = c.array("x");
    INDArray batch = x.rank() == 1 ? x.reshape(1, x.length()) : x;
    Network net = layer.build(Shape.ofExample(batch.shape()), 1, type);
    return Memory.toDoubles(net.predict(batch.castTo(type)));
  }

  static double[] convolution(GoldenCase c, DataType type) {
    int[] stride = c.pair("stride");
    long[] hwio = c.shape("w_shape_hwio");
    INDArray x = images(c, "x", "x_shape_nhwc", type);
    LayerSpec layer =
        conv2d((int) hwio[3], (int) hwio[0], (int) hwio[1])
            .stride(stride[0], stride[1])
            .padding(padding(c, "padding"))
            .withoutBias();
    Network net = layer.build(Shape.ofExample(x.shape()), 1, type);
    Parameter weight = net.parameters().get("weight");
    weight.set(counted(c, "w", hwio, type).permute(HWIO_TO_OIHW).dup('c'));
    if (!c.has("attrs", "gradient_of")) {
      return flat(net.predict(x), NCHW_TO_NHWC);
    }
    Gradients gradients = net.newGradients();
    INDArray dy = images(c, "upstream_gradient", "y_shape_nhwc", type);
    INDArray dx = net.forward(x).pullback().apply(dy, gradients);
    return switch (c.attributeText("gradient_of")) {
      case "x" -> flat(dx, NCHW_TO_NHWC);
      case "w" -> flat(gradients.of(weight), OIHW_TO_HWIO);
      default -> throw new AssertionFailedError(c.id() + " is the gradient of what?");
    };
  }

  static double[] pooling(GoldenCase c, DataType type) {
    int[] kernel = c.pair("kernel");
    int[] stride = c.pair("stride");
    boolean isGradient = c.has("inputs", "upstream_gradient");
    Padding padding = padding(c, isGradient ? "padding_tb_lr" : "padding");
    LayerSpec layer =
        c.category().equals("maxpool2d")
            ? maxPool2d(kernel[0], kernel[1]).stride(stride[0], stride[1]).padding(padding)
            : avgPool2d(kernel[0], kernel[1])
                .stride(stride[0], stride[1])
                .padding(padding)
                .excludePadding();
    if (!isGradient) {
      INDArray x = images(c, "x", "x_shape_nhwc", type);
      Network net = layer.build(Shape.ofExample(x.shape()), 1, type);
      return flat(net.predict(x), NCHW_TO_NHWC);
    }
    INDArray x = GoldenCase.array(c.values("x_4x4"), 1, 1, 4, 4).castTo(type);
    Network net = layer.build(Shape.of(1, 4, 4), 1, type);
    Forward pass = net.forward(x);
    INDArray dy = GoldenCase.array(c.values("upstream_gradient"), pass.output().shape());
    return flat(pass.pullback().apply(dy.castTo(type), net.newGradients()), NCHW_TO_NHWC);
  }

  /** Either a word, or [[top, bottom], [left, right]]. */
  private static Padding padding(GoldenCase c, String name) {
    return switch (c.attributeText(name)) {
      case "SAME" -> Padding.same();
      case "VALID" -> Padding.none();
      default -> {
        double[] sizes = c.attributes(name);
        assertEquals(4, sizes.length);
        yield Padding.of((int) sizes[0], (int) sizes[2], (int) sizes[1], (int) sizes[3]);
      }
    };
  }

  private static INDArray images(GoldenCase c, String name, String shape, DataType type) {
    return counted(c, name, c.shape(shape), type).permute(NHWC_TO_NCHW);
  }

  /** Returns 1, 2, … or their negatives, as the case says it is filled. */
  private static INDArray counted(GoldenCase c, String name, long[] shape, DataType type) {
    List<String> words = c.words(name);
    double sign = words.contains("negated") ? -1 : 1;
    double[] values = new double[(int) Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
    Arrays.setAll(values, i -> sign * (i + 1));
    return GoldenCase.array(values, shape).castTo(type);
  }

  private static double[] flat(INDArray array, int[] order) {
    return Memory.toDoubles(array.permute(order));
  }
}
