package org.slope.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slope.training.Losses.binaryCrossEntropy;
import static org.slope.training.Losses.hinge;
import static org.slope.training.Losses.huber;
import static org.slope.training.Losses.l1;
import static org.slope.training.Losses.l2;
import static org.slope.training.Losses.logCosh;
import static org.slope.training.Losses.mape;
import static org.slope.training.Losses.mapePercent;
import static org.slope.training.Losses.mse;
import static org.slope.training.Losses.msle;
import static org.slope.training.Losses.poisson;
import static org.slope.training.Losses.quantile;
import static org.slope.training.Losses.smoothL1;
import static org.slope.training.Losses.softmaxCrossEntropy;
import static org.slope.training.TorchReference.array;
import static org.slope.training.TorchReference.assertClose;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.slope.core.internal.Memory;

class LossTest {
  private static final double[] CLASS_WEIGHTS = TorchReference.values("input.CLASS_WEIGHTS");

  private static final double[] THREE_WEIGHTS = Arrays.copyOf(CLASS_WEIGHTS, 3);

  /** Name of the reference, the loss, the predictions, the targets. */
  private record Case(String name, Loss mean, Loss sum, String predictions, String targets) {
    Case(String name, ElementwiseLoss loss, String predictions, String targets) {
      this(name, loss, loss.sum(), predictions, targets);
    }

    Case(String name, BinaryCrossEntropy loss, String predictions, String targets) {
      this(name, loss, loss.sum(), predictions, targets);
    }

    Case(String name, SoftmaxCrossEntropy loss, String predictions, String targets) {
      this(name, loss, loss.sum(), predictions, targets);
    }

    INDArray p() {
      INDArray p = array("input." + predictions);
      return name.equals("binary") ? p.mul(30) : name.equals("softmax_large") ? p.mul(200) : p;
    }

    INDArray t() {
      return array("input." + targets);
    }
  }

  private static final List<Case> CASES =
      List.of(
          new Case("mse", mse(), "P", "T"),
          new Case("l1", l1(), "P", "T"),
          new Case("huber", huber(0.7), "P", "T"),
          new Case("smooth_l1", smoothL1(0.5), "P", "T"),
          new Case("log_cosh", logCosh(), "P", "T"),
          new Case("quantile", quantile(0.8), "P", "T"),
          new Case("poisson", poisson(), "P", "COUNTS"),
          new Case("binary", binaryCrossEntropy(), "P", "CHANCES"),
          new Case("softmax", softmaxCrossEntropy(), "LOGITS", "LABELS"),
          new Case("softmax_large", softmaxCrossEntropy(), "LOGITS", "LABELS"),
          new Case("softmax_smooth", softmaxCrossEntropy().labelSmoothing(0.1), "LOGITS", "LABELS"),
          new Case(
              "softmax_weights",
              softmaxCrossEntropy().classWeights(CLASS_WEIGHTS),
              "LOGITS",
              "LABELS"),
          new Case(
              "softmax_weights_smooth",
              softmaxCrossEntropy().classWeights(CLASS_WEIGHTS).labelSmoothing(0.1),
              "LOGITS",
              "LABELS"),
          new Case("softmax_soft", softmaxCrossEntropy(), "LOGITS", "SOFT"),
          new Case(
              "softmax_soft_smooth", softmaxCrossEntropy().labelSmoothing(0.1), "LOGITS", "SOFT"),
          new Case("softmax_image", softmaxCrossEntropy(), "IMAGE", "IMAGE_LABELS"),
          new Case(
              "softmax_image_weights",
              softmaxCrossEntropy().classWeights(THREE_WEIGHTS),
              "IMAGE",
              "IMAGE_LABELS"),
          new Case(
              "binary_probabilities",
              binaryCrossEntropy().ofProbabilities(),
              "PROBABILITIES",
              "CHANCES"),
          new Case("mape", mape(), "P", "T"),
          new Case("mape_percent", mapePercent(), "P", "T"),
          new Case("msle", msle(), "LARGE", "COUNTS"),
          new Case("msle_floor", msle(0.25), "P", "T"),
          new Case("hinge", hinge(), "P", "SIGNS"),
          new Case("nll", softmaxCrossEntropy().ofLogProbabilities(), "LOGITS", "LABELS"),
          new Case(
              "nll_weights",
              softmaxCrossEntropy().ofLogProbabilities().classWeights(CLASS_WEIGHTS),
              "LOGITS",
              "LABELS"),
          new Case(
              "nll_image_weights",
              softmaxCrossEntropy().ofLogProbabilities().classWeights(THREE_WEIGHTS),
              "IMAGE",
              "IMAGE_LABELS"),
          new Case(
              "softmax_probabilities", softmaxCrossEntropy().ofProbabilities(), "POSITIVE", "SOFT"),
          new Case(
              "softmax_rows_weights",
              softmaxCrossEntropy().classWeights(CLASS_WEIGHTS).sumOverBatchSize(),
              "LOGITS",
              "SOFT"),
          new Case("softmax_ignore", softmaxCrossEntropy().ignoreIndex(1), "LOGITS", "LABELS"),
          new Case(
              "softmax_ignore_smooth",
              softmaxCrossEntropy()
                  .classWeights(CLASS_WEIGHTS)
                  .ignoreIndex(-100)
                  .labelSmoothing(0.1),
              "LOGITS",
              "SOME"),
          new Case(
              "softmax_volume",
              softmaxCrossEntropy().classWeights(THREE_WEIGHTS).ignoreIndex(1),
              "VOLUME",
              "VOLUME_LABELS"));

  @Test
  void agreesWithTorch() {
    for (Case c : CASES) {
      check(c.mean, c.p(), c.t(), "loss." + c.name + ".mean", 1e-12);
      check(c.sum, c.p(), c.t(), "loss." + c.name + ".sum", 1e-12);
    }
  }

  @Test
  void agreesWithTorchInFloatToFloatsPrecision() {
    for (Case c : CASES) {
      INDArray p = c.p().castTo(DataType.FLOAT);
      check(c.mean, p, c.t().castTo(DataType.FLOAT), "loss." + c.name + ".mean", 1e-6);
    }
  }

  private static void check(Loss loss, INDArray p, INDArray t, String name, double tolerance) {
    Loss.Value value = loss.evaluate(p, t);
    assertEquals(p.dataType(), value.gradient().dataType());
    double expected = TorchReference.values(name)[0];
    assertEquals(expected, value.value(), tolerance * Math.abs(expected), name);
    assertClose(
        TorchReference.values(name + ".gradient"),
        Memory.toDoubles(value.gradient()),
        tolerance,
        name);
  }

  /** One central difference an element: step 1e-6 leaves 1e-12/1e-6 of rounding and h² of order. */
  @Test
  void gradientsAreDerivativesWithWeightsToo() {
    Random random = new Random(3);
    for (Case c : CASES) {
      INDArray p =
          c.name.endsWith("large") ? array("input.LOGITS") : array("input." + c.predictions);
      double[] weights = random.doubles(p.size(0), 0, 2).toArray();
      weights[1] = 0;
      for (Loss loss : List.of(c.mean, c.sum)) {
        checkDerivative(loss, p, c.t(), null);
        checkDerivative(loss, p, c.t(), array(weights, weights.length));
      }
    }
    INDArray p = array("input.P");
    checkDerivative(l2(), p, array("input.T"), array(new double[] {1, 2, 0, 3, 4}, 5, 1));
  }

  private static void checkDerivative(
      Loss loss, INDArray p, INDArray t, @Nullable INDArray weights) {
    double[] analytic = Memory.toDoubles(loss.evaluate(p, t, weights).gradient());
    double[] numeric = new double[analytic.length];
    double[] values = Memory.toDoubles(p);
    double h = 1e-6;
    for (int i = 0; i < values.length; i++) {
      double[] moved = values.clone();
      moved[i] += h;
      double above = loss.evaluate(array(moved, p.shape()), t, weights).value();
      moved[i] -= 2 * h;
      double below = loss.evaluate(array(moved, p.shape()), t, weights).value();
      numeric[i] = (above - below) / (2 * h);
    }
    assertClose(numeric, analytic, 1e-7, loss.toString());
  }

  /** By hand: the examples' losses are (1 + 4)/2 = 2.5 and (9 + 1)/2 = 5, for l2 5 and 10. */
  @Test
  void weightsDivideByTheirSum() {
    INDArray p = array(new double[] {1, 2, 3, 1}, 2, 2);
    INDArray t = array(new double[4], 2, 2);
    INDArray weights = array(new double[] {1, 3}, 2);
    assertEquals(3.75, mse().evaluate(p, t).value());
    assertEquals((2.5 + 3 * 5) / 4, mse().evaluate(p, t, weights).value());
    assertEquals((5 + 3 * 10) / 4.0, l2().evaluate(p, t, weights).value());
    assertEquals(5 + 3 * 10, mse().sum().evaluate(p, t, weights).value());
    assertEquals(7.5, l2().evaluate(p, t).value());
    assertClose(
        new double[] {1 / 4.0, 2 / 4.0, 3 * 3 / 4.0, 3 / 4.0},
        Memory.toDoubles(mse().evaluate(p, t, weights).gradient()),
        1e-15,
        "gradient");
  }

  /** By hand, as above: (1·2.5 + 3·5)/2 examples, whatever the weights sum to. */
  @Test
  void sumsOverTheBatchSizeLeaveWeightsOutOfTheDivisor() {
    INDArray p = array(new double[] {1, 2, 3, 1}, 2, 2);
    INDArray t = array(new double[4], 2, 2);
    INDArray weights = array(new double[] {1, 3}, 2);
    INDArray none = array(new double[2], 2);
    Loss loss = mse().sumOverBatchSize();
    assertEquals(8.75, loss.evaluate(p, t, weights).value());
    assertEquals(3.75, loss.evaluate(p, t).value());
    assertEquals(0, loss.evaluate(p, t, none).value());
    assertEquals(0, mse().sum().evaluate(p, t, none).value());
    assertEquals(17.5, l2().sumOverBatchSize().evaluate(p, t, weights).value());
    assertEquals(17.5, l2().sum().sumOverBatchSize().evaluate(p, t, weights).value());
    assertEquals(2, loss.divisor(p, t, weights));
    assertEquals(4, mse().divisor(p, t, weights));
    assertEquals(0, mse().sum().divisor(p, t, weights));
    assertClose(
        new double[] {1 / 2.0, 2 / 2.0, 3 * 3 / 2.0, 3 / 2.0},
        Memory.toDoubles(loss.evaluate(p, t, weights).gradient()),
        1e-15,
        "gradient");
    Loss binary = binaryCrossEntropy().sumOverBatchSize();
    assertEquals(2 * Math.log(2), binary.evaluate(t, t, weights).value(), 1e-15);
    assertEquals(2, binary.divisor(t, t, weights));
    Loss softmax = softmaxCrossEntropy().classWeights(1, 2).sumOverBatchSize();
    INDArray labels = array(new double[] {0, 1}, 2);
    assertEquals((1 + 3 * 2) * Math.log(2) / 2, softmax.evaluate(t, labels, weights).value());
    assertEquals(2, softmax.divisor(t, labels, weights));
    assertEquals(0, softmax.evaluate(t, labels, none).value());
  }

  /** Halves of a batch join to the loss of the whole with their divisors, whatever is ignored. */
  @Test
  void divisorsJoinBatches() {
    INDArray p = array("input.LOGITS");
    INDArray t = array("input.SOME");
    SoftmaxCrossEntropy ignoring = softmaxCrossEntropy().ignoreIndex(-100);
    for (Loss loss :
        List.of(
            ignoring,
            ignoring.sumOverBatchSize(),
            ignoring.classWeights(CLASS_WEIGHTS),
            ignoring.classWeights(CLASS_WEIGHTS).sumOverBatchSize())) {
      double sum = 0;
      double divisors = 0;
      for (int from : new int[] {0, 4}) {
        int to = from == 0 ? 4 : 6;
        INDArray partOfP = p.get(NDArrayIndex.interval(from, to), NDArrayIndex.all());
        INDArray partOfT = t.get(NDArrayIndex.interval(from, to));
        double divisor = loss.divisor(partOfP, partOfT, null);
        sum += divisor * loss.evaluate(partOfP, partOfT).value();
        divisors += divisor;
      }
      assertEquals(loss.evaluate(p, t).value(), sum / divisors, 1e-14, loss.toString());
    }
  }

  /** Ignored positions may hold anything, and their gradient is 0; the index may be a class. */
  @Test
  void ignoredIndicesAddNothing() {
    INDArray p = put(array("input.LOGITS"), 4, Double.NaN); // in row 1, whose label is ignored
    Loss.Value value = softmaxCrossEntropy().ignoreIndex(-100).evaluate(p, array("input.SOME"));
    assertTrue(Double.isFinite(value.value()));
    double[] gradient = Memory.toDoubles(value.gradient());
    assertArrayEquals(new double[4], Arrays.copyOfRange(gradient, 4, 8));
    assertArrayEquals(new double[4], Arrays.copyOfRange(gradient, 16, 20));
    assertTrue(gradient[0] != 0);
    INDArray nothing = array(new double[] {-1, -1, -1, -1, -1, 2}, 6);
    INDArray weights = array(new double[] {1, 1, 1, 1, 1, 0}, 6);
    SoftmaxCrossEntropy ignoring = softmaxCrossEntropy().ignoreIndex(-1);
    for (Loss loss : List.of(ignoring, ignoring.classWeights(1, 1, 0, 1), ignoring.sum())) {
      Loss.Value none = loss.evaluate(array("input.LOGITS"), nothing, weights);
      assertEquals(0, none.value());
      assertClose(new double[24], Memory.toDoubles(none.gradient()), 0, "gradient"); // or -0.0
      assertEquals(0, loss.divisor(array("input.LOGITS"), nothing, weights));
    }
  }

  /** PyTorch 1.13.1: BCELoss()([0, 1, 1], [1, 0, 1]) is 200/3, its gradient (−1e12, 1e12, 0)/3. */
  @Test
  void probabilitiesOf0And1HaveBoundedLosses() {
    INDArray p = array(new double[] {0, 1, 1}, 3, 1);
    INDArray t = array(new double[] {1, 0, 1}, 3, 1);
    Loss.Value binary = binaryCrossEntropy().ofProbabilities().evaluate(p, t);
    assertEquals(200 / 3.0, binary.value(), 1e-13);
    assertClose(
        new double[] {-1e12 / 3, 1e12 / 3, 0}, Memory.toDoubles(binary.gradient()), 1e-15, "dp");
    INDArray two = array(new double[] {0, 2}, 1, 2);
    INDArray first = array(new double[] {1, 0}, 1, 2);
    Loss.Value softmax = softmaxCrossEntropy().ofProbabilities().evaluate(two, first);
    assertEquals(100, softmax.value());
    assertClose(new double[] {0.5 - 5e11, 0.5}, Memory.toDoubles(softmax.gradient()), 1e-15, "dp");
    INDArray certain = array(new double[] {0, Double.NEGATIVE_INFINITY}, 1, 2);
    assertEquals(0, softmaxCrossEntropy().ofLogProbabilities().evaluate(certain, first).value());
  }

  @Test
  void hingeTakesBothSpellingsOfLabels() {
    INDArray p = array("input.P");
    INDArray signs = array("input.SIGNS");
    INDArray zeros = signs.add(1).divi(2);
    assertEquals(hinge().evaluate(p, signs).value(), hinge().evaluate(p, zeros).value());
  }

  @Test
  void whateverTheStridesAndTypesTheLossIsTheSame() {
    INDArray p = array("input.IMAGE");
    INDArray channelsLast = Memory.array(DataType.DOUBLE, p.shape());
    Memory.copy(p, channelsLast);
    INDArray labels = array("input.IMAGE_LABELS").castTo(DataType.INT32).reshape(2, 1, 2, 4);
    Loss loss = softmaxCrossEntropy();
    Loss.Value expected = loss.evaluate(p, array("input.IMAGE_LABELS"));
    INDArray gradient = Memory.array(DataType.DOUBLE, p.shape());
    assertEquals(expected.value(), loss.evaluate(channelsLast, labels, null, gradient));
    assertClose(
        Memory.toDoubles(expected.gradient()), Memory.toDoubles(gradient), 0, "channels last");

    INDArray wide = Nd4j.createUninitialized(DataType.DOUBLE, 5, 9);
    wide.assign(Double.NaN);
    INDArray view = wide.get(NDArrayIndex.all(), NDArrayIndex.interval(2, 5));
    Memory.copy(array("input.P"), view);
    assertEquals(
        mse().evaluate(array("input.P"), array("input.T")).value(),
        mse().evaluate(view, array("input.T")).value());
  }

  @Test
  void oneHotRowsAndIndicesAreTheSameLabels() {
    INDArray p = array("input.LOGITS");
    double[] labels = TorchReference.values("input.LABELS");
    double[] oneHot = new double[24];
    for (int i = 0; i < 6; i++) {
      oneHot[i * 4 + (int) labels[i]] = 1;
    }
    INDArray weights = array(new double[] {1, 2, 3, 0, 1, 2}, 6);
    for (Loss loss :
        List.of(
            softmaxCrossEntropy(),
            softmaxCrossEntropy().classWeights(CLASS_WEIGHTS).labelSmoothing(0.2))) {
      Loss.Value a = loss.evaluate(p, array(labels, 6, 1), weights);
      Loss.Value b = loss.evaluate(p, array(oneHot, 6, 4), weights);
      assertEquals(a.value(), b.value());
      assertClose(Memory.toDoubles(a.gradient()), Memory.toDoubles(b.gradient()), 0, "gradient");
    }
  }

  /** More examples than a tile holds, and an example larger than a tile. */
  @Test
  void tilesAddUp() {
    Random random = new Random(5);
    for (long[] shape : new long[][] {{3000, 3}, {3, 5000}}) {
      double[] p = random.doubles(shape[0] * shape[1], -1, 1).toArray();
      double[] t = random.doubles(shape[0] * shape[1], -1, 1).toArray();
      double expected = 0;
      for (int i = 0; i < p.length; i++) {
        expected += (p[i] - t[i]) * (p[i] - t[i]) / p.length;
      }
      Loss.Value value = mse().evaluate(array(p, shape), array(t, shape));
      assertEquals(expected, value.value(), 1e-12);
      double[] gradient = Memory.toDoubles(value.gradient());
      for (int i = 0; i < p.length; i++) {
        assertEquals(2 * (p[i] - t[i]) / p.length, gradient[i], 1e-18);
      }
    }
  }

  @Test
  void stayFiniteWhereExponentialsOverflow() {
    INDArray p = array(new double[] {1000, -1000, 800, 0}, 2, 2);
    INDArray one = array(new double[] {0, 1, 1, 0}, 2, 2);
    assertEquals(
        (1000 + 1000 + 0 + Math.log(2)) / 4, binaryCrossEntropy().evaluate(p, one).value());
    assertEquals((2000 + 0) / 2.0, softmaxCrossEntropy().evaluate(p, one).value());
    double distances = 1000 + 1001 + 799 - 3 * Math.log(2); // log cosh d = |d| − log 2 far out
    assertEquals(distances / 4, logCosh().evaluate(p, one).value(), 1e-10);
    INDArray masked = array(new double[] {1, Double.NEGATIVE_INFINITY}, 1, 2);
    INDArray first = array(new double[] {1, 0}, 1, 2);
    assertEquals(0, softmaxCrossEntropy().evaluate(masked, first).value());
  }

  @Test
  void nanPredictionsGiveANanLoss() {
    for (Case c : CASES) {
      INDArray p = c.p();
      p.putScalar(0, Double.NaN);
      assertTrue(Double.isNaN(c.mean.evaluate(p, c.t()).value()), c.name);
    }
  }

  @Test
  void anybodysLossIsALoss() {
    Loss bias =
        (p, t, weights, gradient) -> {
          gradient.assign(1.0 / p.length());
          return p.sub(t).meanNumber().doubleValue();
        };
    INDArray p = array(new double[] {1, 2, 3, 6}, 2, 2);
    Loss.Value value = bias.evaluate(p, array(new double[4], 2, 2));
    assertEquals(3, value.value());
    assertEquals("Value(3.0, gradient [2, 2])", value.toString());
  }

  @Test
  void printAsTheyAreWritten() {
    assertEquals("mse()", mse().toString());
    assertEquals("huber(1.0).sum()", huber(1).sum().toString());
    assertEquals("l2()", l2().toString());
    assertEquals(
        "softmaxCrossEntropy().labelSmoothing(0.1).classWeights(1.0, 2.0).sum()",
        softmaxCrossEntropy().labelSmoothing(0.1).classWeights(1, 2).sum().toString());
    assertEquals(
        "softmaxCrossEntropy().ofProbabilities().ignoreIndex(-1).sumOverBatchSize()",
        softmaxCrossEntropy().ofProbabilities().ignoreIndex(-1).sumOverBatchSize().toString());
    assertEquals(
        "softmaxCrossEntropy().ofLogProbabilities()",
        softmaxCrossEntropy().ofLogProbabilities().toString());
    assertEquals(
        "binaryCrossEntropy().ofProbabilities().sum()",
        binaryCrossEntropy().sum().ofProbabilities().toString());
    assertEquals("msle(1.0E-7).sumOverBatchSize()", msle(1e-7).sumOverBatchSize().toString());
    for (Loss loss : List.of(mape(), mapePercent(), msle(), hinge(), binaryCrossEntropy())) {
      assertTrue(loss.toString().endsWith("()"), loss.toString());
    }
    assertEquals(quantile(0.5), quantile(0.5));
    assertEquals(msle(), msle());
    assertEquals(binaryCrossEntropy(), binaryCrossEntropy());
  }

  @Test
  void badPositionsAreNamedByTheirRow() {
    Loss loss = softmaxCrossEntropy().ofProbabilities();
    INDArray t = array(new double[4], 2, 1, 2);
    String remedy =
        " in row 1 of the batch, counted from 0; end the network with softmax(), or leave out"
            + " ofProbabilities() for logits";
    fails(
        loss + " expects predictions of 0 or more, got -0.5" + remedy,
        () -> loss.evaluate(put(thirds(), 11, -0.5), t));
    fails(
        loss + " expects predictions of a finite sum above 0, got Infinity" + remedy,
        () -> loss.evaluate(put(thirds(), 11, Double.POSITIVE_INFINITY), t));
    fails(
        loss + " expects predictions of a finite sum above 0, got 0.0" + remedy,
        () -> loss.evaluate(put(put(put(thirds(), 7, 0), 9, 0), 11, 0), t));
    String look = " in row 1 of the batch, counted from 0; look at the data";
    fails(
        "softmaxCrossEntropy() expects class indices from 0 to 2, got 3.0" + look,
        () -> softmaxCrossEntropy().evaluate(thirds(), array(new double[] {0, 0, 3, 0}, 2, 1, 2)));
    fails(
        "softmaxCrossEntropy() expects target probabilities of 0 or more, got -1.0" + look,
        () -> softmaxCrossEntropy().evaluate(thirds(), put(thirds(), 11, -1)));
  }

  /** Two examples of three classes at two positions, each class with probability 1/3. */
  private static INDArray thirds() {
    double[] values = new double[12];
    Arrays.fill(values, 1 / 3.0);
    return array(values, 2, 3, 1, 2);
  }

  /** By hand: each position loses log 3, whatever it weighs, so the mean is log 3. */
  @Test
  void allWeightsDivideTheMean() {
    Loss loss = softmaxCrossEntropy().classWeights(1, 2, 4);
    INDArray weights = array(new double[] {1, 3}, 2);
    INDArray labels = array(new double[] {0, 1, 2, 2}, 2, 1, 2);
    double[] uneven = {1, 0, 0, 0.25, 0, 0.75, 0, 0, 0, 0.5, 1, 0.5};
    INDArray soft = array(uneven, 2, 3, 1, 2);
    for (INDArray t : List.of(labels, soft)) {
      assertEquals(Math.log(3), loss.evaluate(thirds(), t).value(), 1e-15);
      assertEquals(Math.log(3), loss.evaluate(thirds(), t, weights).value(), 1e-15);
    }
  }

  /** By definition: at their kinks these losses have the derivative 0. */
  @Test
  void kinksHaveTheDerivativeThatIsPromised() {
    INDArray p = array(new double[] {1, -2}, 1, 2);
    for (Loss loss : List.of(quantile(0.8), mape(), l1())) {
      double[] gradient = Memory.toDoubles(loss.evaluate(p, p).gradient());
      assertClose(new double[2], gradient, 0, loss.toString());
    }
    INDArray one = array(new double[] {1, 1}, 1, 2);
    assertClose(new double[2], Memory.toDoubles(hinge().evaluate(one, one).gradient()), 0, "hinge");
  }

  @Test
  void badInputIsNamed() {
    INDArray p = array("input.P");
    INDArray logits = array("input.LOGITS");
    fails(
        "mse() expects targets of the predictions' shape [5, 3], got [6, 4]; give the last layer as"
            + " many outputs as there are targets",
        () -> mse().evaluate(p, logits));
    fails(
        "l1() expects targets of the predictions' shape [5, 3], got [15, 1]; reshape the targets",
        () -> l1().evaluate(p, array("input.T").reshape(15, 1)));
    fails(
        "poisson() expects targets of 0 or more, got -2.0 in row 3 of the batch, counted from 0; look at the data",
        () -> poisson().evaluate(p, put(array("input.COUNTS"), 10, -2)));
    fails(
        "binaryCrossEntropy() expects targets from 0 to 1, got 1.5 in row 4 of the batch, counted from 0; look at the data",
        () -> binaryCrossEntropy().evaluate(p, put(array("input.CHANCES"), 12, 1.5)));
    fails(
        "softmaxCrossEntropy() expects targets [6, 4], or class indices [6], got [5, 3]; give the"
            + " last layer as many outputs as there are classes",
        () -> softmaxCrossEntropy().evaluate(logits, p));
    for (double label : new double[] {4, -1, 0.5, Double.NaN}) {
      fails(
          "softmaxCrossEntropy() expects class indices from 0 to 3, got %s in row 2 of the batch, counted from 0; look at the data"
              .formatted(label),
          () -> softmaxCrossEntropy().evaluate(logits, put(array("input.LABELS"), 2, label)));
      if (label < 0 || label > 3) {
        fails(
            "softmaxCrossEntropy().classWeights(1.0, 1.0, 1.0, 1.0) expects class indices from 0 to 3, got %s in row 2 of the batch, counted from 0; look at the data"
                .formatted(label),
            () ->
                softmaxCrossEntropy()
                    .classWeights(1, 1, 1, 1)
                    .evaluate(logits, put(array("input.LABELS"), 2, label)));
      }
    }
    fails(
        "softmaxCrossEntropy() expects target probabilities of 0 or more, got -0.5 in row 1 of the batch, counted from 0; look at the data",
        () -> softmaxCrossEntropy().evaluate(logits, put(array("input.SOFT"), 5, -0.5)));
    fails(
        "softmaxCrossEntropy() expects logits [batch, classes] of two classes or more, got [15, 1];"
            + " for one logit an example, use binaryCrossEntropy()",
        () -> softmaxCrossEntropy().evaluate(p.reshape(15, 1), p.reshape(15, 1)));
    fails(
        "softmaxCrossEntropy().classWeights(1.0, 2.0) has 2 class weights, the predictions have 4"
            + " classes; give one weight a class",
        () -> softmaxCrossEntropy().classWeights(1, 2).evaluate(logits, array("input.LABELS")));
    fails(
        "softmaxCrossEntropy().classWeights(0.0, 0.0, 0.0, 0.0) cannot average: the classes that"
            + " occur all weigh 0; give one of them a weight above 0",
        () ->
            softmaxCrossEntropy().classWeights(0, 0, 0, 0).evaluate(logits, array("input.LABELS")));
    fails(
        "mse() expects a weight for each example, [5], got [3]; give one an example",
        () -> mse().evaluate(p, p, array(new double[3], 3)));
    fails(
        "mse() cannot weigh row 1 of the batch, counted from 0, by -1.0; give finite weights of 0 or more",
        () -> mse().evaluate(p, p, array(new double[] {1, -1, 1, 1, 1}, 5)));
    fails(
        "mse() cannot weigh row 2 of the batch, counted from 0, by Infinity; give finite weights of 0 or more",
        () -> mse().evaluate(p, p, array(new double[] {1, 1, 1 / 0.0, 1, 1}, 5)));
    fails(
        "mse() cannot average: all 5 weights are 0; give one example or more a weight above 0",
        () -> mse().evaluate(p, p, array(new double[5], 5)));
    fails(
        "softmaxCrossEntropy().classWeights(1.0, 1.0, 1.0, 1.0) cannot average: all 6 weights are 0; give one example or more a weight above 0",
        () ->
            softmaxCrossEntropy()
                .classWeights(1, 1, 1, 1)
                .evaluate(logits, array("input.LABELS"), array(new double[6], 6)));
    fails(
        "mse() expects a float or double array of the predictions' shape [5, 3] for the gradient,"
            + " got [6, 4]; give one like the predictions",
        () -> mse().evaluate(p, p, null, logits));
    fails(
        "binaryCrossEntropy().ofProbabilities() expects predictions from 0 to 1, got 1.5 in row 4 of the batch, counted from 0; end the network with sigmoid(), or leave out ofProbabilities() for logits",
        () ->
            binaryCrossEntropy()
                .ofProbabilities()
                .evaluate(put(array("input.CHANCES"), 12, 1.5), array("input.CHANCES")));
    fails(
        "msle() expects predictions above -1, got -1.0 in row 1 of the batch, counted from 0; end the network with softplus(), or let msle(floor) raise them to a floor",
        () -> msle().evaluate(put(array("input.LARGE"), 3, -1), array("input.COUNTS")));
    fails(
        "msle() expects targets above -1, got -2.0 in row 1 of the batch, counted from 0; look at the data, or let msle(floor) raise them to a floor",
        () -> msle().evaluate(array("input.LARGE"), put(array("input.COUNTS"), 3, -2)));
    fails(
        "hinge() expects targets of -1 and 1, or of 0 and 1, got 0.5 in row 0 of the batch, counted from 0; look at the data",
        () -> hinge().evaluate(p, put(array("input.SIGNS"), 2, 0.5)));
    fails(
        "binaryCrossEntropy cannot be of LOG_PROBABILITIES; expected LOGITS or PROBABILITIES; leave out the network's logarithm",
        () -> new BinaryCrossEntropy(Predictions.LOG_PROBABILITIES, Reduction.MEAN));
    Loss probabilities = softmaxCrossEntropy().ofProbabilities();
    fails(
        "softmaxCrossEntropy().ofProbabilities() expects predictions of 0 or more, got -0.5 in row 1 of the batch, counted from 0; end the network with softmax(), or leave out ofProbabilities() for logits",
        () -> probabilities.evaluate(put(array("input.POSITIVE"), 5, -0.5), array("input.SOFT")));
    fails(
        "softmaxCrossEntropy().ofProbabilities() expects predictions of a finite sum above 0, got 0.0 in row 0 of the batch, counted from 0; end the network with softmax(), or leave out ofProbabilities() for logits",
        () -> probabilities.evaluate(array(new double[4], 2, 2), array(new double[2], 2)));
    Loss ignoring = softmaxCrossEntropy().ignoreIndex(0);
    fails(
        "softmaxCrossEntropy().ignoreIndex(0) expects class indices [6], got [6, 4]; rows of probabilities have no index to ignore; weigh those examples 0",
        () -> ignoring.evaluate(logits, array("input.SOFT")));
    fails("msle's floor cannot be -1.0; give a number above -1", () -> msle(-1));
    fails(
        "softmaxCrossEntropy's class weight cannot be -1.0; give a number 0 or more",
        () -> softmaxCrossEntropy().classWeights(1, -1));
    fails("huber's delta cannot be 0.0; give a number above 0", () -> huber(0));
    fails("quantile's q cannot be 1.0; give a number between 0 and 1", () -> quantile(1));
    fails(
        "softmaxCrossEntropy's label smoothing cannot be 1.0; give a number at least 0 and less than 1",
        () -> softmaxCrossEntropy().labelSmoothing(1));
  }

  private static INDArray put(INDArray array, long i, double value) {
    array.putScalar(i, value);
    return array;
  }

  private static void fails(String message, Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }
}
