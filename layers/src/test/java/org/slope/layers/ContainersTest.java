package org.slope.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slope.layers.Layers.batchNorm;
import static org.slope.layers.Layers.conv2d;
import static org.slope.layers.Layers.dense;
import static org.slope.layers.Layers.dropout;
import static org.slope.layers.Layers.flatten;
import static org.slope.layers.Layers.maxPool2d;
import static org.slope.layers.Layers.relu;
import static org.slope.layers.Layers.reshape;
import static org.slope.layers.Layers.residual;
import static org.slope.layers.Layers.sequential;
import static org.slope.layers.Layers.softplus;
import static org.slope.layers.Layers.tanh;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.core.Builder;
import org.slope.core.Forward;
import org.slope.core.Gradients;
import org.slope.core.Initializers;
import org.slope.core.Layer;
import org.slope.core.LayerSpec;
import org.slope.core.Mode;
import org.slope.core.Network;
import org.slope.core.Pass;
import org.slope.core.Run;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;
import org.slope.testkit.Arithmetic;
import org.slope.testkit.LayerCase;
import org.slope.testkit.LayerContract;

class ContainersTest extends LayerContract {

  /** A user's layer, {@code y = x²}, in plain INDArray operations that leave any layout. */
  record Square() implements LayerSpec {
    @Override
    public Layer create(Builder builder) {
      Shape shape = builder.inputShape();
      return new Layer() {
        @Override
        public Shape outputShape() {
          return shape;
        }

        @Override
        public Forward forward(INDArray x, Pass pass) {
          INDArray y = predict(x, pass);
          return new Forward(y, (dy, gradients) -> x.mul(2).muli(dy).dup('f'));
        }

        @Override
        public INDArray predict(INDArray x, Pass pass) {
          return x.mul(x).dup('c');
        }
      };
    }
  }

  /** What relu computes, in a layer that nothing fuses. */
  record PlainRelu() implements ElementWise {
    @Override
    public double value(double x) {
      return Math.max(x, 0);
    }

    @Override
    public double derivative(double x, double y) {
      return x > 0 ? 1 : 0;
    }
  }

  /** A user's composite, which knows nothing of input gradients that are not wanted. */
  record Chain(LayerSpec first, LayerSpec second) implements LayerSpec {
    @Override
    public Layer create(Builder builder) {
      Layer a = builder.child("first", first, builder.inputShape());
      Layer b = builder.child("second", second, a.outputShape());
      return new Layer() {
        @Override
        public Shape outputShape() {
          return b.outputShape();
        }

        @Override
        public Forward forward(INDArray x, Pass pass) {
          Forward inner = a.forward(x, pass);
          Forward outer = b.forward(inner.output(), pass);
          return new Forward(
              outer.output(),
              (dy, gradients) ->
                  inner.pullback().apply(outer.pullback().apply(dy, gradients), gradients));
        }

        @Override
        public INDArray predict(INDArray x, Pass pass) {
          return b.predict(a.predict(x, pass), pass);
        }
      };
    }
  }

  /** The identity, which tells whether its input gradient was wanted. */
  record Probe(AtomicBoolean wanted) implements LayerSpec {
    @Override
    public Layer create(Builder builder) {
      Shape shape = builder.inputShape();
      return new Layer() {
        @Override
        public Shape outputShape() {
          return shape;
        }

        @Override
        public Forward forward(INDArray x, Pass pass) {
          wanted.set(pass.wantsInputGradient());
          return new Forward(x, (dy, gradients) -> dy);
        }

        @Override
        public INDArray predict(INDArray x, Pass pass) {
          return x;
        }
      };
    }
  }

  @Override
  public List<LayerCase> cases() {
    return List.of(
        LayerCase.of(flatten(), 2, 3, 4),
        LayerCase.of(flatten(), 5),
        LayerCase.of(flatten(), 3, 4),
        LayerCase.of(reshape(2, 3, 4), 24),
        LayerCase.of(reshape(4, 6), 2, 3, 4),
        LayerCase.of(reshape(3, 2, 4), 2, 3, 4),
        LayerCase.of(dropout(0.5), 3, 4, 2),
        LayerCase.of(dropout(0), 5),
        LayerCase.of(
                sequential(
                    conv2d(3, 2).withoutBias(),
                    batchNorm(),
                    relu(),
                    maxPool2d(2),
                    flatten(),
                    dense(4),
                    tanh()),
                1,
                6,
                6)
            .seed(2),
        LayerCase.of(
                sequential(sequential(dense(4).withoutBias(), batchNorm()), relu(), dense(2)), 3)
            .batch(4)
            .seed(2),
        LayerCase.of(sequential(reshape(1, 4, 4), tanh(), conv2d(2, 3), relu(), flatten()), 16),
        LayerCase.of(sequential(conv2d(2, 2), new Square(), conv2d(1, 2), new Square()), 2, 4, 4),
        LayerCase.of(new Chain(dense(4), dense(2)), 3),
        LayerCase.of(sequential(new Chain(dense(4), dense(3)), tanh(), dense(2)), 3),
        LayerCase.of(
            sequential(tanh(), sequential(new Chain(dense(4), tanh()), dense(3)), dense(2)), 3),
        LayerCase.of(residual(new Chain(dense(4), dense(3)), new Chain(dense(3), tanh())), 3),
        LayerCase.of(residual(dense(5)), 5),
        LayerCase.of(residual(sequential(dense(4), tanh(), dense(3)), dense(3)), 5),
        LayerCase.of(residual(tanh(), softplus()), 3, 2, 2),
        LayerCase.of(residual(new Square(), conv2d(2, 1)), 2, 3, 3),
        LayerCase.of(
            sequential(
                conv2d(4, 3).padding(1),
                residual(
                    sequential(
                        conv2d(4, 3).padding(1).stride(2).withoutBias(), batchNorm(), relu()),
                    conv2d(4, 1).stride(2)),
                relu()),
            2,
            4,
            4));
  }

  @Test
  void flattenKeepsTheOrderOfTheShape() {
    LayerCase layer = LayerCase.of(flatten(), 2, 3, 4);
    INDArray x = layer.inputs(DataType.DOUBLE);
    assertArrayEquals(
        Memory.toDoubles(x), Memory.toDoubles(layer.network(DataType.DOUBLE).predict(x)));
  }

  @Test
  void fusingTheReluChangesNothing() {
    List<LayerSpec> before =
        List.of(
            conv2d(3, 2),
            batchNorm(),
            sequential(conv2d(3, 1), batchNorm()),
            sequential(flatten(), dense(7)));
    for (LayerSpec layer : before) {
      assertFusesRight(sequential(layer, relu()), sequential(layer, new PlainRelu()));
    }
  }

  @Test
  void poolingTakesTheDerivativeOfTheReluBeforeIt() {
    List<LayerSpec> before =
        List.of(
            conv2d(20, 3).padding(1),
            sequential(conv2d(3, 1), batchNorm()),
            new Chain(new Square(), conv2d(3, 1)));
    for (LayerSpec layer : before) {
      for (LayerSpec pool : List.of(maxPool2d(1), maxPool2d(2).padding(1), maxPool2d(1, 2))) {
        assertFusesRight(sequential(layer, relu(), pool), sequential(layer, new PlainRelu(), pool));
      }
    }
    LayerSpec layer = conv2d(20, 3).padding(1);
    LayerSpec pool = maxPool2d(2);
    assertFusesRight(
        sequential(layer, relu(), pool), sequential(layer, new PlainRelu(), pool), 2, 4, 6);
  }

  /** With vectors, which 20 channels fill; others go through the layers one by one. */
  @Test
  void aNormPoolsItsOutputsItself() {
    assertPoolsRight(List.of(relu(), maxPool2d(2)), List.of(new PlainRelu(), maxPool2d(2)));
    assertPoolsRight(
        List.of(maxPool2d(2), reshape(20, 2, 3)), List.of(reshape(20, 4, 6), maxPool2d(2)));
  }

  @Test
  void aNormThatPoolsIsNamedAllTheSame() {
    Network net =
        sequential(conv2d(20, 3).padding(1), batchNorm(), maxPool2d(2), flatten())
            .build(Shape.of(3, 4, 6), 1);
    net.parameters().get("1.weight").set(Nd4j.valueArrayOf(20, Float.NaN));
    INDArray x = Nd4j.rand(DataType.FLOAT, 2, 3, 4, 6);
    assertEquals(
        Optional.of("1: batchNorm()"),
        net.firstNonFinite(x, Mode.TRAINING, new Run(1, 0, 0, false)));
  }

  private static void assertPoolsRight(List<LayerSpec> fused, List<LayerSpec> plain) {
    assertFusesRight(afterNorm(fused), afterNorm(plain), 2, 4, 6);
  }

  private static LayerSpec afterNorm(List<LayerSpec> two) {
    LayerSpec conv = conv2d(20, 3).padding(1);
    return sequential(conv, batchNorm(), two.get(0), two.get(1), flatten(), dense(7), relu());
  }

  private static void assertFusesRight(LayerSpec fused, LayerSpec plain) {
    assertFusesRight(fused, plain, 2, 4, 3);
  }

  private static void assertFusesRight(LayerSpec fused, LayerSpec plain, long... shape) {
    for (Arithmetic arithmetic : Arithmetic.values()) {
      arithmetic.run(
          () ->
              assertFusesRight(
                  LayerCase.of(fused, shape), LayerCase.of(plain, shape), arithmetic.type()));
    }
  }

  private static void assertFusesRight(LayerCase fused, LayerCase plain, DataType type) {
    Network a = fused.network(type);
    Network b = plain.network(type);
    for (var p : a.parameters()) {
      b.parameters().get(p.name()).set(p.value()); // the two start differently
    }
    Gradients da = a.newGradients();
    Gradients db = b.newGradients();
    INDArray x = fused.inputs(type);
    Forward fa = a.forward(x);
    Forward fb = b.forward(x);
    double[] y = Memory.toDoubles(fa.output());
    assertTrue(Arrays.stream(y).anyMatch(v -> v == 0) && Arrays.stream(y).anyMatch(v -> v > 0));
    assertArrayEquals(Memory.toDoubles(fb.output()), y);
    INDArray dy = fused.outputGradient(a, type);
    assertArrayEquals(
        Memory.toDoubles(fb.pullback().apply(dy, db)),
        Memory.toDoubles(fa.pullback().apply(dy, da)));
    assertArrayEquals(Memory.toDoubles(db.flat()), Memory.toDoubles(da.flat()));
  }

  /** Layers write over gradients that nobody else has: what is given, and activations, stay. */
  @Test
  void aPullbackCanBeAppliedAgain() {
    LayerSpec block = sequential(conv2d(4, 3).padding(1), batchNorm(), relu(), conv2d(4, 1));
    LayerSpec spec =
        sequential(
            conv2d(4, 3),
            batchNorm(),
            relu(),
            residual(block),
            maxPool2d(2),
            flatten(),
            dense(5),
            relu(),
            dense(3));
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      Network network = spec.build(Shape.of(2, 8, 8), 7, type);
      INDArray x = Nd4j.rand(type, 3, 2, 8, 8);
      INDArray dy = Nd4j.rand(type, 3, 3);
      INDArray given = dy.dup();
      Forward forward = network.forward(x);
      Gradients first = network.newGradients();
      Gradients second = network.newGradients();
      double[] dx = Memory.toDoubles(forward.pullback().apply(dy, first));
      assertArrayEquals(dx, Memory.toDoubles(forward.pullback().apply(dy, second)));
      assertEquals(first.flat(), second.flat());
      assertEquals(given, dy);
    }
  }

  @Test
  void weightsBeforeARectifierStartLarger() {
    double glorot = largestWeight(sequential(dense(50), tanh(), relu()));
    double he = Math.sqrt(6 / 50.0);
    assertEquals(Math.sqrt(6 / 100.0), glorot, 0.003); // Glorot and Bengio 2010
    assertEquals(
        he, largestWeight(sequential(dense(50), batchNorm(), dropout(0.5), relu())), 0.003);
    assertEquals(he, largestWeight(sequential(sequential(dense(50), batchNorm()), relu())), 0.003);
    assertEquals(he, largestWeight(sequential(dense(50), sequential(relu(), dense(2)))), 0.003);
    assertEquals(he, largestWeight(sequential(residual(dense(50)), relu())), 0.003);
    LayerSpec chosen = dense(50).initializer(Initializers.filled(3));
    assertEquals(3, largestWeight(sequential(chosen, relu())));
  }

  private static double largestWeight(LayerSpec spec) {
    Network network = spec.build(Shape.of(50), 1);
    return Arrays.stream(Memory.toDoubles(network.parameters().get(0).value()))
        .map(Math::abs)
        .max()
        .orElseThrow();
  }

  @Test
  void rectifiersAreSoughtOnce() {
    LayerSpec[] layers = new LayerSpec[100_000];
    Arrays.fill(layers, flatten());
    layers[0] = dense(50);
    // a search from each layer on takes minutes
    assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> sequential(layers).build(Shape.of(2), 1));
  }

  @Test
  void containersTellTheirChildrenWhetherTheInputGradientIsWanted() {
    AtomicBoolean wanted = new AtomicBoolean();
    LayerSpec inner = residual(sequential(new Probe(wanted), dense(3)));
    Network network = sequential(inner, dense(2)).build(Shape.of(3), 1, DataType.DOUBLE);
    INDArray x = Nd4j.ones(DataType.DOUBLE, 2, 3);
    for (boolean wants : new boolean[] {true, false}) {
      network.forward(x, Mode.TRAINING, new Run(1, 1, 1, wants));
      assertEquals(wants, wanted.get());
    }
  }

  @Test
  void parametersAreNamedByTheirPlace() {
    Network network =
        sequential(
                conv2d(2, 3),
                batchNorm(),
                residual(sequential(batchNorm()), conv2d(2, 1).withoutBias()),
                flatten(),
                dense(3))
            .build(Shape.of(1, 5, 5), 1);
    assertEquals(
        "0.weight [2, 1, 3, 3], 0.bias [2], 1.weight [2], 1.bias [2], 2.body.0.weight [2],"
            + " 2.body.0.bias [2], 2.projection.weight [2, 2, 1, 1], 4.weight [3, 18], 4.bias [3]",
        network.parameters().toString());
    assertTrue(network.summary().contains("1  BatchNorm(2)"), network.summary());
    assertTrue(network.summary().contains("2.projection  Conv2d(2 -> 2, 1x1)"), network.summary());
  }

  @Test
  void dropoutKeepsTheMean() {
    LayerCase layer = LayerCase.of(dropout(0.3), 200, 500);
    for (Arithmetic arithmetic : Arithmetic.values()) {
      arithmetic.run(
          () -> {
            Network network = layer.network(arithmetic.type());
            INDArray x = layer.inputs(arithmetic.type());
            Memory.fill(x, 1);
            double[] y = Memory.toDoubles(network.forward(x).output());
            double kept = Arrays.stream(y).filter(v -> v > 0).max().orElseThrow();
            assertEquals(1 / 0.7, kept, 1e-6);
            assertTrue(Arrays.stream(y).allMatch(v -> v == 0 || v == kept));
            // 300,000 draws: one standard deviation of the share is 0.0008
            assertEquals(0.3, Arrays.stream(y).filter(v -> v == 0).count() / 300_000.0, 0.004);
          });
    }
  }

  /** A step of 12,288 elements needs 6 tiles; each may cost a few objects, but no arrays. */
  @Test
  void dropoutReusesItsTiles() {
    var thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    Network network = dropout(0.5).build(Shape.of(4096), 1);
    INDArray x = Nd4j.ones(DataType.FLOAT, 3, 4096);
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      long before = thread.getCurrentThreadAllocatedBytes();
      network.forward(x).pullback().apply(x, network.newGradients());
      least = Math.min(least, thread.getCurrentThreadAllocatedBytes() - before);
    }
    assertTrue(least < 16_384, "allocates " + least + " bytes"); // a tile: 16,384
  }

  @Test
  void dropoutDependsOnTheRunAndTheLayerAlone() {
    LayerCase layer = LayerCase.of(sequential(dropout(0.5), dropout(0.5)), 64);
    Network network = layer.network(DataType.FLOAT);
    INDArray x = layer.inputs(DataType.FLOAT);
    double[] y = output(network, x, new Run(1, 2, 3, true));
    assertArrayEquals(y, output(network.copy(), x, new Run(1, 2, 3, false)));
    assertNotEquals(zeros(y), zeros(output(network, x, new Run(1, 2, 4, true))));
    assertNotEquals(zeros(y), zeros(output(network, x, new Run(1, 3, 3, true))));
    assertNotEquals(zeros(y), zeros(output(network, x, new Run(2, 2, 3, true))));
    double share = zeros(y).stream().filter(zero -> zero).count() / (double) y.length;
    assertEquals(0.75, share, 0.12); // were both masks alike, it would be 0.5; 192 draws, σ 0.03
  }

  private static double[] output(Network network, INDArray x, Run run) {
    return Memory.toDoubles(network.forward(x, Mode.TRAINING, run).output());
  }

  private static List<Boolean> zeros(double[] y) {
    return Arrays.stream(y).mapToObj(v -> v == 0).toList();
  }
}
