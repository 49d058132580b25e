package org.slope.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.slope.layers.Layers.avgPool2d;
import static org.slope.layers.Layers.globalAvgPool2d;
import static org.slope.layers.Layers.globalMaxPool2d;
import static org.slope.layers.Layers.maxPool2d;
import static org.slope.layers.Layers.pad2d;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.core.LayerSpec;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;
import org.slope.testkit.LayerCase;
import org.slope.testkit.LayerContract;

class PoolingTest extends LayerContract {
  @Override
  public List<LayerCase> cases() {
    return List.of(
        LayerCase.of(maxPool2d(2), 2, 4, 5),
        LayerCase.of(maxPool2d(3).stride(2).padding(1), 2, 5, 6),
        LayerCase.of(maxPool2d(2, 3).stride(2, 1).padding(Padding.of(0, 1, 1, 0)), 3, 4, 4),
        LayerCase.of(maxPool2d(2).dilation(2, 1).stride(1), 2, 5, 3),
        LayerCase.of(maxPool2d(3).stride(2).padding(Padding.same()).ceilMode(), 1, 6, 7),
        LayerCase.of(maxPool2d(2).padding(Padding.of(1, 1).value(0.123)), 2, 4, 4),
        LayerCase.of(maxPool2d(2).ceilMode(), 2, 5, 3),
        LayerCase.of(avgPool2d(2), 2, 4, 5),
        LayerCase.of(avgPool2d(3).stride(2).padding(1), 2, 5, 6),
        LayerCase.of(
            avgPool2d(3, 2).stride(2, 1).padding(Padding.same()).excludePadding(), 2, 5, 4),
        LayerCase.of(avgPool2d(3).stride(2).padding(1).ceilMode(), 2, 6, 8).batch(2),
        LayerCase.of(avgPool2d(2).padding(Padding.of(1, 0).value(2)).divisor(3), 1, 4, 4),
        LayerCase.of(avgPool2d(2, 3).stride(2).padding(Padding.sameLower()), 2, 5, 4),
        LayerCase.of(pad2d(Padding.of(1, 0, 2, 3)), 2, 4, 3),
        LayerCase.of(pad2d(Padding.of(2, 1).value(-1.5)), 3, 2, 2),
        LayerCase.of(globalAvgPool2d(), 4, 3, 5),
        LayerCase.of(globalMaxPool2d(), 4, 3, 5));
  }

  /** The border of {@code [[1, 2], [3, 4]]}, drawn. */
  @Test
  void padPutsItsValueAroundTheImage() {
    var x = Nd4j.create(new double[] {1, 2, 3, 4}).reshape(1, 1, 2, 2);
    var network = pad2d(Padding.of(1, 0, 0, 2).value(9)).build(Shape.of(1, 2, 2), 1);
    assertArrayEquals(
        new double[] {
          9, 9, 9, 9,
          1, 2, 9, 9,
          3, 4, 9, 9
        },
        Memory.toDoubles(network.predict(x)));
  }

  /** torch 1.13.1 on {@code arange(1, 37).view(1, 1, 6, 6)}. */
  @Test
  void ceilModeAndPaddingAreThoseOfPyTorch() {
    assertPools(
        maxPool2d(3).stride(2).padding(1).ceilMode(),
        8.0,
        10.0,
        12.0,
        12.0,
        20.0,
        22.0,
        24.0,
        24.0,
        32.0,
        34.0,
        36.0,
        36.0,
        32.0,
        34.0,
        36.0,
        36.0);
    assertPools(maxPool2d(4, 5).stride(3).ceilMode(), 23.0, 24.0, 35.0, 36.0);
    assertPools(
        avgPool2d(3).stride(2).padding(1).ceilMode(),
        2.0,
        4.0,
        5.333333333333333,
        3.0,
        9.0,
        15.0,
        17.0,
        9.0,
        17.0,
        27.0,
        29.0,
        15.0,
        10.5,
        16.5,
        17.5,
        9.0);
    assertPools(
        avgPool2d(3).stride(2).padding(1).ceilMode().excludePadding(),
        4.5,
        6.0,
        8.0,
        9.0,
        13.5,
        15.0,
        17.0,
        18.0,
        25.5,
        27.0,
        29.0,
        30.0,
        31.5,
        33.0,
        35.0,
        36.0);
    assertPools(
        avgPool2d(4).stride(3).padding(1).ceilMode().divisor(5),
        14.4,
        25.2,
        7.2,
        55.2,
        81.6,
        21.6,
        19.2,
        27.6,
        7.2);
  }

  private static void assertPools(LayerSpec pool, double... expected) {
    var x = Nd4j.arange(1, 37).reshape(1, 1, 6, 6).castTo(DataType.DOUBLE);
    var network = pool.build(Shape.of(1, 6, 6), 1, DataType.DOUBLE);
    assertArrayEquals(expected, Memory.toDoubles(network.predict(x)), 1e-14 * 36, pool.toString());
  }
}
