package org.slope.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.slope.layers.Layers.batchNorm;
import static org.slope.layers.Layers.groupNorm;
import static org.slope.layers.Layers.layerNorm;
import static org.slope.layers.Layers.relu;
import static org.slope.layers.Layers.sequential;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.core.Gradients;
import org.slope.core.LayerSpec;
import org.slope.core.Network;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;
import org.slope.testkit.Arithmetic;
import org.slope.testkit.LayerCase;
import org.slope.testkit.LayerContract;

class NormsTest extends LayerContract {
  /** 2·3·2·2 numbers without a pattern: {@code (i·7 mod 24)/8}. */
  private static INDArray images() {
    double[] values = new double[24];
    for (int i = 0; i < 24; i++) {
      values[i] = i * 7 % 24 / 8.0;
    }
    return Nd4j.create(values, new long[] {2, 3, 2, 2}, 'c');
  }

  @Override
  public List<LayerCase> cases() {
    return List.of(
        LayerCase.of(batchNorm(), 4).batch(5),
        LayerCase.of(batchNorm(), 3, 2, 4),
        LayerCase.of(batchNorm().withoutAffine().epsilon(0.1), 2, 3, 3),
        LayerCase.of(batchNorm().momentum(0.5).biasedRunningVariance(), 2, 2, 2).batch(1),
        LayerCase.of(sequential(batchNorm(), relu()), 3, 2, 2),
        LayerCase.of(layerNorm(), 6),
        LayerCase.of(layerNorm(), 2, 3, 4),
        LayerCase.of(layerNorm(), 4, 3),
        LayerCase.of(layerNorm().lastDimensions(1), 4, 3),
        LayerCase.of(layerNorm().lastDimensions(1), 2, 3, 4),
        LayerCase.of(layerNorm().lastDimensions(2), 2, 3, 4),
        LayerCase.of(layerNorm().lastDimensions(3), 2, 2, 3, 2),
        LayerCase.of(layerNorm(), 1, 3, 2, 2),
        LayerCase.of(layerNorm().lastDimensions(2).withoutAffine().epsilon(0.01), 2, 3, 4),
        LayerCase.of(groupNorm(2), 4, 3, 2),
        LayerCase.of(groupNorm(3).epsilon(0.1), 6),
        LayerCase.of(groupNorm(1).withoutAffine(), 3, 2, 2));
  }

  /**
   * torch 1.13.1, LayerNorm([1, 3, 2, 2]) in double: its parameters have the rank of a batch of
   * images, but not the order in memory; γ is 0, 1, 2, …, β is 12, 11, 10, …, and dy is x.
   */
  @Test
  void layerNormOfFourDimensionsKeepsTheOrderOfItsParameters() {
    INDArray x = images().reshape(2, 1, 3, 2, 2);
    double[] y = {
      12.0,
      10.514250941851675,
      10.971498116296653,
      13.371741523334936,
      4.391578425183862,
      7.34696361296309,
      12.245345033335623,
      -4.229232104818197,
      1.2242910962952784,
      8.62081053000206,
      17.960326196302145,
      -7.396519433706782,
      12.0,
      12.003960605157898,
      6.756434967951407,
      7.378217483975703,
      10.162376688032396,
      15.108912580121483,
      -0.023763630947386538,
      5.540594172008099,
      13.26732866299598,
      -10.205943344769272,
      -1.8613869429149916,
      8.645546146971684
    };
    double[] dGamma = {
      -0.11584160828744972,
      1.9593760113702223,
      0.4446152227534965,
      3.2171053894089576,
      0.6301356471641806,
      4.758039727134703,
      1.589033933632435,
      -0.03931264051273053,
      2.5490765942231537,
      0.6207545543850428,
      3.906416336118716,
      0.9999055378407353
    };
    double[] dBeta = {1.5, 3.25, 2.0, 3.75, 2.5, 4.25, 3.0, 1.75, 3.5, 2.25, 4.0, 2.75};
    for (Arithmetic arithmetic : Arithmetic.values()) {
      double tolerance = arithmetic == Arithmetic.DOUBLE ? 1e-12 : 1e-5; // of values up to 20
      arithmetic.run(
          () -> {
            Network network = layerNorm().build(Shape.of(1, 3, 2, 2), 1, arithmetic.type());
            INDArray up = Nd4j.arange(12).castTo(DataType.DOUBLE).reshape(1, 3, 2, 2);
            network.parameters().get("weight").set(up);
            network.parameters().get("bias").set(up.rsub(12));
            assertArrayEquals(y, Memory.toDoubles(network.predict(x)), tolerance);
            Gradients gradients = network.newGradients();
            network.forward(x).pullback().apply(x.castTo(arithmetic.type()), gradients);
            network.forward(x).pullback().apply(x.castTo(arithmetic.type()), gradients); // adds
            INDArray weight = gradients.of(network.parameters().get("weight")).mul(0.5);
            INDArray bias = gradients.of(network.parameters().get("bias")).mul(0.5);
            assertArrayEquals(dGamma, Memory.toDoubles(weight), tolerance);
            assertArrayEquals(dBeta, Memory.toDoubles(bias), tolerance);
          });
    }
  }

  /** torch 1.13.1, BatchNorm2d(3), two training forwards of x and x². */
  @Test
  void runningStatisticsAreThoseOfPyTorch() {
    Network network = batchNorm().build(Shape.of(3, 2, 2), 1, DataType.DOUBLE);
    network.forward(images());
    network.forward(images().mul(images()));
    assertArrayEquals(
        new double[] {0.36734375, 0.41296875000000005, 0.45234375000000004},
        Memory.toDoubles(network.buffers().get(0).value()),
        1e-12);
    assertArrayEquals(
        new double[] {1.5497614397321429, 1.6968038504464287, 1.663556082589286},
        Memory.toDoubles(network.buffers().get(1).value()),
        1e-12);
    assertEquals("running_mean [3]", network.buffers().get(0).toString());
    assertEquals("running_var [3]", network.buffers().get(1).toString());
  }

  /** The same with {@code x.var((0, 2, 3), unbiased=False)}, momentum 0.1. */
  @Test
  void runningVarianceMayBeBiased() {
    Network network =
        batchNorm().biasedRunningVariance().build(Shape.of(3, 2, 2), 1, DataType.DOUBLE);
    network.forward(images());
    assertArrayEquals(
        new double[] {0.9769531250000001, 0.976953125, 0.9675781250000001},
        Memory.toDoubles(network.buffers().get(1).value()),
        1e-12);
  }

  /** torch 1.13.1: the first 6 elements of each norm's output. */
  @Test
  void outputsAreThoseOfPyTorch() {
    assertStarts(
        layerNorm(),
        -1.4572471744449786,
        -0.48574905814832625,
        0.48574905814832614,
        1.4572471744449786,
        -0.9021053937040344,
        0.06939272259261797);
    assertStarts(
        layerNorm().lastDimensions(2),
        -1.3416337771662052,
        -0.4472112590554017,
        0.4472112590554019,
        1.3416337771662055,
        -0.684252266485735,
        0.3801401480476305);
    assertStarts(
        layerNorm().lastDimensions(1),
        -0.9999738785745493,
        0.9999738785745492,
        -0.9999738785745491,
        0.9999738785745494,
        -0.9999738785745493,
        0.9999738785745492);
    assertStarts(
        groupNorm(3),
        -1.3416337771662052,
        -0.4472112590554017,
        0.4472112590554019,
        1.3416337771662055,
        -0.684252266485735,
        0.3801401480476305);
    assertStarts(
        groupNorm(1).epsilon(0.1),
        -1.3749691466828657,
        -0.4583230488942886,
        0.4583230488942886,
        1.3749691466828657,
        -0.8511713765179645,
        0.06547472127061266);
  }

  private static void assertStarts(LayerSpec norm, double... expected) {
    Network network = norm.build(Shape.of(3, 2, 2), 1, DataType.DOUBLE);
    double[] y = Memory.toDoubles(network.predict(images()));
    assertArrayEquals(expected, java.util.Arrays.copyOf(y, expected.length), 1e-12);
  }

  @Test
  void oneValueAChannelHasNoVariance() {
    Network network = sequential(batchNorm()).build(Shape.of(4), 1);
    INDArray one = Nd4j.ones(1, 4);
    assertEquals(
        "batchNorm() got one value per channel in training, which has no variance; it needs a batch"
            + " of 2 or more examples, or images of 2 or more pixels; drop the last short batch,"
            + " as the Trainer's dropLast() does, or use Mode.INFERENCE (layer 0)",
        assertThrows(IllegalArgumentException.class, () -> network.forward(one)).getMessage());
    assertEquals(4, network.predict(one).length());
  }
}
