package org.slope.reference;

import static org.slope.layers.Layers.avgPool2d;
import static org.slope.layers.Layers.globalAvgPool2d;
import static org.slope.layers.Layers.globalMaxPool2d;
import static org.slope.layers.Layers.maxPool2d;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.core.Network;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;
import org.slope.layers.AvgPool2d;
import org.slope.layers.MaxPool2d;
import org.slope.layers.Padding;
import org.slope.testkit.ArrayAssertions;

/** Compares pooling. */
final class PoolingFixtures {
  private PoolingFixtures() {}

  static void compareMaxima(Fixture f) {
    int[] kernel = f.sizes("kernel");
    int[] stride = f.sizes("stride");
    int[] dilation = f.sizes("dilation");
    MaxPool2d layer =
        maxPool2d(kernel[0], kernel[1])
            .stride(stride[0], stride[1])
            .dilation(dilation[0], dilation[1])
            .padding(padding(f));
    layer = f.is("ceil_mode") ? layer.ceilMode() : layer;
    LayerFixtures.compare(f, layer, Map.of());
    compareWinners(f, layer);
  }

  static void compareMeans(Fixture f) {
    int[] kernel = f.sizes("kernel");
    int[] stride = f.sizes("stride");
    AvgPool2d layer =
        avgPool2d(kernel[0], kernel[1]).stride(stride[0], stride[1]).padding(padding(f));
    layer = f.is("ceil_mode") ? layer.ceilMode() : layer;
    layer = f.is("count_include_pad") ? layer : layer.excludePadding();
    layer =
        f.has("divisor_override") ? layer.divisor(f.attribute("divisor_override").asInt()) : layer;
    LayerFixtures.compare(f, layer, Map.of());
  }

  static void compareGlobal(Fixture f) {
    LayerFixtures.compare(
        f, f.name().equals("global_max") ? globalMaxPool2d() : globalAvgPool2d(), Map.of());
  }

  private static Padding padding(Fixture f) {
    int[] sides = f.sizes("padding");
    return Padding.of(sides[0], sides[1]);
  }

  /**
   * Slope does not return which pixel won a window, but gives that pixel the window's gradient.
   * With 2ᵏ for the k-th window of each plane, the sum at a pixel says which windows it won.
   */
  private static void compareWinners(Fixture f, MaxPool2d layer) {
    INDArray x = f.input("x");
    INDArray winners = f.output("argmax_hw");
    int windows = (int) (winners.size(2) * winners.size(3));
    int pixels = (int) (x.size(2) * x.size(3));
    double[] indices = Memory.toDoubles(winners);
    double[] powers = new double[indices.length];
    double[] won = new double[(int) x.length()];
    for (int i = 0; i < indices.length; i++) {
      powers[i] = Math.scalb(1.0, i % windows);
      won[i / windows * pixels + (int) indices[i]] += powers[i];
    }
    Network net = layer.build(Shape.ofExample(x.shape()), 1, f.type());
    INDArray upstream = Nd4j.create(powers, winners.shape(), 'c').castTo(f.type());
    INDArray dx = net.forward(x).pullback().apply(upstream, net.newGradients());
    ArrayAssertions.assertClose(dx, Nd4j.create(won, x.shape(), 'c'), 0, 0, "windows won");
  }
}
