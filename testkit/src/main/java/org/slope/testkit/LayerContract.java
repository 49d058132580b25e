package org.slope.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
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
@ResourceLock(Resources.SYSTEM_PROPERTIES) // the choice of kernels is one
public abstract class LayerContract {
  /** Of the largest gradient of an array: what a right derivative stays below in double. */
  private static final double SMOOTH = 1e-7;

  /** Of the largest element of an array: float against double. */
  private static final double FLOAT = 1e-5;

  /** Gradients below are what is left of sums of terms of about 1, whose rounding is 1e-7. */
  private static final double FLOOR = 0.01;

  private static final Run RUN = Results.RUN;

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
    Results exact =
        Results.of(doubles, x.castTo(DataType.DOUBLE), dy.castTo(DataType.DOUBLE), mode);
    for (Arithmetic kernels : List.of(Arithmetic.FLOAT, Arithmetic.FLOAT_INDARRAYS)) {
      kernels.run(
          () ->
              Results.of(floats.copy(), x, dy, mode)
                  .assertClose(exact, FLOAT, FLOOR, kernels + " is as double"));
    }
  }

  /** What a network promises of an input and an output gradient. */
  private interface Promise {
    void check(Network network, INDArray x, INDArray dy);
  }

  /**
   * Checks a promise in an arithmetic. The arrays lie as in a network, so that a layer gets them
   * themselves and not copies.
   */
  private static void check(LayerCase layer, Arithmetic arithmetic, Promise promise) {
    arithmetic.run(
        () -> {
          Network network = layer.network(arithmetic.type());
          promise.check(
              network,
              Memory.copyOf(layer.inputs(arithmetic.type())),
              Memory.copyOf(layer.outputGradient(network, arithmetic.type())));
        });
  }

  @ParameterizedTest
  @MethodSource("arithmetics")
  void predictIsPureAndAnInferenceForward(LayerCase layer, Arithmetic arithmetic) {
    check(
        layer,
        arithmetic,
        (network, x, dy) -> {
          Untouched untouched = new Untouched(network, x, dy);
          List<double[]> buffers = buffers(network);
          double[] first = Memory.toDoubles(network.predict(x));
          untouched.check("predict");
          Forward forward = network.forward(x, Mode.INFERENCE, RUN);
          untouched.check("a forward at inference");
          assertArrayEquals(
              network.outputShape().withBatch(layer.batch()),
              forward.output().shape(),
              "the shape of the output is the one that was promised");
          assertArrayEquals(
              first,
              Memory.toDoubles(forward.output()),
              "the output: a forward at inference gives what predict gives");
          forward.pullback().apply(dy, network.newGradients());
          untouched.check("a pullback");
          assertArrayEquals(
              first, Memory.toDoubles(network.predict(x)), "the output: predict repeats");
          for (int i = 0; i < buffers.size(); i++) {
            assertArrayEquals(
                buffers.get(i),
                buffers(network).get(i),
                network.buffers().get(i).name() + ": inference changes no buffer");
          }
        });
  }

  /** What no pass may change, as it was. */
  private static final class Untouched {
    private final Map<String, INDArray> arrays = new LinkedHashMap<>();
    private final Map<String, double[]> before = new LinkedHashMap<>();

    Untouched(Network network, INDArray x, INDArray dy) {
      arrays.put("the input", x);
      arrays.put("the output gradient", dy);
      arrays.put("the parameters", network.parameters().flat());
      arrays.forEach((name, array) -> before.put(name, Memory.toDoubles(array)));
    }

    void check(String what) {
      arrays.forEach(
          (name, array) ->
              assertArrayEquals(
                  before.get(name),
                  Memory.toDoubles(array),
                  () -> name + ": " + what + " must not change it; write into pass.array(…)"));
    }
  }

  private static List<double[]> buffers(Network network) {
    return network.buffers().stream().map(Buffer::value).map(Memory::toDoubles).toList();
  }

  @ParameterizedTest
  @MethodSource("arithmetics")
  void trainingChangesNothingButBuffers(LayerCase layer, Arithmetic arithmetic) {
    check(
        layer,
        arithmetic,
        (network, x, dy) -> {
          Untouched untouched = new Untouched(network, x, dy);
          Results first = Results.of(network, x, dy, Mode.TRAINING);
          untouched.check("training");
          Results.of(network, x, dy, Mode.TRAINING).assertSame(first, "training repeats");
        });
  }

  @ParameterizedTest
  @MethodSource("arithmetics")
  void twoPassesMayBeOpenAtOnce(LayerCase layer, Arithmetic arithmetic) {
    check(
        layer,
        arithmetic,
        (network, x, dy) -> {
          INDArray other = x.mul(-0.7).addi(0.1);
          for (Mode mode : Mode.values()) {
            Network alone = network.copy();
            Results expected = Results.of(alone, x, dy, mode);
            alone.copyFrom(network);
            Results expectedOther = Results.of(alone, other, dy, Mode.TRAINING);
            Forward first = network.forward(x, mode, RUN);
            Forward second = network.forward(other, Mode.TRAINING, RUN);
            String promise = "a pass keeps what it needs in its pullback, not in the layer";
            Results.of(network, second, dy).assertSame(expectedOther, promise);
            Results.of(network, first, dy).assertSame(expected, promise);
          }
        });
  }

  @ParameterizedTest
  @MethodSource("arithmetics")
  void gradientsAddUp(LayerCase layer, Arithmetic arithmetic) {
    check(
        layer,
        arithmetic,
        (network, x, dy) -> {
          Gradients once = network.newGradients();
          network.forward(x, Mode.TRAINING, RUN).pullback().apply(dy, once);
          Gradients thrice = network.newGradients();
          Memory.fill(thrice.flat(), 1);
          for (int i = 0; i < 2; i++) {
            network.forward(x, Mode.TRAINING, RUN).pullback().apply(dy, thrice);
          }
          once.flat().muli(2).addi(1);
          double rounding = arithmetic == Arithmetic.DOUBLE ? 4e-14 : 4e-6;
          Results.of(network, thrice)
              .assertClose(
                  Results.of(network, once),
                  rounding,
                  1,
                  "a pullback adds to what is there, as gradients.of(p).addi(…) does");
        });
  }

  @ParameterizedTest
  @MethodSource("arithmetics")
  void theOrderInMemoryDoesNotMatter(LayerCase layer, Arithmetic arithmetic) {
    check(
        layer,
        arithmetic,
        (network, x, dy) -> {
          Results expected = Results.of(network, x, dy, Mode.TRAINING);
          for (char order : new char[] {'c', 'f'}) {
            Results.of(network, x.dup(order), dy.dup(order), Mode.TRAINING)
                .assertSame(expected, "the order of an array in memory does not matter");
          }
        });
  }

  @ParameterizedTest
  @MethodSource("arithmetics")
  void parameterGradientsDoNotNeedTheInputGradient(LayerCase layer, Arithmetic arithmetic) {
    check(
        layer,
        arithmetic,
        (network, x, dy) -> {
          Gradients expected = network.newGradients();
          network.forward(x, Mode.TRAINING, RUN).pullback().apply(dy, expected);
          Gradients gradients = network.newGradients();
          Run run = new Run(RUN.seed(), RUN.epoch(), RUN.step(), false);
          network.forward(x, Mode.TRAINING, run).pullback().apply(dy, gradients);
          Results.of(network, gradients)
              .assertSame(Results.of(network, expected), "it does not need the input gradient");
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
