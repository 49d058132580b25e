package org.slope.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.opentest4j.AssertionFailedError;
import org.slope.core.Builder;
import org.slope.core.Forward;
import org.slope.core.Layer;
import org.slope.core.LayerSpec;
import org.slope.core.Mode;
import org.slope.core.Network;
import org.slope.core.Pass;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;

class GradientCheckTest {
  @Test
  void aRightBackwardPassIsAsItsDifferences() {
    GradientCheck check = GradientCheck.of(new Gain(Gain.Fault.NONE), Shape.of(2, 3), 1);
    assertTrue(check.largestError() < 1e-10, check::toString);
    assertEquals(4, check.entries().size());
    check.assertBelow(1e-10);
  }

  /** The analytic and the numeric derivative of a are ∓Σ dy·x: an error of 2. */
  @Test
  void aWrongSignIsAnErrorOfTwoAndSaysWhere() {
    GradientCheck check = GradientCheck.of(new Gain(Gain.Fault.PARAMETER_GRADIENT), Shape.of(5), 1);
    GradientCheck.Entry worst = check.worst();
    assertEquals("weight", worst.array());
    assertEquals("at [0]", worst.where());
    assertEquals(2, worst.error(), 1e-9);
    assertEquals(-worst.analytic(), worst.numeric(), 1e-9);
    String message =
        assertThrows(AssertionFailedError.class, () -> check.assertBelow(1e-7)).getMessage();
    assertTrue(message.startsWith("expected errors of at most 1.0E-7; if the layer has"), message);
    assertTrue(message.endsWith(check.toString()), message);
    assertTrue(
        check
            .toString()
            .startsWith(
                "GradientCheck(Gain[fault=PARAMETER_GRADIENT] on [3 x [5]]): the largest relative"
                    + " error is 2.0, of weight at [0]: analytic "),
        check::toString);
    assertEquals(6, check.toString().lines().count());
  }

  /** 3,072 numbers lie so close to 0 that a larger step would cross relu's kink. */
  @Test
  void noStepCrossesAKinkAtZero() {
    GradientCheck.of(new Kink(), Shape.of(3, 32, 32), 1).assertBelow(1e-7);
  }

  /** A gradient of 0 where it is not: all of it is missing. */
  @Test
  void aForgottenGradientIsAnErrorOfOne() {
    GradientCheck check = GradientCheck.of(new Forgetful(), Shape.of(5), 1);
    assertEquals("input", check.worst().array());
    assertTrue(check.largestError() >= 1 && check.largestError() < 5, check::toString);
  }

  /** {@code max(x, 0)}. */
  private record Kink() implements LayerSpec {
    @Override
    public Layer create(Builder builder) {
      return layer(builder.inputShape(), x -> x.mul(x.gt(0).castTo(x.dataType())), true);
    }
  }

  /** {@code 2·x}, whose pullback gives 0. */
  private record Forgetful() implements LayerSpec {
    @Override
    public Layer create(Builder builder) {
      return layer(builder.inputShape(), x -> x.mul(2), false);
    }
  }

  private static Layer layer(Shape shape, UnaryOperator<INDArray> f, boolean passesOn) {
    return new Layer() {
      @Override
      public Shape outputShape() {
        return shape;
      }

      @Override
      public INDArray predict(INDArray x, Pass pass) {
        return f.apply(x);
      }

      @Override
      public Forward forward(INDArray x, Pass pass) {
        return new Forward(
            f.apply(x),
            (dy, gradients) -> passesOn ? dy.mul(x.gt(0).castTo(x.dataType())) : dy.mul(0));
      }
    };
  }

  @Test
  void aWrongInputGradientIsOneOfTheInput() {
    GradientCheck check = GradientCheck.of(new Gain(Gain.Fault.INPUT_GRADIENT), Shape.of(5), 1);
    assertEquals("input", check.worst().array());
  }

  @Test
  void aNetworkIsCheckedAsItIsAndStaysSo() {
    Network network = new Gain(Gain.Fault.NONE).build(Shape.of(3), 1, DataType.DOUBLE);
    network.parameters().get(0).set(Nd4j.create(new double[] {-3}));
    INDArray x = Nd4j.create(new double[][] {{1, 2, 3}, {4, 5, 6}});
    GradientCheck check = GradientCheck.of(network, x, 2);
    check.assertBelow(1e-10);
    assertEquals(Mode.TRAINING, check.entries().get(0).mode());
    assertEquals(-3, network.parameters().get(0).value().getDouble(0));
    assertArrayEquals(new double[] {1, 2, 3, 4, 5, 6}, Memory.toDoubles(x));
  }

  @Test
  void floatsAreTooCoarse() {
    Network network = new Gain(Gain.Fault.NONE).build(Shape.of(3), 1);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> GradientCheck.of(network, Nd4j.ones(DataType.FLOAT, 2, 3), 1));
    assertEquals(
        "Network([batch, 3] -> [batch, 3], 1 parameters, FLOAT) holds floats, too coarse for finite"
            + " differences; build(shape, seed, DataType.DOUBLE) makes one of double",
        e.getMessage());
  }
}
