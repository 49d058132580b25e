package org.slope.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.slope.layers.Layers.avgPool2d;
import static org.slope.layers.Layers.conv2d;
import static org.slope.layers.Layers.maxPool2d;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Forward;
import org.slope.core.Gradients;
import org.slope.core.LayerSpec;
import org.slope.core.Mode;
import org.slope.core.Network;
import org.slope.core.Parameter;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;
import org.slope.testkit.Arithmetic;
import org.slope.testkit.LayerCase;
import org.slope.testkit.LayerContract;

/** Convolution and pooling of any geometry against what their definitions say. */
class GeometryPropertiesTest {

  /** What slides, and how: rows and columns of each. */
  private record Sizes(Size window, Size stride, Size dilation, Padding padding) {}

  private static Arbitrary<Integer> between(int least, int most) {
    return Arbitraries.integers().between(least, most);
  }

  private static Arbitrary<Size> sizes(int most) {
    return Combinators.combine(between(1, most), between(1, most)).as(Size::new);
  }

  private static Arbitrary<Sizes> windows(int mostDilation) {
    Arbitrary<Integer> border = between(0, 2);
    Arbitrary<Padding> sized = Combinators.combine(border, border, border, border).as(Padding::of);
    Arbitrary<Padding> padding =
        Arbitraries.frequencyOf(
            Tuple.of(1, Arbitraries.of(Padding.none(), Padding.same(), Padding.sameLower())),
            Tuple.of(2, sized));
    Arbitrary<Double> value = Arbitraries.of(-0.7071, 0.3137);
    Arbitrary<Padding> filled = Combinators.combine(padding, value).as(Padding::value);
    Arbitrary<Size> stride =
        Arbitraries.frequencyOf(
            Tuple.of(1, Arbitraries.just(Size.square(1))), Tuple.of(1, sizes(3)));
    return Combinators.combine(
            sizes(4),
            stride,
            sizes(mostDilation),
            Arbitraries.frequencyOf(Tuple.of(2, padding), Tuple.of(1, filled)))
        .as(Sizes::new);
  }

  private static Arbitrary<LayerCase> cases(Arbitrary<? extends LayerSpec> specs, int groups) {
    Arbitrary<Integer> side = between(1, 7);
    return Combinators.combine(specs, between(1, 3), side, side, between(1, 3), between(0, 99))
        .as(
            (spec, channels, height, width, batch, seed) ->
                new LayerCase(
                    spec, Shape.of((long) groups * channels, height, width), batch, 2, seed))
        .filter(GeometryPropertiesTest::fits);
  }

  /**
   * Windows that are too large, or lie in the border alone, are refused: SpecsTest, GeometryTest.
   */
  private static boolean fits(LayerCase layer) {
    try {
      layer.spec().build(layer.input(), 1);
      return true;
    } catch (IllegalArgumentException e) {
      if (!String.valueOf(e.getMessage()).contains("has a window")) {
        throw e;
      }
      return false;
    }
  }

  @Provide
  Arbitrary<LayerCase> convolutions() {
    return Arbitraries.of(1, 1, 2, 3)
        .flatMap(
            groups ->
                cases(
                    Combinators.combine(windows(2), between(1, 3), Arbitraries.of(true, false))
                        .as((sizes, filters, bias) -> convolution(sizes, groups, filters, bias)),
                    groups));
  }

  private static Conv2d convolution(Sizes sizes, int groups, int filters, boolean bias) {
    Conv2d conv =
        conv2d(groups * filters, sizes.window.rows(), sizes.window.columns())
            .stride(sizes.stride.rows(), sizes.stride.columns())
            .dilation(sizes.dilation.rows(), sizes.dilation.columns())
            .padding(sizes.padding)
            .groups(groups);
    return bias ? conv : conv.withoutBias();
  }

  @Provide
  Arbitrary<LayerCase> maxima() {
    return cases(
        Combinators.combine(windows(2), Arbitraries.of(false, true))
            .as(
                (sizes, ceil) -> {
                  MaxPool2d pool =
                      maxPool2d(sizes.window.rows(), sizes.window.columns())
                          .stride(sizes.stride.rows(), sizes.stride.columns())
                          .dilation(sizes.dilation.rows(), sizes.dilation.columns())
                          .padding(sizes.padding);
                  return ceil ? pool.ceilMode() : pool;
                }),
        1);
  }

  @Provide
  Arbitrary<LayerCase> means() {
    Arbitrary<Boolean> no = Arbitraries.of(false, true);
    return cases(
        Combinators.combine(windows(1), no, no, between(0, 2))
            .as(
                (sizes, ceil, exclude, divisor) -> {
                  AvgPool2d pool =
                      avgPool2d(sizes.window.rows(), sizes.window.columns())
                          .stride(sizes.stride.rows(), sizes.stride.columns())
                          .padding(sizes.padding);
                  pool = ceil ? pool.ceilMode() : pool;
                  pool = exclude ? pool.excludePadding() : pool;
                  return divisor == 0 ? pool : pool.divisor(divisor);
                }),
        1);
  }

  @Provide
  Arbitrary<LayerCase> all() {
    return Arbitraries.oneOf(convolutions(), maxima(), means());
  }

  private static Loops loops(LayerCase layer, INDArray x) {
    Size one = Size.square(1);
    if (layer.spec() instanceof Conv2d c) {
      return new Loops(x, c.kernel(), c.stride(), c.dilation(), c.padding(), false);
    } else if (layer.spec() instanceof MaxPool2d m) {
      return new Loops(x, m.window(), m.stride(), m.dilation(), m.padding(), m.ceil());
    }
    AvgPool2d a = (AvgPool2d) layer.spec();
    return new Loops(x, a.window(), a.stride(), one, a.padding(), a.ceil());
  }

  @Property(seed = "41", tries = 300)
  void outputsAreThoseOfTheLoops(@ForAll("all") LayerCase layer, @ForAll Arithmetic arithmetic) {
    arithmetic.run(
        () -> {
          Network network = layer.network(arithmetic.type());
          INDArray x = layer.inputs(arithmetic.type());
          Loops loops = loops(layer, x);
          double[] expected =
              layer.spec() instanceof Conv2d conv
                  ? loops.convolve(network, conv)
                  : layer.spec() instanceof AvgPool2d mean ? loops.mean(mean) : loops.max();
          // sums of at most 4·4·3 products below 1, in another order
          double tolerance = arithmetic == Arithmetic.DOUBLE ? 1e-13 : 1e-5;
          assertArrayEquals(expected, Memory.toDoubles(network.predict(x)), tolerance);
        });
  }

  /**
   * The seed is one without a single gradient that cancels to below 1e-3, where the contract's
   * bound is finer than a float's rounding of the terms.
   */
  @Property(seed = "47", tries = 150)
  void floatsAgreeWithDoubles(@ForAll("all") LayerCase layer) {
    LayerContract.assertFloatsAgreeWithDoubles(layer, Mode.TRAINING);
  }

  /**
   * A convolution is linear in x, and in its parameters: {@code ⟨y − y(0), dy⟩ = ⟨x, dx⟩} and
   * {@code ⟨y, dy⟩ = ⟨w, dw⟩ + ⟨b, db⟩}.
   */
  @Property(seed = "43", tries = 300)
  void theGradientOfAConvolutionIsItsAdjoint(
      @ForAll("convolutions") LayerCase layer, @ForAll Arithmetic arithmetic) {
    arithmetic.run(
        () -> {
          Network network = layer.network(arithmetic.type());
          INDArray x = layer.inputs(arithmetic.type());
          INDArray dy = layer.outputGradient(network, arithmetic.type());
          Forward forward = network.forward(x);
          double[] y = Memory.toDoubles(forward.output());
          Gradients gradients = network.newGradients();
          INDArray dx = forward.pullback().apply(dy, gradients);
          double[] border = Memory.toDoubles(network.predict(x.like()));
          double[] fromX = new double[y.length];
          Arrays.setAll(fromX, k -> y[k] - border[k]);
          double[] d = Memory.toDoubles(dy);
          // hundreds of terms of about 1, added up in another order
          double tolerance = arithmetic == Arithmetic.DOUBLE ? 1e-11 : 1e-3;
          assertEquals(product(fromX, d), product(x, dx), tolerance, "in x");
          double parts = 0;
          for (Parameter p : network.parameters()) {
            parts += product(p.value(), gradients.of(p));
          }
          assertEquals(product(y, d), parts, tolerance, "in the parameters");
        });
  }

  private static double product(INDArray a, INDArray b) {
    return product(Memory.toDoubles(a), Memory.toDoubles(b));
  }

  private static double product(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  /** The output's size, as the javadoc and PyTorch's give it, and what "same" promises. */
  @Property(seed = "44", tries = 300)
  void theCountOfWindowsIsThatOfTheFormula(@ForAll("all") LayerCase layer) {
    Shape output = layer.spec().build(layer.input(), 1).outputShape();
    for (int axis = 1; axis <= 2; axis++) {
      boolean rows = axis == 1;
      long size = layer.input().size(axis);
      Sizes s = sizesOf(layer.spec());
      long stride = rows ? s.stride.rows() : s.stride.columns();
      long span =
          rows
              ? (s.window.rows() - 1L) * s.dilation.rows() + 1
              : (s.window.columns() - 1L) * s.dilation.columns() + 1;
      long before = rows ? s.padding.top() : s.padding.left();
      long after = rows ? s.padding.bottom() : s.padding.right();
      double steps = (double) (size + before + after - span) / stride;
      long floor = (long) Math.floor(steps) + 1;
      long ceil = (long) Math.ceil(steps) + 1;
      boolean mayCeil = ceils(layer.spec()) && (ceil - 1) * stride < size + before;
      long expected =
          s.padding.automatic() ? (long) Math.ceil((double) size / stride) : mayCeil ? ceil : floor;
      assertEquals(expected, output.size(axis), rows ? "rows" : "columns");
    }
  }

  private static boolean ceils(LayerSpec spec) {
    return spec instanceof MaxPool2d max ? max.ceil() : spec instanceof AvgPool2d a && a.ceil();
  }

  private static Sizes sizesOf(LayerSpec spec) {
    if (spec instanceof Conv2d c) {
      return new Sizes(c.kernel(), c.stride(), c.dilation(), c.padding());
    } else if (spec instanceof MaxPool2d m) {
      return new Sizes(m.window(), m.stride(), m.dilation(), m.padding());
    }
    AvgPool2d a = (AvgPool2d) spec;
    return new Sizes(a.window(), a.stride(), Size.square(1), a.padding());
  }

  /** With a divisor of 1, an input's gradient is the number of windows that it lies in. */
  @Property(seed = "45", tries = 200)
  void eachInputIsInTheWindowsThatTheFormulaNames(
      @ForAll("means") LayerCase layer, @ForAll Arithmetic arithmetic) {
    AvgPool2d pool = ((AvgPool2d) layer.spec()).divisor(1);
    arithmetic.run(
        () -> {
          Network network = pool.build(layer.input(), 1, arithmetic.type());
          INDArray x = layer.inputs(arithmetic.type());
          Forward forward = network.forward(x);
          INDArray ones = forward.output().like().assign(1);
          INDArray dx = forward.pullback().apply(ones, network.newGradients());
          assertArrayEquals(loops(layer, x).windowsOver(), Memory.toDoubles(dx));
        });
  }

  /** Without a border that could win, each window hands its gradient to an input that it holds. */
  @Property(seed = "46", tries = 200)
  void eachMaximumHandsOnItsGradient(
      @ForAll("maxima") LayerCase layer, @ForAll Arithmetic arithmetic) {
    MaxPool2d pool = (MaxPool2d) layer.spec();
    arithmetic.run(
        () -> {
          Network network = layer.network(arithmetic.type());
          INDArray x = layer.inputs(arithmetic.type());
          INDArray dy = layer.outputGradient(network, arithmetic.type());
          Forward forward = network.forward(x);
          double[] y = Memory.toDoubles(forward.output());
          double[] d = Memory.toDoubles(dy);
          double[] dx = Memory.toDoubles(forward.pullback().apply(dy, network.newGradients()));
          double[] values = Memory.toDoubles(x);
          // inputs all differ, so that a maximum names its input
          double[] expected = new double[values.length];
          for (int k = 0; k < values.length; k++) {
            for (int o = 0; o < y.length; o++) {
              expected[k] += y[o] == values[k] ? d[o] : 0;
            }
          }
          // a few gradients added up in another order
          assertArrayEquals(expected, dx, arithmetic == Arithmetic.DOUBLE ? 1e-15 : 1e-6);
          if (pool.padding().value() == null) {
            double given = Arrays.stream(d).sum();
            double tolerance = arithmetic == Arithmetic.DOUBLE ? 1e-12 : 1e-4;
            assertEquals(given, Arrays.stream(dx).sum(), tolerance, "handed on");
          }
        });
  }
}
