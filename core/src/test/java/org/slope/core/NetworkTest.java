package org.slope.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import java.util.Optional;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.core.internal.Memory;

class NetworkTest {
  private final Network net = Chain.of(new Affine(2), new Affine(3)).build(Shape.of(2), 1);

  @Test
  void predictsAndDifferentiates() {
    INDArray x = Nd4j.createFromArray(new float[][] {{1, 2}, {3, 4}});
    assertArrayEquals(new double[] {8, 14, 20, 26}, Memory.toDoubles(net.predict(x)));
    Gradients gradients = net.newGradients();
    Forward forward = net.forward(x);
    INDArray dx = forward.pullback().apply(Nd4j.ones(2, 2), gradients);
    assertArrayEquals(new double[] {6, 6, 6, 6}, Memory.toDoubles(dx));
    assertArrayEquals(new double[] {30, 22}, Memory.toDoubles(gradients.flat()));
    net.forward(x).pullback().apply(Nd4j.ones(2, 2), gradients);
    assertArrayEquals(new double[] {60, 44}, Memory.toDoubles(gradients.flat()), "a pullback adds");
    assertEquals(44, gradients.of(net.parameters().get("1.weight")).getDouble(0));
    gradients.clear();
    assertEquals(0, gradients.flat().sumNumber().doubleValue());
  }

  @Test
  void namesParametersInLayerOrder() {
    assertEquals("0.weight [1], 1.weight [1]", net.parameters().toString());
    assertEquals("0.shift", net.buffers().get(0).name());
    assertEquals("Network([batch, 2] -> [batch, 2], 2 parameters, FLOAT)", net.toString());
  }

  @Test
  void nothingPrintsAsAnAddress() {
    Network custom = wrongGradient(2).build(Shape.of(2), 1);
    Forward forward = custom.forward(Nd4j.ones(DataType.FLOAT, 3, 2));
    assertEquals("Forward([3, 2])", forward.toString());
    assertEquals("Pullback([batch, 2] -> [batch, 2])", forward.pullback().toString());
    LayerSpec silent =
        builder -> {
          Layer affine = new Affine(1).create(builder);
          return new Layer() {
            @Override
            public Shape outputShape() {
              return affine.outputShape();
            }

            @Override
            public Forward forward(INDArray x, Pass pass) {
              return affine.forward(x, pass);
            }

            @Override
            public INDArray predict(INDArray x, Pass pass) {
              return affine.predict(x, pass);
            }
          };
        };
    String summary = silent.build(Shape.of(2), 1).summary();
    assertTrue(summary.contains("custom layer  [batch, 2]"), summary);
  }

  @Test
  void summaryIsATable() {
    assertEquals(
        """
        layer        output      parameters
        -----------------------------------
        input        [batch, 2]
        0  Affine()  [batch, 2]           1
        1  Affine()  [batch, 2]           1
        -----------------------------------
        2 parameters and 2 in buffers, 0.0 kB""",
        net.summary());
  }

  @Test
  void takesAnyStridesAndType() {
    INDArray x = Nd4j.createFromArray(new int[][] {{1, 3}, {2, 4}}).transpose();
    assertArrayEquals(new double[] {8, 14, 20, 26}, Memory.toDoubles(net.predict(x)));
    Network image = new Affine(1).build(Shape.of(2, 3, 4), 1, DataType.DOUBLE);
    INDArray channelsLast = Nd4j.rand(DataType.DOUBLE, 5, 3, 4, 2).permute(0, 3, 1, 2);
    INDArray y = image.predict(channelsLast);
    assertArrayEquals(Memory.toDoubles(channelsLast.add(0.5)), Memory.toDoubles(y));
    assertEquals(true, Memory.isRowMajor(y));
    Forward forward = image.forward(channelsLast);
    assertEquals(true, Memory.isRowMajor(forward.output()));
    INDArray dy = Nd4j.rand(DataType.DOUBLE, 5, 2, 3, 4);
    INDArray dx = forward.pullback().apply(dy, image.newGradients());
    assertArrayEquals(Memory.toDoubles(dy), Memory.toDoubles(dx));
  }

  @Test
  void predictionsOfTheSameSizeAreArraysOfTheirOwn() {
    INDArray x = Nd4j.createFromArray(new float[][] {{1, 2}, {3, 4}});
    INDArray first = net.predict(x);
    INDArray kept = first.dup();
    INDArray second = net.predict(x);
    second.assign(-1);
    assertArrayEquals(Memory.toDoubles(kept), Memory.toDoubles(first));
    INDArray row = Nd4j.createFromArray(new float[][] {{1, 2}});
    assertArrayEquals(new double[] {8, 14}, Memory.toDoubles(net.predict(row)));
    assertArrayEquals(Memory.toDoubles(kept), Memory.toDoubles(net.predict(x)));
  }

  @Test
  void predictsManyRowsInParts() {
    INDArray x = Nd4j.rand(DataType.FLOAT, 1000, 2);
    INDArray expected = x.mul(6).add(0.5 * 3 + 0.5);
    assertArrayEquals(Memory.toDoubles(expected), Memory.toDoubles(net.predict(x)), 1e-3);
    INDArray output = Nd4j.create(DataType.FLOAT, 1000, 2);
    assertSame(output, net.predict(x, output));
    assertArrayEquals(Memory.toDoubles(expected), Memory.toDoubles(output), 1e-3);
  }

  @Test
  void predictsManyLargeRowsInParts() {
    Network large = Chain.of(new Affine(2)).build(Shape.of(3000), 1);
    INDArray x = Nd4j.rand(DataType.FLOAT, 600, 3000);
    INDArray parts = large.predict(x);
    for (int row : new int[] {0, 255, 256, 511, 512, 599}) {
      assertArrayEquals(
          Memory.toDoubles(large.predict(x.getRow(row, true))),
          Memory.toDoubles(parts.getRow(row, true)));
    }
  }

  @Test
  void wrongInputsSayWhatToDo() {
    Network image = Chain.of(new Affine(1)).build(Shape.of(1, 28, 28), 1);
    assertEquals(
        "affine(1.0) expects input [batch, 1, 28, 28], got [64, 784];"
            + " reshape it to [64, 1, 28, 28]",
        message(() -> image.predict(Nd4j.zeros(64, 784))));
    assertEquals(
        "affine(1.0) expects input [batch, 1, 28, 28], got [1, 28, 28];"
            + " one example is a batch too: reshape it to [1, 1, 28, 28]",
        message(() -> image.forward(Nd4j.zeros(1, 28, 28))));
    assertEquals(
        "affine(1.0) expects input [batch, 1, 28, 28], got [2, 28, 28, 1];"
            + " its channels come last: permute(0, 3, 1, 2) brings them to the front",
        message(() -> image.predict(Nd4j.zeros(2, 28, 28, 1))));
    assertEquals(
        "affine(1.0) expects input [batch, 1, 28, 28], got [2, 3, 28, 28];"
            + " the network was built for [1, 28, 28] per example",
        message(() -> image.predict(Nd4j.zeros(2, 3, 28, 28))));
    INDArray output = Nd4j.zeros(3, 3);
    assertEquals(
        "predict was given an array to write into of the shape [3, 3], expected [2, 2] as the output"
            + " has; give one of that shape",
        message(() -> net.predict(Nd4j.zeros(2, 2), output)));
    INDArray integers = Nd4j.zeros(DataType.INT32, 2, 2);
    assertEquals(
        "predict was given an array to write into of the type INT, which cannot hold fractions; give"
            + " one of the type FLOAT",
        message(() -> net.predict(Nd4j.zeros(2, 2), integers)));
    Forward forward = net.forward(Nd4j.zeros(2, 2));
    assertEquals(
        "the pullback was given an output gradient of the shape [2, 1], expected [2, 2] as the output"
            + " has; give one of that shape",
        message(() -> forward.pullback().apply(Nd4j.zeros(2, 1), net.newGradients())));
    Gradients others = new Affine(1).build(Shape.of(2), 1).newGradients();
    assertEquals(
        "1.weight [1] has no gradient here; these gradients belong to another network",
        message(() -> forward.pullback().apply(Nd4j.zeros(2, 2), others)));
    assertEquals(
        "a network cannot hold INT; choose DataType.FLOAT or DataType.DOUBLE",
        message(() -> new Affine(1).build(Shape.of(1), 1, DataType.INT32)));
    assertEquals(
        "0.weight has the shape [1], got [2]; give an array of the same shape",
        message(() -> net.parameters().get(0).set(Nd4j.zeros(2))));
    assertEquals(
        "no parameter is called w; there are 0.weight [1], 1.weight [1]",
        message(() -> net.parameters().get("w")));
    assertEquals(
        "shape [9223372036854775807, 2] has more elements than can be counted; make it smaller",
        message(() -> Shape.of(Long.MAX_VALUE, 2)));
    assertEquals(
        "shape [2, 0] has the size 0; every size must be 1 or more", message(() -> Shape.of(2, 0)));
  }

  @Test
  void initializerOfTheWrongLengthIsNamed() {
    LayerSpec bad = Chain.of(new Affine(1), new Affine(2, (shape, random) -> new double[3]));
    assertEquals(
        "affine(2.0) needs 1 initial values for weight [1], the initializer gave 3;"
            + " return one for each element (layer 1)",
        message(() -> bad.build(Shape.of(2), 1)));
  }

  @Test
  void twoPassesOpenAtOnce() {
    INDArray x1 = Nd4j.createFromArray(new float[][] {{1, 2}});
    INDArray x2 = Nd4j.createFromArray(new float[][] {{5, 7}});
    Gradients g1 = net.newGradients();
    Gradients g2 = net.newGradients();
    Forward first = net.forward(x1);
    Forward second = net.forward(x2);
    assertNotSame(first.output(), second.output());
    assertArrayEquals(new double[] {8, 14}, Memory.toDoubles(first.output()));
    first.pullback().apply(Nd4j.ones(1, 2), g1);
    second.pullback().apply(Nd4j.ones(1, 2), g2);
    assertEquals(3 * 3, g1.flat().getDouble(0));
    assertEquals(12 * 3, g2.flat().getDouble(0));
  }

  @Test
  void aPullbackWhoseArraysAreGoneSaysSo() {
    INDArray x = Nd4j.createFromArray(new float[][] {{1, 2}});
    Gradients gradients = net.newGradients();
    Forward first = net.forward(x);
    first.pullback().apply(Nd4j.ones(1, 2), gradients);
    first.pullback().apply(Nd4j.ones(1, 2), gradients);
    net.forward(x);
    assertEquals(
        "the arrays of this pullback were given to a later forward; apply a pullback before the"
            + " next forward, or run forward again",
        assertThrows(
                IllegalStateException.class,
                () -> first.pullback().apply(Nd4j.ones(1, 2), gradients))
            .getMessage());
  }

  @Test
  void copiesAreIndependent() {
    Network copy = net.copy();
    copy.parameters().get(0).set(Nd4j.createFromArray(9f));
    assertEquals(2, net.parameters().get(0).value().getDouble(0));
    net.copyFrom(copy);
    assertEquals(9, net.parameters().get(0).value().getDouble(0));
    Network other = new Affine(2).build(Shape.of(2), 1);
    assertEquals(
        "cannot copy the values of affine(2.0) into chain[affine(2.0), affine(3.0)];"
            + " build both alike",
        message(() -> net.copyFrom(other)));
  }

  @Test
  void findsTheFirstLayerThatIsNotFinite() {
    INDArray x = Nd4j.createFromArray(new float[][] {{1, 2}});
    Run run = new Run(1, 0, 0, false);
    assertEquals(Optional.empty(), net.firstNonFinite(x, Mode.TRAINING, run));
    net.parameters().get(1).set(Nd4j.createFromArray(Float.POSITIVE_INFINITY));
    assertEquals(Optional.of("1: affine(3.0)"), net.firstNonFinite(x, Mode.TRAINING, run));
  }

  @Test
  void aLayerThatBreaksItsPromiseIsNamed() {
    LayerSpec liar =
        builder ->
            new Layer() {
              @Override
              public Shape outputShape() {
                return Shape.of(7);
              }

              @Override
              public Forward forward(INDArray x, Pass pass) {
                return new Forward(x, (dy, g) -> dy);
              }

              @Override
              public INDArray predict(INDArray x, Pass pass) {
                return x;
              }
            };
    Network net = Chain.of(new Affine(1), liar).build(Shape.of(2), 1);
    assertEquals(
        true,
        message(() -> net.predict(Nd4j.zeros(1, 2)))
            .endsWith(
                "gave an output of FLOAT [1, 2], expected FLOAT [1, 7];"
                    + " mend what the layer, or the one after it, returns"));
  }

  /** y = x, whose pullback returns a gradient of another width. */
  private static LayerSpec wrongGradient(long width) {
    return wrongGradient(n -> Nd4j.ones(DataType.FLOAT, n, width));
  }

  /** y = x, whose pullback returns what it likes. */
  private static LayerSpec wrongGradient(LongFunction<INDArray> dx) {
    return builder ->
        new Layer() {
          @Override
          public Shape outputShape() {
            return builder.inputShape();
          }

          @Override
          public Forward forward(INDArray x, Pass pass) {
            return new Forward(x, (dy, g) -> dx.apply(x.size(0)));
          }

          @Override
          public INDArray predict(INDArray x, Pass pass) {
            return x;
          }

          @Override
          public String toString() {
            return "Wrong()";
          }
        };
  }

  @Test
  void aGradientOfTheWrongShapeIsRefusedBeforeNativeCodeSeesIt() {
    Network net = Chain.of(new Affine(2), wrongGradient(9)).build(Shape.of(2), 1);
    Forward forward = net.forward(Nd4j.ones(DataType.FLOAT, 5, 2));
    assertTrue(
        message(() -> forward.pullback().apply(Nd4j.ones(5, 2), net.newGradients()))
            .endsWith(
                "gave an input gradient of FLOAT [5, 9], expected FLOAT [5, 2];"
                    + " mend what the layer, or the one after it, returns"));
  }

  @Test
  void aGradientOfNullOrOfAnotherTypeIsRefused() {
    Network none = Chain.of(new Affine(2), wrongGradient(n -> null)).build(Shape.of(2), 1);
    Forward forward = none.forward(Nd4j.ones(DataType.FLOAT, 5, 2));
    assertTrue(
        message(() -> forward.pullback().apply(Nd4j.ones(5, 2), none.newGradients()))
            .endsWith(
                "gave an input gradient of null; mend what the layer, or the one after it, returns"));
    Network floats =
        Chain.of(new Affine(2), wrongGradient(2)).build(Shape.of(2), 1, DataType.DOUBLE);
    Forward doubles = floats.forward(Nd4j.ones(DataType.DOUBLE, 5, 2));
    assertTrue(
        message(() -> doubles.pullback().apply(Nd4j.ones(5, 2), floats.newGradients()))
            .contains("gave an input gradient of FLOAT [5, 2], expected DOUBLE [5, 2];"));
  }

  /** A chain does not tell its children whether their input gradients are wanted. */
  @Test
  void aCompositeLayerComputesTheGradientsBetweenItsChildren() {
    INDArray x = Nd4j.createFromArray(new float[][] {{1, 2}, {3, 4}});
    double[][] flat = new double[2][];
    for (int i = 0; i < 2; i++) {
      Gradients gradients = net.newGradients();
      net.forward(x, Mode.TRAINING, new Run(1, 0, 0, i == 0))
          .pullback()
          .apply(Nd4j.ones(2, 2), gradients);
      flat[i] = Memory.toDoubles(gradients.flat());
    }
    assertArrayEquals(flat[0], flat[1]);
  }

  @Test
  void namesAreUniqueWithinALayer() {
    LayerSpec twice =
        builder -> {
          builder.parameter("weight", Role.WEIGHT, Shape.of(1), Initializers.zeros());
          builder.buffer("weight", Shape.of(1), 0);
          throw new AssertionError("two arrays of one name");
        };
    assertTrue(
        message(() -> twice.build(Shape.of(1), 1))
            .contains("calls two things \"weight\"; names tell them apart in files; rename one"));
  }

  @Test
  void numbersDoNotFollowTheLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      LayerSpec wide =
          builder -> {
            builder.parameter("w", Role.WEIGHT, Shape.of(1234), Initializers.zeros());
            return new Affine(1).create(builder);
          };
      Network net = wide.build(Shape.of(1), 1);
      assertTrue(net.toString().contains("1,235 parameters"), net.toString());
    } finally {
      Locale.setDefault(before);
    }
  }

  private static String message(Runnable action) {
    return assertThrows(IllegalArgumentException.class, action::run).getMessage();
  }
}
