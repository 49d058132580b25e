package org.slope.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.slope.layers.Layers.conv2d;
import static org.slope.layers.Layers.relu;
import static org.slope.layers.Layers.sequential;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.core.Network;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;
import org.slope.testkit.LayerCase;
import org.slope.testkit.LayerContract;

class Conv2dTest extends LayerContract {
  @Override
  public List<LayerCase> cases() {
    return List.of(
        LayerCase.of(conv2d(4, 3), 2, 5, 6),
        LayerCase.of(conv2d(3, 1), 4, 3, 2),
        LayerCase.of(conv2d(3, 1).stride(2).withoutBias(), 2, 4, 5).batch(1),
        LayerCase.of(conv2d(2, 3, 1).stride(2, 1).padding(1), 3, 5, 4),
        LayerCase.of(conv2d(2, 2, 3).dilation(2, 1).padding(Padding.of(0, 1, 2, 3)), 1, 5, 4),
        LayerCase.of(conv2d(2, 4, 2).stride(2, 3).padding(Padding.same().value(0.5)), 2, 5, 7),
        LayerCase.of(conv2d(6, 3).groups(2).padding(Padding.same()), 4, 4, 4).batch(2),
        LayerCase.of(conv2d(6, 2).groups(3).padding(3), 3, 3, 3),
        LayerCase.of(conv2d(3, 2, 3).groups(3).padding(Padding.same().value(0.5)), 3, 4, 5),
        LayerCase.of(sequential(conv2d(3, 2), relu()), 2, 4, 4));
  }

  /**
   * torch 1.13.1: {@code conv2d(arange(9).view(1, 1, 3, 3), arange(4).view(1, 1, 2, 2),
   * tensor([1.]), padding='same')}: an even kernel is padded at the bottom and on the right.
   */
  @Test
  void evenKernelsArePaddedAtTheBottomAndOnTheRight() {
    double[] y = convolved(Padding.same());
    assertArrayEquals(new double[] {20.0, 26.0, 11.0, 38.0, 44.0, 17.0, 8.0, 9.0, 1.0}, y);
  }

  /** The same image, padded by hand at the top and on the left: torch 1.13.1's answer for that. */
  @Test
  void sameLowerPadsEvenKernelsAtTheTopAndOnTheLeft() {
    double[] y = convolved(Padding.sameLower());
    assertArrayEquals(new double[] {1.0, 4.0, 9.0, 10.0, 20.0, 26.0, 22.0, 38.0, 44.0}, y);
  }

  private static double[] convolved(Padding padding) {
    Network network = conv2d(1, 2).padding(padding).build(Shape.of(1, 3, 3), 1, DataType.DOUBLE);
    network
        .parameters()
        .get("weight")
        .set(Nd4j.arange(4).castTo(DataType.DOUBLE).reshape(1, 1, 2, 2));
    network.parameters().get("bias").set(Nd4j.create(new double[] {1}));
    return Memory.toDoubles(network.predict(Nd4j.arange(9).reshape(1, 1, 3, 3)));
  }
}
