package org.slope.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.slope.layers.Layers.celu;
import static org.slope.layers.Layers.elu;
import static org.slope.layers.Layers.gelu;
import static org.slope.layers.Layers.hardshrink;
import static org.slope.layers.Layers.hardsigmoid;
import static org.slope.layers.Layers.hardswish;
import static org.slope.layers.Layers.hardtanh;
import static org.slope.layers.Layers.leakyRelu;
import static org.slope.layers.Layers.logSigmoid;
import static org.slope.layers.Layers.logSoftmax;
import static org.slope.layers.Layers.mish;
import static org.slope.layers.Layers.prelu;
import static org.slope.layers.Layers.relu;
import static org.slope.layers.Layers.relu6;
import static org.slope.layers.Layers.selu;
import static org.slope.layers.Layers.sigmoid;
import static org.slope.layers.Layers.silu;
import static org.slope.layers.Layers.softmax;
import static org.slope.layers.Layers.softplus;
import static org.slope.layers.Layers.softshrink;
import static org.slope.layers.Layers.softsign;
import static org.slope.layers.Layers.tanh;
import static org.slope.layers.Layers.thresholdedRelu;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.core.Forward;
import org.slope.core.LayerSpec;
import org.slope.core.Network;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;
import org.slope.testkit.Arithmetic;
import org.slope.testkit.LayerCase;
import org.slope.testkit.LayerContract;

class ActivationsTest extends LayerContract {
  private static final double[] POINTS = {-100, -20, -3, -1, -0.5, 0, 1e-3, 1, 3, 6, 20, 100};

  @Override
  public List<LayerCase> cases() {
    Stream<LayerSpec> all =
        Stream.of(
            relu(),
            leakyRelu(),
            leakyRelu(0.3),
            elu(),
            elu(0.5),
            selu(),
            sigmoid(),
            tanh(),
            softplus(),
            softsign(),
            gelu(),
            gelu().approximate(),
            silu(),
            mish(),
            hardtanh(),
            hardtanh(-0.5, 2.5),
            hardsigmoid(),
            hardsigmoid(-0.3, 0.4),
            hardswish(),
            celu(),
            celu(2),
            selu(2, 3),
            thresholdedRelu(1),
            hardshrink(),
            softshrink(1),
            relu6(),
            logSigmoid(),
            softmax(),
            logSoftmax(),
            prelu());
    List<LayerCase> images = all.map(f -> LayerCase.of(f, 3, 2, 2).spread(7)).toList();
    return Stream.concat(
            images.stream(),
            Stream.of(
                LayerCase.of(relu(), 5),
                LayerCase.of(gelu(), 4, 3),
                LayerCase.of(softmax(), 5),
                LayerCase.of(logSoftmax(), 5),
                LayerCase.of(prelu(0.1), 5)))
        .toList();
  }

  /**
   * Outputs and derivatives of torch 1.13.1 in double, where hardsigmoid's 1/6 is a float's: exact
   * here. At 3, where hardswish bends, its derivative is that of torch's loop over single elements:
   * that over vectors has 1. The fixtures of reference have the other activations.
   */
  @Test
  void hardsigmoidAndHardswishAreThoseOfPyTorch() {
    assertIs(
        hardsigmoid(),
        """
        0.0 0.0 0.0 0.3333333333333333 0.4166666666666667 0.5 0.5001666666666666
        0.6666666666666666 1.0 1.0 1.0 1.0
        """,
        """
        0.0 0.0 0.0 0.16666666666666666 0.16666666666666666 0.16666666666666666
        0.16666666666666666 0.16666666666666666 0.0 0.0 0.0 0.0
        """);
    assertIs(
        hardswish(),
        """
        -0.0 -0.0 -0.0 -0.3333333333333333 -0.20833333333333334 0.0
        0.0005001666666666667 0.6666666666666666 3.0 6.0 20.0 100.0
        """,
        """
        0.0 0.0 -0.5 0.16666666666666669 0.33333333333333337 0.5 0.5003333333333333
        0.8333333333333333 1.5 1.0 1.0 1.0
        """);
  }

  private static void assertIs(LayerSpec f, String values, String derivatives) {
    Network network = f.build(Shape.of(POINTS.length), 1, DataType.DOUBLE);
    INDArray x = Nd4j.create(POINTS).reshape(1, POINTS.length);
    Forward forward = network.forward(x);
    INDArray ones = Nd4j.ones(DataType.DOUBLE, 1, POINTS.length);
    INDArray dx = forward.pullback().apply(ones, network.newGradients());
    assertRelative(f + " output", values, Memory.toDoubles(forward.output()));
    assertRelative(f + " derivative", derivatives, Memory.toDoubles(dx));
  }

  private static void assertRelative(String what, String numbers, double[] actual) {
    double[] expected =
        Stream.of(numbers.strip().split("\\s+")).mapToDouble(Double::parseDouble).toArray();
    assertEquals(POINTS.length, expected.length);
    for (int i = 0; i < expected.length; i++) {
      double scale = Math.max(Math.abs(expected[i]), 1e-3);
      assertArrayEquals(
          new double[] {expected[i]},
          new double[] {actual[i]},
          1e-12 * scale,
          what + " at " + POINTS[i]);
    }
  }

  /** torch 1.13.1 in double: log_softmax, and its gradient for these output gradients. */
  @Test
  void logSoftmaxIsExactFarFromZero() {
    double[] x = {200, -200, 199.5, -200, -200.25, -201};
    double[] dy = {1, 2, -0.5, 0.25, -1, 3};
    double[] y = {
      -0.4740769841801067, -400.4740769841801, -0.9740769841801067,
      -0.763922567069287, -1.013922567069287, -1.763922567069287
    };
    double[] dx = {
      -0.5561483280046364, 2.0, -1.4438516719953636,
      -0.7981300263496834, -1.8162844852817857, 2.614414511631469
    };
    for (Arithmetic arithmetic : Arithmetic.values()) {
      arithmetic.run(
          () -> {
            Network network = logSoftmax().build(Shape.of(3), 1, arithmetic.type());
            Forward forward =
                network.forward(Nd4j.create(x).reshape(2, 3).castTo(arithmetic.type()));
            INDArray gradient = Nd4j.create(dy).reshape(2, 3).castTo(arithmetic.type());
            double[] actual = Memory.toDoubles(forward.output());
            double[] back =
                Memory.toDoubles(forward.pullback().apply(gradient, network.newGradients()));
            // a float's rounding
            double rounding = arithmetic == Arithmetic.DOUBLE ? 1e-13 : 1e-7;
            for (int i = 0; i < x.length; i++) {
              assertEquals(y[i], actual[i], rounding * Math.abs(y[i]));
              assertEquals(dx[i], back[i], rounding * 3);
            }
          });
    }
  }

  /** torch 1.13.1: {@code softmax} and {@code log_softmax} of [1000, 1001, 998]. */
  @Test
  void softmaxDoesNotOverflow() {
    INDArray x = Nd4j.create(new double[] {1000, 1001, 998}).reshape(1, 3);
    Shape three = Shape.of(3);
    assertArrayEquals(
        new double[] {0.25949646034241913, 0.7053845126982412, 0.03511902695933973},
        Memory.toDoubles(softmax().build(three, 1, DataType.DOUBLE).predict(x)),
        1e-12);
    assertArrayEquals(
        new double[] {-1.3490122167681864, -0.34901221676818633, -3.349012216768186},
        Memory.toDoubles(logSoftmax().build(three, 1, DataType.DOUBLE).predict(x)),
        1e-12);
  }
}
