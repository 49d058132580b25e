package org.slope.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.core.Buffer;
import org.slope.core.Builder;
import org.slope.core.Forward;
import org.slope.core.Gradients;
import org.slope.core.Layer;
import org.slope.core.LayerSpec;
import org.slope.core.Mode;
import org.slope.core.Network;
import org.slope.core.Parameter;
import org.slope.core.Run;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;

/**
 * What every layer promises, as tests; a subclass lists layers and inputs. Each of Slope's own
 * layers passes it, and so should yours:
 *
 * <pre>{@code
 * class GainTest extends LayerContract {
 *   public List<LayerCase> cases() {
 *     return List.of(LayerCase.of(new Gain(0.5), 5), LayerCase.of(new Gain(2), 3, 4, 4));
 *   }
 * }
 * }</pre>
 *
 * <p>Gradients are the finite differences, in double; float agrees with double, on the fast kernels
 * and on plain ND4J; {@code predict} is pure and equals a forward at inference; training changes
 * nothing but buffers and repeats to the bit; two passes may be open at once; gradients add up; the
 * order in memory does not matter; parameter gradients do not need the input gradient; inputs of a
 * wrong shape are refused by name.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class LayerContract {
  /** Of the largest gradient of an array: what a right derivative stays below in double. */
  private static final double SMOOTH = 1e-7;

  /** Of the largest element of an array: float against double. */
  private static final double FLOAT = 1e-5;

  private static final Run RUN = new Run(7, 1, 2, true);

  /** For tests. */
  protected LayerContract() {}

  /** Returns the layers, each with an input that it takes: one for each thing that it can do. */
  public abstract List<LayerCase> cases();

  Stream<Arguments> modes() {
    return cases().stream().flatMap(c -> Arrays.stream(Mode.values()).map(m -> Arguments.of(c, m)));
  }

  Stream<Arguments> arithmetics() {
    return cases().stream()
        .flatMap(c -> Arrays.stream(Arithmetic.values()).map(a -> Arguments.of(c, a)));
  }

  /** All that a pass gives. */
  private static final class Results {
    final double[] output;
    final double[] dx;
    final double[] gradients;

    Results(double[] output, double[] dx, double[] gradients) {
      this.output = output;
      this.dx = dx;
      this.gradients = gradients;
    }
  }

  private static Results pass(Network network, INDArray x, INDArray dy, Mode mode) {
    Forward forward = network.forward(x, mode, RUN);
    Gradients gradients = network.newGradients();
    double[] output = Memory.toDoubles(forward.output());
    double[] dx = Memory.toDoubles(forward.pullback().apply(dy, gradients));
    return new Results(output, dx, Memory.toDoubles(gradients.flat()));
  }

  private static void assertSame(Results expected, Results actual) {
    assertArrayEquals(expected.output, actual.output);
    assertArrayEquals(expected.dx, actual.dx);
    assertArrayEquals(expected.gradients, actual.gradients);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void gradientsAreTheFiniteDifferences(LayerCase layer) {
    GradientCheck.of(layer).assertBelow(SMOOTH);
  }

  @ParameterizedTest
  @MethodSource("modes")
  void floatsAgreeWithDoubles(LayerCase layer, Mode mode) {
    assertFloatsAgreeWithDoubles(layer, mode);
  }

  /**
   * Asserts that output and gradients in float, by either set of kernels, are within 1e-5 of the
   * largest element of those in double.
   */
  public static void assertFloatsAgreeWithDoubles(LayerCase layer, Mode mode) {
    Network doubles = layer.network(DataType.DOUBLE);
    Network floats = layer.network(DataType.FLOAT);
    INDArray x = layer.inputs(DataType.FLOAT);
    INDArray dy = layer.outputGradient(floats, DataType.FLOAT);
    for (Parameter p : doubles.parameters()) {
      p.set(floats.parameters().get(p.name()).value().castTo(DataType.DOUBLE));
    }
    for (int i = 0; i < doubles.buffers().size(); i++) {
      doubles.buffers().get(i).set(floats.buffers().get(i).value().castTo(DataType.DOUBLE));
    }
    Results exact = pass(doubles, x.castTo(DataType.DOUBLE), dy.castTo(DataType.DOUBLE), mode);
    for (Arithmetic kernels : List.of(Arithmetic.FLOAT, Arithmetic.FLOAT_INDARRAYS)) {
      kernels.run(
          () -> {
            Results fast = pass(floats.copy(), x, dy, mode);
            assertClose(kernels + " output", exact.output, fast.output);
            assertClose(kernels + " dx", exact.dx, fast.dx);
            for (Parameter p : doubles.parameters()) {
              int from = Math.toIntExact(p.offset());
              int to = from + Math.toIntExact(p.shape().count());
              assertClose(
                  kernels + " " + p.name(),
                  Arrays.copyOfRange(exact.gradients, from, to),
                  Arrays.copyOfRange(fast.gradients, from, to));
            }
          });
    }
  }

  private static void assertClose(String what, double[] exact, double[] fast) {
    // 0.01: gradients below are what is left of sums of terms of about 1, whose rounding is 1e-7
    double largest = Math.max(Arrays.stream(exact).map(Math::abs).max().orElse(0), 0.01);
    for (int i = 0; i < exact.length; i++) {
      assertEquals(exact[i], fast[i], FLOAT * largest, what + " at " + i);
    }
  }

  @ParameterizedTest
  @MethodSource("arithmetics")
  void predictIsPureAndAnInferenceForward(LayerCase layer, Arithmetic arithmetic) {
    arithmetic.run(
        () -> {
          Network network = layer.network(arithmetic.type());
          INDArray x = layer.inputs(arithmetic.type());
          double[] input = Memory.toDoubles(x);
          double[] parameters = Memory.toDoubles(network.parameters().flat());
          List<double[]> buffers = buffers(network);
          double[] first = Memory.toDoubles(network.predict(x));
          Forward forward = network.forward(x, Mode.INFERENCE, RUN);
          assertArrayEquals(
              network.outputShape().withBatch(layer.batch()), forward.output().shape());
          assertArrayEquals(first, Memory.toDoubles(forward.output()));
          INDArray dy = layer.outputGradient(network, arithmetic.type());
          double[] outputGradient = Memory.toDoubles(dy);
          forward.pullback().apply(dy, network.newGradients());
          assertArrayEquals(first, Memory.toDoubles(network.predict(x)));
          assertArrayEquals(input, Memory.toDoubles(x));
          assertArrayEquals(outputGradient, Memory.toDoubles(dy));
          assertArrayEquals(parameters, Memory.toDoubles(network.parameters().flat()));
          for (int i = 0; i < buffers.size(); i++) {
            assertArrayEquals(buffers.get(i), buffers(network).get(i));
          }
        });
  }

  private static List<double[]> buffers(Network network) {
    return network.buffers().stream().map(Buffer::value).map(Memory::toDoubles).toList();
  }

  @ParameterizedTest
  @MethodSource("arithmetics")
  void trainingChangesNothingButBuffers(LayerCase layer, Arithmetic arithmetic) {
    arithmetic.run(
        () -> {
          Network network = layer.network(arithmetic.type());
          INDArray x = layer.inputs(arithmetic.type());
          INDArray dy = layer.outputGradient(network, arithmetic.type());
          double[] before = Memory.toDoubles(x);
          double[] dyBefore = Memory.toDoubles(dy);
          double[] parameters = Memory.toDoubles(network.parameters().flat());
          Results first = pass(network, x, dy, Mode.TRAINING);
          assertArrayEquals(before, Memory.toDoubles(x));
          assertArrayEquals(dyBefore, Memory.toDoubles(dy));
          assertArrayEquals(parameters, Memory.toDoubles(network.parameters().flat()));
          assertSame(first, pass(network, x, dy, Mode.TRAINING));
        });
  }

  @ParameterizedTest
  @MethodSource("arithmetics")
  void twoPassesMayBeOpenAtOnce(LayerCase layer, Arithmetic arithmetic) {
    arithmetic.run(
        () -> {
          Network network = layer.network(arithmetic.type());
          INDArray x = layer.inputs(arithmetic.type());
          INDArray other = x.mul(-0.7).addi(0.1);
          INDArray dy = layer.outputGradient(network, arithmetic.type());
          for (Mode mode : Mode.values()) {
            Network alone = network.copy();
            Results expected = pass(alone, x, dy, mode);
            alone.copyFrom(network);
            Results expectedOther = pass(alone, other, dy, Mode.TRAINING);
            Forward first = network.forward(x, mode, RUN);
            Forward second = network.forward(other, Mode.TRAINING, RUN);
            assertSame(expectedOther, finish(network, second, dy));
            assertSame(expected, finish(network, first, dy));
          }
        });
  }

  private static Results finish(Network network, Forward forward, INDArray dy) {
    Gradients gradients = network.newGradients();
    double[] dx = Memory.toDoubles(forward.pullback().apply(dy, gradients));
    double[] output = Memory.toDoubles(forward.output());
    return new Results(output, dx, Memory.toDoubles(gradients.flat()));
  }

  @ParameterizedTest
  @MethodSource("arithmetics")
  void gradientsAddUp(LayerCase layer, Arithmetic arithmetic) {
    arithmetic.run(
        () -> {
          Network network = layer.network(arithmetic.type());
          INDArray x = layer.inputs(arithmetic.type());
          INDArray dy = layer.outputGradient(network, arithmetic.type());
          Gradients once = network.newGradients();
          network.forward(x, Mode.TRAINING, RUN).pullback().apply(dy, once);
          Gradients thrice = network.newGradients();
          Memory.fill(thrice.flat(), 1);
          for (int i = 0; i < 2; i++) {
            network.forward(x, Mode.TRAINING, RUN).pullback().apply(dy, thrice);
          }
          double[] expected = Memory.toDoubles(once.flat().mul(2).addi(1));
          double[] actual = Memory.toDoubles(thrice.flat());
          double rounding = arithmetic == Arithmetic.DOUBLE ? 1e-14 : 1e-6;
          double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
          assertArrayEquals(expected, actual, rounding * 4 * largest);
        });
  }

  @ParameterizedTest
  @MethodSource("arithmetics")
  void theOrderInMemoryDoesNotMatter(LayerCase layer, Arithmetic arithmetic) {
    arithmetic.run(
        () -> {
          Network network = layer.network(arithmetic.type());
          INDArray x = layer.inputs(arithmetic.type());
          INDArray dy = layer.outputGradient(network, arithmetic.type());
          Results expected = pass(network, x, dy, Mode.TRAINING);
          assertSame(expected, pass(network, reordered(x), reordered(dy), Mode.TRAINING));
          assertSame(expected, pass(network, x.dup('f'), dy.dup('f'), Mode.TRAINING));
        });
  }

  private static INDArray reordered(INDArray a) {
    INDArray copy = Memory.array(a.dataType(), a.shape());
    Memory.copy(a, copy);
    return copy;
  }

  @ParameterizedTest
  @MethodSource("arithmetics")
  void parameterGradientsDoNotNeedTheInputGradient(LayerCase layer, Arithmetic arithmetic) {
    arithmetic.run(
        () -> {
          Network network = layer.network(arithmetic.type());
          INDArray x = layer.inputs(arithmetic.type());
          INDArray dy = layer.outputGradient(network, arithmetic.type());
          Results expected = pass(network, x, dy, Mode.TRAINING);
          Gradients gradients = network.newGradients();
          Run run = new Run(RUN.seed(), RUN.epoch(), RUN.step(), false);
          network.forward(x, Mode.TRAINING, run).pullback().apply(dy, gradients);
          assertArrayEquals(expected.gradients, Memory.toDoubles(gradients.flat()));
        });
  }

  /** A layer that is a part of a network. */
  private record Inside(LayerSpec layer) implements LayerSpec {
    @Override
    public Layer create(Builder builder) {
      return builder.child("0", layer, builder.inputShape());
    }
  }

  /** Every layer builds for an input of any rank, or refuses it by its own place. */
  @ParameterizedTest
  @MethodSource("cases")
  void wrongRanksAreRefusedAtBuildTime(LayerCase layer) {
    for (int rank = 1; rank <= 4; rank++) {
      long[] sizes = new long[rank];
      Arrays.fill(sizes, 12);
      Shape input = Shape.of(sizes);
      try {
        new Inside(layer.spec()).build(input, 1, DataType.DOUBLE);
      } catch (IllegalArgumentException e) {
        assertTrue(
            String.valueOf(e.getMessage()).matches("(?s).* \\(layer 0[^ ]*\\)"),
            () -> "the layer refuses " + input + " by no Builder.error: " + e);
      } catch (RuntimeException e) {
        throw new AssertionError(layer + " on " + input, e);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void wrongInputsAreRefusedAtRunTime(LayerCase layer) {
    Network network = layer.network(DataType.FLOAT);
    long[] right = layer.input().withBatch(layer.batch());
    long[] larger = right.clone();
    larger[right.length - 1]++;
    long[] deeper = Arrays.copyOf(right, right.length + 1);
    deeper[right.length] = 1;
    long[] flatter = Arrays.copyOf(right, right.length - 1);
    for (long[] wrong : List.of(larger, deeper, flatter)) {
      INDArray x = Nd4j.ones(DataType.FLOAT, wrong);
      String expected =
          " expects input %s, got %s; "
              .formatted(layer.input().batchText(), Arrays.toString(wrong));
      assertRefused(expected, () -> network.predict(x));
      for (Mode mode : Mode.values()) {
        assertRefused(expected, () -> network.forward(x, mode, RUN));
      }
    }
    Forward forward = network.forward(layer.inputs(DataType.FLOAT), Mode.TRAINING, RUN);
    INDArray dy = Nd4j.ones(DataType.FLOAT, layer.batch() + 1, 97);
    assertRefused(
        "the pullback was given an output gradient of the shape " + Arrays.toString(dy.shape()),
        () -> forward.pullback().apply(dy, network.newGradients()));
  }

  private static void assertRefused(String expected, Executable call) {
    String message =
        String.valueOf(assertThrows(IllegalArgumentException.class, call).getMessage());
    assertTrue(message.contains(expected), message);
  }
}
