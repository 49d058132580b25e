package org.slope.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slope.layers.Layers.conv2d;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.LayerSpec;
import org.slope.core.Mode;
import org.slope.core.Network;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;
import org.slope.testkit.LayerCase;
import org.slope.testkit.LayerContract;

/** Convolution and pooling of random sizes against loops over all that their definitions name. */
class RandomGeometryTest {
  private static final int CASES = 60;

  static List<LayerCase> cases() {
    List<LayerCase> cases = new ArrayList<>(draw(RandomGeometryTest::convolution));
    cases.addAll(draw(RandomGeometryTest::pool));
    return cases;
  }

  private static List<LayerCase> draw(Function<Random, LayerSpec> specs) {
    Random r = new Random(11);
    List<LayerCase> cases = new ArrayList<>();
    while (cases.size() < CASES) {
      LayerSpec spec = specs.apply(r);
      int groups = spec instanceof Conv2d conv ? conv.groups() : 1;
      int channels = groups * (1 + r.nextInt(3));
      Shape input = Shape.of(channels, 1 + r.nextInt(7), 1 + r.nextInt(7));
      LayerCase layer = new LayerCase(spec, input, 1 + r.nextInt(3), 2, cases.size());
      try {
        layer.network(DataType.DOUBLE);
        cases.add(layer);
      } catch (IllegalArgumentException e) {
        assertTrue(e.getMessage().contains("has a window"), e.getMessage());
      }
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void floatsAgreeWithDoubles(LayerCase layer) {
    LayerContract.assertFloatsAgreeWithDoubles(layer, Mode.TRAINING);
  }

  private static LayerSpec convolution(Random r) {
    int groups = 1 + r.nextInt(3);
    Conv2d conv =
        conv2d(groups * (1 + r.nextInt(3)), 1 + r.nextInt(4), 1 + r.nextInt(4))
            .stride(1 + r.nextInt(3), 1 + r.nextInt(3))
            .dilation(1 + r.nextInt(2), 1 + r.nextInt(2))
            .groups(groups)
            .padding(padding(r));
    return r.nextBoolean() ? conv : conv.withoutBias();
  }

  private static LayerSpec pool(Random r) {
    Size window = new Size(1 + r.nextInt(4), 1 + r.nextInt(4));
    Size stride = new Size(1 + r.nextInt(3), 1 + r.nextInt(3));
    Size dilation = new Size(1 + r.nextInt(2), 1 + r.nextInt(2));
    Padding padding = padding(r);
    boolean ceil = r.nextBoolean();
    return r.nextBoolean()
        ? new MaxPool2d(window, stride, dilation, padding, ceil)
        : new AvgPool2d(window, stride, padding, ceil, r.nextBoolean(), r.nextInt(3));
  }

  private static Padding padding(Random r) {
    Padding padding =
        switch (r.nextInt(4)) {
          case 0 -> Padding.none();
          case 1 -> Padding.same();
          default -> Padding.of(r.nextInt(3), r.nextInt(3), r.nextInt(3), r.nextInt(3));
        };
    return r.nextInt(3) == 0 ? padding.value(r.nextDouble() - 0.5) : padding;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void outputsAreThoseOfTheLoops(LayerCase layer) {
    Network network = layer.network(DataType.DOUBLE);
    INDArray x = layer.inputs(DataType.DOUBLE);
    double[] y = Memory.toDoubles(network.predict(x));
    LayerSpec spec = layer.spec();
    Size one = new Size(1, 1);
    double[] expected;
    if (spec instanceof Conv2d c) {
      Loops loops = new Loops(x, c.kernel(), c.stride(), c.dilation(), c.padding(), false);
      expected = loops.convolve(network, c);
    } else if (spec instanceof MaxPool2d m) {
      Loops loops = new Loops(x, m.window(), m.stride(), m.dilation(), m.padding(), m.ceil());
      expected = loops.max();
    } else {
      AvgPool2d a = (AvgPool2d) spec;
      expected = new Loops(x, a.window(), a.stride(), one, a.padding(), a.ceil()).mean(a);
    }
    assertArrayEquals(expected, y, 1e-12);
  }
}
