package org.slope.reference.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Forward;
import org.slope.core.LayerSpec;
import org.slope.core.Mode;
import org.slope.core.internal.Memory;
import org.slope.layers.AvgPool2d;
import org.slope.layers.Conv2d;
import org.slope.layers.Layers;
import org.slope.layers.MaxPool2d;
import org.slope.layers.Padding;
import org.slope.testkit.Arithmetic;

/** Convolution, pooling and padding. A row of pixels is an image of height 1. */
final class OnnxWindows {
  static final Map<String, OnnxOperator> OPERATORS =
      Map.of(
          "Conv", OnnxWindows::conv,
          "MaxPool", OnnxWindows::maxPool,
          "AveragePool", OnnxWindows::avgPool,
          "GlobalMaxPool", (node, arithmetic) -> global(Layers.globalMaxPool2d(), node, arithmetic),
          "GlobalAveragePool",
              (node, arithmetic) -> global(Layers.globalAvgPool2d(), node, arithmetic),
          "Pad", OnnxWindows::pad);

  private OnnxWindows() {}

  /** Returns a row of pixels as an image. */
  private static INDArray image(INDArray x) {
    OutOfScope.when(x.rank() > 4, "of 3-D convolution or pooling; Slope's windows are 1-D and 2-D");
    return x.rank() == 3 ? OnnxArrays.as(x, x.size(0), x.size(1), 1, x.size(2)) : x;
  }

  /** Returns an image with the rank of the input. */
  private static INDArray like(INDArray x, INDArray image) {
    return x.rank() == 3
        ? OnnxArrays.as(image, image.size(0), image.size(1), image.size(3))
        : image;
  }

  /** Returns rows and columns. */
  private static int[] pair(OnnxNode node, String name, long... otherwise) {
    boolean row = node.input(0).rank() == 3;
    long[] given = node.integers(name, otherwise);
    return given.length == 0
        ? new int[] {1, 1}
        : new int[] {row ? 1 : (int) given[0], (int) given[given.length - 1]};
  }

  private static Padding padding(OnnxNode node) {
    String auto = node.text("auto_pad", "NOTSET");
    long[] p = node.integers("pads", 0, 0, 0, 0);
    int half = p.length / 2;
    boolean row = half == 1;
    return switch (auto) {
      case "SAME_UPPER" -> Padding.same();
      case "SAME_LOWER" -> Padding.sameLower();
      case "VALID" -> Padding.none();
      default ->
          Padding.of(
              row ? 0 : (int) p[0],
              (int) p[half - 1],
              row ? 0 : (int) p[half],
              (int) p[p.length - 1]);
    };
  }

  private static List<INDArray> conv(OnnxNode node, Arithmetic arithmetic) {
    INDArray x = image(node.input(0));
    INDArray w = image(node.input(1));
    int[] kernel = pair(node, "kernel_shape", Arrays.copyOfRange(w.shape(), 2, 4));
    int[] stride = pair(node, "strides");
    int[] dilation = pair(node, "dilations");
    Conv2d conv =
        Layers.conv2d((int) w.size(0), kernel[0], kernel[1])
            .stride(stride[0], stride[1])
            .dilation(dilation[0], dilation[1])
            .groups((int) node.integer("group", 1))
            .padding(padding(node));
    boolean bias = node.hasInput(2);
    OnnxNetwork network =
        new OnnxNetwork(bias ? conv : conv.withoutBias(), x, arithmetic).set("weight", w);
    if (bias) {
      network.set("bias", node.input(2));
    }
    return List.of(like(node.input(0), network.predict()));
  }

  private static List<INDArray> maxPool(OnnxNode node, Arithmetic arithmetic) {
    INDArray x = image(node.input(0));
    int[] window = pair(node, "kernel_shape");
    int[] stride = pair(node, "strides");
    int[] dilation = pair(node, "dilations");
    MaxPool2d pool =
        Layers.maxPool2d(window[0], window[1])
            .stride(stride[0], stride[1])
            .dilation(dilation[0], dilation[1])
            .padding(padding(node));
    boolean columnMajor = node.integer("storage_order", 0) == 1;
    boolean ceil = node.integer("ceil_mode", 0) == 1;
    OnnxNetwork network = new OnnxNetwork(ceil ? pool.ceilMode() : pool, x, arithmetic);
    INDArray y = like(node.input(0), network.predict());
    return node.outputCount() == 1 ? List.of(y) : List.of(y, indices(network, columnMajor));
  }

  /** Where the maxima lie: where the gradient of each output goes. */
  private static INDArray indices(OnnxNetwork network, boolean columnMajor) {
    long[] shape = network.predict().shape();
    double[] indices = new double[(int) Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    for (int i = 0; i < indices.length; i++) {
      Forward forward = network.forward(Mode.INFERENCE);
      double[] one = new double[indices.length];
      one[i] = 1;
      INDArray dx = network.inputGradient(forward, OnnxArrays.of(one, shape));
      INDArray ordered = columnMajor ? OnnxArrays.permute(dx, 0, 1, 3, 2) : dx;
      double[] values = Memory.toDoubles(ordered);
      while (values[(int) indices[i]] != 1) {
        indices[i]++;
      }
    }
    return OnnxArrays.of(indices, shape);
  }

  private static List<INDArray> avgPool(OnnxNode node, Arithmetic arithmetic) {
    INDArray x = image(node.input(0));
    int[] window = pair(node, "kernel_shape");
    int[] stride = pair(node, "strides");
    AvgPool2d pool =
        Layers.avgPool2d(window[0], window[1]).stride(stride[0], stride[1]).padding(padding(node));
    AvgPool2d counted = node.integer("count_include_pad", 0) == 1 ? pool : pool.excludePadding();
    boolean ceil = node.integer("ceil_mode", 0) == 1;
    LayerSpec layer = ceil ? counted.ceilMode() : counted;
    return List.of(like(node.input(0), new OnnxNetwork(layer, x, arithmetic).predict()));
  }

  private static List<INDArray> global(LayerSpec layer, OnnxNode node, Arithmetic arithmetic) {
    INDArray x = image(node.input(0));
    INDArray y = new OnnxNetwork(layer, x, arithmetic).predict();
    return List.of(like(node.input(0), OnnxArrays.as(y, x.size(0), x.size(1), 1, 1)));
  }

  /** The sizes and the value were attributes before version 11. */
  private static List<INDArray> pad(OnnxNode node, Arithmetic arithmetic) {
    INDArray x = node.input(0);
    String mode = node.text("mode", "constant");
    OutOfScope.when(
        !mode.equals("constant"), "of mode " + mode + "; Slope pads with a value of one's choice");
    OutOfScope.when(node.hasInput(3), "along axes of one's choice");
    long[] p = node.hasInput(1) ? OnnxLayout.integers(node.input(1)) : node.integers("pads");
    OutOfScope.when(x.rank() != 4 || p.length != 8, "of arrays that are no images");
    OutOfScope.when(
        p[0] + p[1] + p[4] + p[5] != 0 || Arrays.stream(p).min().getAsLong() < 0,
        "of batch or channels, or by less than nothing");
    Padding border = Padding.of((int) p[2], (int) p[3], (int) p[6], (int) p[7]);
    double value = node.number("value", node.scalar(2, 0));
    LayerSpec layer = Layers.pad2d(border.value(value));
    return List.of(new OnnxNetwork(layer, x, arithmetic).predict());
  }
}
