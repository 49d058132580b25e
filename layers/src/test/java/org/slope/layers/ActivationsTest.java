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
   * here.
   */
  @Test
  void valuesAndDerivativesAreThoseOfPyTorch() {
    assertIs(
        relu(),
        """
        0.0 0.0 0.0 0.0 0.0 0.0 0.001 1.0 3.0 6.0 20.0 100.0
        """,
        """
        0.0 0.0 0.0 0.0 0.0 0.0 1.0 1.0 1.0 1.0 1.0 1.0
        """);
    assertIs(
        leakyRelu(),
        """
        -1.0 -0.2 -0.03 -0.01 -0.005 0.0 0.001 1.0 3.0 6.0 20.0 100.0
        """,
        """
        0.01 0.01 0.01 0.01 0.01 0.01 1.0 1.0 1.0 1.0 1.0 1.0
        """);
    assertIs(
        elu(0.5),
        """
        -0.5 -0.4999999989694232 -0.475106465816068 -0.31606027941427883 -0.1967346701436833
        0.0 0.001 1.0 3.0 6.0 20.0 100.0
        """,
        """
        1.860037988010418e-44 1.030576811219279e-09 0.024893534183931972 0.18393972058572117
        0.3032653298563167 0.5 1.0 1.0 1.0 1.0 1.0 1.0
        """);
    assertIs(
        selu(),
        """
        -1.7580993408473766 -1.758099337223664 -1.6705687287671118 -1.1113307378125625
        -0.6917581878028713 0.0 0.0010507009873554805 1.0507009873554805 3.1521029620664414
        6.304205924132883 21.014019747109607 105.07009873554804
        """,
        """
        6.540263121344393e-44 3.6237128249944113e-09 0.08753061208026487 0.646768603034814
        1.0663411530445053 1.7580993408473766 1.0507009873554805 1.0507009873554805
        1.0507009873554805 1.0507009873554805 1.0507009873554805 1.0507009873554805
        """);
    assertIs(
        sigmoid(),
        """
        3.7200759760208356e-44 2.0611536181902037e-09 0.04742587317756678 0.2689414213699951
        0.3775406687981454 0.5 0.5002499999791666 0.7310585786300049 0.9525741268224334
        0.9975273768433653 0.9999999979388463 1.0
        """,
        """
        3.7200759760208356e-44 2.0611536139418496e-09 0.04517665973091214
        0.19661193324148185 0.2350037122015945 0.25 0.24999993750001043 0.19661193324148185
        0.045176659730912 0.002466509291359931 2.0611536879193953e-09 0.0
        """);
    assertIs(
        tanh(),
        """
        -1.0 -1.0 -0.9950547536867305 -0.7615941559557649 -0.46211715726000974 0.0
        0.0009999996666668 0.7615941559557649 0.9950547536867305 0.9999877116507956 1.0 1.0
        """,
        """
        0.0 0.0 0.009866037165440166 0.41997434161402614 0.7864477329659274 1.0
        0.9999990000006667 0.41997434161402614 0.009866037165440166 2.4576547405302974e-05
        0.0 0.0
        """);
    assertIs(
        softplus(),
        """
        3.720075976020836e-44 2.061153620314381e-09 0.04858735157374206 0.31326168751822286
        0.4740769841801067 0.6931471805599453 0.6936473055599401 1.3132616875182228
        3.048587351573742 6.00247568513773 20.000000002061153 100.0
        """,
        """
        3.720075976020836e-44 2.0611536181902033e-09 0.04742587317756679 0.2689414213699951
        0.37754066879814546 0.5 0.5002499999791666 0.7310585786300049 0.9525741268224333
        0.9975273768433652 0.9999999979388464 1.0
        """);
    assertIs(
        softsign(),
        """
        -0.9900990099009901 -0.9523809523809523 -0.75 -0.5 -0.3333333333333333 0.0
        0.0009990009990009992 0.5 0.75 0.8571428571428571 0.9523809523809523
        0.9900990099009901
        """,
        """
        9.80296049406925e-05 0.0022675736961451226 0.0625 0.25 0.4444444444444444 1.0
        0.9980029960049942 0.25 0.0625 0.020408163265306117 0.0022675736961451226
        9.80296049406925e-05
        """);
    assertIs(
        gelu(),
        """
        -0.0 -0.0 -0.00404969409489031 -0.15865525393145702 -0.15426876936299344 0.0
        0.000500398942213911 0.841344746068543 2.99595030590511 5.999999994080474 20.0 100.0
        """,
        """
        0.0 -1.1041896724319527e-86 -0.01194564720418392 -0.08331547058768635
        0.13250487534383712 0.5 0.5007978842948414 1.0833154705876864 1.011945647204184
        1.0000000354687093 1.0 1.0
        """);
    assertIs(
        gelu().approximate(),
        """
        -0.0 -0.0 -0.0036373920817729943 -0.1588080093917233 -0.15428599017485606 0.0
        0.000500398942213582 0.8411919906082768 2.996362607918227 5.9999999999156035 20.0
        100.0
        """,
        """
        0.0 0.0 -0.011584166630969648 -0.08296408384578258 0.13263009646535764 0.5
        0.500797884293525 1.0829640838457826 1.0115841666309695 1.0000000007709977 1.0 1.0
        """);
    assertIs(
        silu(),
        """
        -3.720075976020836e-42 -4.122307236380407e-08 -0.14227761953270035
        -0.2689414213699951 -0.1887703343990727 0.0 0.0005002499999791667 0.7310585786300049
        2.8577223804672998 5.985164261060192 19.999999958776925 100.0
        """,
        """
        -3.682875216260627e-42 -3.9161918660646786e-08 -0.08810410601516962
        0.07232948812851325 0.2600388126973482 0.5 0.5004999999166666 0.9276705118714869
        1.0881041060151693 1.0123264325915249 1.0000000391619202 1.0
        """);
    assertIs(
        mish(),
        """
        -3.7200759760208363e-42 -4.122307240628762e-08 -0.1456474612756246
        -0.30340146137410895 -0.22074377465173 0.0 0.000600319983954133 0.8650983882673103
        2.9865350049679575 5.999926634065252 20.0 100.0
        """,
        """
        -3.682875216260627e-42 -3.916191874348969e-08 -0.09339311453232084
        0.059216755877395014 0.28951067791351226 0.6 0.6006399518165315 1.0490362200997922
        1.0211069109294435 1.00013414050621 1.0 1.0
        """);
    assertIs(
        hardtanh(),
        """
        -1.0 -1.0 -1.0 -1.0 -0.5 0.0 0.001 1.0 1.0 1.0 1.0 1.0
        """,
        """
        0.0 0.0 0.0 0.0 1.0 1.0 1.0 0.0 0.0 0.0 0.0 0.0
        """);
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
        relu6(),
        """
        0.0 0.0 0.0 0.0 0.0 0.0 0.001 1.0 3.0 6.0 6.0 6.0
        """,
        """
        0.0 0.0 0.0 0.0 0.0 0.0 1.0 1.0 1.0 0.0 0.0 0.0
        """);
    assertIs(
        logSigmoid(),
        """
        -100.0 -20.000000002061153 -3.048587351573742 -1.3132616875182228
        -0.9740769841801067 -0.6931471805599453 -0.6926473055599401 -0.31326168751822286
        -0.04858735157374206 -0.0024756851377304495 -2.061153620314381e-09
        -3.720075976020836e-44
        """,
        """
        1.0 0.9999999979388464 0.9525741268224333 0.7310585786300049 0.6224593312018545 0.5
        0.49975000002083336 0.2689414213699951 0.04742587317756679 0.0024726231566347748
        2.0611536181902033e-09 3.720075976020836e-44
        """);
    assertIs(
        prelu(),
        """
        -25.0 -5.0 -0.75 -0.25 -0.125 0.0 0.001 1.0 3.0 6.0 20.0 100.0
        """,
        """
        0.25 0.25 0.25 0.25 0.25 0.25 1.0 1.0 1.0 1.0 1.0 1.0
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
    assertIs(
        celu(2),
        """
        -2.0 -1.999909200140475 -1.5537396797031404 -0.7869386805747332
        -0.44239843385719024 0.0 0.001 1.0 3.0 6.0 20.0 100.0
        """,
        """
        1.9287498479639178e-22 4.5399929762484854e-05 0.22313016014842982
        0.6065306597126334 0.7788007830714049 1.0 1.0 1.0 1.0 1.0 1.0 1.0
        """);
    assertIs(
        thresholdedRelu(1),
        """
        0.0 0.0 0.0 0.0 0.0 0.0 0.0 0.0 3.0 6.0 20.0 100.0
        """,
        """
        0.0 0.0 0.0 0.0 0.0 0.0 0.0 0.0 1.0 1.0 1.0 1.0
        """);
    assertIs(
        hardshrink(),
        """
        -100.0 -20.0 -3.0 -1.0 0.0 0.0 0.0 1.0 3.0 6.0 20.0 100.0
        """,
        """
        1.0 1.0 1.0 1.0 0.0 0.0 0.0 1.0 1.0 1.0 1.0 1.0
        """);
    assertIs(
        softshrink(1),
        """
        -99.0 -19.0 -2.0 0.0 0.0 0.0 0.0 0.0 2.0 5.0 19.0 99.0
        """,
        """
        1.0 1.0 1.0 0.0 0.0 0.0 0.0 0.0 1.0 1.0 1.0 1.0
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
