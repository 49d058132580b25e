package org.slope.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.opentest4j.AssertionFailedError;
import org.slope.core.Mode;
import org.slope.core.Network;
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
    assertTrue(message.startsWith("expected errors of at most 1.0E-7; " + check), message);
    assertTrue(
        check
            .toString()
            .startsWith(
                "GradientCheck(Gain[fault=PARAMETER_GRADIENT] on [3 x [5]]): the largest relative"
                    + " error is 2.0, of weight at [0]: analytic "),
        check::toString);
    assertEquals(6, check.toString().lines().count());
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
