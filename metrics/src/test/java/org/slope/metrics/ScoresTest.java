package org.slope.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What scores look like, and how undefined ones do. */
class ScoresTest {
  private static final INDArray T = Nd4j.createFromArray(3, -0.5, 2, 7);
  private static final INDArray P = Nd4j.createFromArray(2.5, 0.0, 2, 8);

  @ParameterizedTest
  @CsvSource({
    "0, 0.0000",
    "1, 1.000",
    "0.97812, 0.9781",
    "0.99999, 1.000",
    "-0.012344, -0.01234",
    "999.96, 1000",
    "0.00012, 0.0001200",
    "0.0001, 0.0001000",
    "1e9, 1.000e+09",
    "0.000012, 1.200e-05",
    "285.27, 285.3",
    "291634.5, 291634",
    "2.5e12, 2.500e+12",
    "NaN, NaN",
    "-Infinity, -Infinity"
  })
  void numbers(double x, String expected) {
    assertEquals(expected, Numbers.format(x));
  }

  /** Values of scikit-learn 1.2.1's docstrings: mae 0.5, mse 0.375, rmse 0.612, r2 0.948. */
  @Test
  void regression() {
    String rmsle = Numbers.format(Metric.rmsle().of(P, T));
    assertEquals(
        "RegressionScores[n=4, mae=0.5000, mse=0.3750, rmse=0.6124, rmsle="
            + rmsle
            + ", r2=0.9486]",
        RegressionScores.of(P, T).toString());
    String table = RegressionScores.of(P, T).table();
    assertEquals(12, table.lines().count());
    assertTrue(table.contains("medianAbsoluteError  0.5000"), table);
    assertTrue(table.contains("mape                 0.3274"), table);
  }

  /** By hand: r² = 1 − 1.5/29.1875; of 4 examples and 1 regressor, 1 − (1 − r²)·3/2. */
  @Test
  void adjustedForRegressors() {
    assertEquals(1 - 1.5 / 29.1875 * 3 / 2, Metric.adjustedR2(1).of(P, T), 1e-15);
    assertTrue(Double.isNaN(Metric.adjustedR2(3).lenient().of(P, T)));
  }

  /** As scikit-learn 1.2.1: with no variance to weigh by, the plain mean of 1 and 0. */
  @Test
  void varianceWeightedMeanOfConstantTargets() {
    INDArray t = Nd4j.ones(DataType.DOUBLE, 3, 2);
    INDArray p = Nd4j.createFromArray(new double[][] {{1, 1}, {1, 2}, {1, 3}});
    assertEquals(0.5, Metric.r2().multiOutput(MultiOutput.VARIANCE_WEIGHTED).of(p, t));
  }

  @Test
  void digitsDoNotDependOnTheLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      assertTrue(RegressionScores.of(P, T).toString().startsWith("RegressionScores[n=4, mae=0.5"));
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void logarithmsOfTooLowNumbers() {
    RegressionScores one =
        RegressionScores.of(
            Nd4j.createFromArray(0.0, -1.0, 2),
            T.get(org.nd4j.linalg.indexing.NDArrayIndex.interval(0, 3)));
    assertTrue(Double.isNaN(one.rmsle()) && Double.isNaN(one.msle()));
    assertTrue(one.toString().contains("rmsle=undefined (1 prediction ≤ -1), r2="), one.toString());
    RegressionScores both =
        RegressionScores.of(Nd4j.createFromArray(0.0, -1, -3), Nd4j.createFromArray(0.0, 5, -2));
    assertTrue(both.toString().contains("rmsle=undefined (2 predictions, 1 target ≤ -1)"));
    RegressionScores leftOut =
        RegressionScores.of(
            Nd4j.createFromArray(0.0, -1, 3),
            Nd4j.createFromArray(0.0, 5, 2),
            Nd4j.createFromArray(1.0, 0, 1));
    assertFalse(Double.isNaN(leftOut.rmsle()));
  }

  @Test
  void oneExample() {
    RegressionScores one =
        RegressionScores.of(Nd4j.createFromArray(1.0), Nd4j.createFromArray(2.0));
    assertTrue(Double.isNaN(one.r2()));
    assertTrue(one.toString().endsWith("r2=undefined (1 example)]"), one.toString());
    assertTrue(one.table().contains("varianceRatio        undefined (constant targets)"));
    INDArray two = Nd4j.createFromArray(1.0, 2);
    assertEquals(1, RegressionScores.of(two, two).r2());
    assertTrue(RegressionScores.of(two, two).toString().endsWith("r2=1.000]"));
  }

  @Test
  void classification() {
    INDArray logits = Nd4j.createFromArray(new float[][] {{2, 1}, {0, 3}, {1, 0}, {0, 1}});
    INDArray labels = Nd4j.createFromArray(0, 1, 1, 1);
    ClassificationScores scores = ClassificationScores.of(logits, labels);
    // By hand: log loss = (2 ln(1 + 1/e) + ln(1 + e) + ln(1 + exp(-3))) / 4; ranks give AUC 2/3.
    double e = Math.E;
    double logLoss = (2 * Math.log1p(1 / e) + Math.log1p(e) + Math.log1p(Math.exp(-3))) / 4;
    assertEquals(
        "ClassificationScores[n=4, accuracy=0.7500, balancedAccuracy=0.8333, precision=0.7500,"
            + " recall=0.8333, f1=0.7333, logLoss="
            + Numbers.format(logLoss)
            + ", rocAuc=0.8333]",
        scores.toString());
    assertEquals(
        String.join(
            System.lineSeparator(),
            "actual |  as 0  as 1",
            "     0 |     1     0",
            "     1 |     1     2"),
        scores.confusion().toString());
    assertEquals(scores.confusion(), ConfusionMatrix.of(logits, labels));
    assertEquals(1, scores.confusion().count(1, 0));
    // By hand: of 4 examples 3 are right and 2 would be by chance, so kappa = 1 − 1/2; matthews =
    // (3·4 − 8)/√((16 − 1 − 9)·(16 − 4 − 4)).
    assertEquals(
        List.of(
            "n                    4",
            "accuracy             0.7500",
            "balancedAccuracy     0.8333",
            "precision            0.7500",
            "recall               0.8333",
            "f1                   0.7333",
            "kappa                0.5000",
            "matthews             " + Numbers.format(4 / Math.sqrt(48)),
            "logLoss              " + Numbers.format(logLoss),
            "rocAuc               0.8333",
            "actual |  as 0  as 1",
            "     0 |     1     0",
            "     1 |     1     2"),
        scores.table().lines().toList());
  }

  @Test
  void confusionMatricesCompareByValueAndMakeRoomForLargeCounts() {
    INDArray logits = Nd4j.createFromArray(new float[][] {{2, 1}, {0, 3}});
    INDArray labels = Nd4j.createFromArray(0, 1);
    INDArray weights = Nd4j.createFromArray(1234567.0, 2);
    ConfusionMatrix matrix = ConfusionMatrix.of(logits, labels, weights);
    assertEquals(
        List.of("actual |    as 0    as 1", "     0 | 1234567       0", "     1 |       0       2"),
        matrix.toString().lines().toList());
    ConfusionMatrix same = ConfusionMatrix.of(logits, labels, weights);
    assertEquals(matrix, same);
    assertEquals(matrix.hashCode(), same.hashCode());
    ConfusionMatrix other = ConfusionMatrix.of(logits, labels);
    assertNotEquals(matrix, other);
    assertNotEquals(matrix.hashCode(), other.hashCode());
  }

  /** As scikit-learn 1.2.1: who always says the same has learnt nothing. */
  @Test
  void matthewsOfOnePredictedClassIsZero() {
    INDArray logits = Nd4j.createFromArray(new double[][] {{2, 1}, {1, 0}, {3, 0}});
    assertEquals(0, Metric.matthews().of(logits, Nd4j.createFromArray(0, 1, 1)));
  }

  /** By hand, as scikit-learn 1.2.1 does: the row is divided by its sum, 0.9996. */
  @Test
  void probabilitiesAreDividedByTheirSum() {
    INDArray p = Nd4j.createFromArray(new double[][] {{0.5, 0.4996}});
    assertEquals(
        -Math.log(0.5 / 0.9996),
        Metric.logLoss().ofProbabilities().of(p, Nd4j.createFromArray(0)),
        1e-15);
  }

  @Test
  void undefinedClassificationScores() {
    INDArray logits = Nd4j.createFromArray(new double[][] {{2, 1}, {1, 0}});
    ClassificationScores scores = ClassificationScores.of(logits, Nd4j.createFromArray(0, 0));
    assertTrue(scores.toString().endsWith("rocAuc=undefined (no examples of class 1)]"));
    assertTrue(scores.table().contains("kappa                undefined (a single class)"));
    ClassificationScores ones = ClassificationScores.of(logits, Nd4j.createFromArray(1, 1));
    assertTrue(ones.toString().endsWith("rocAuc=undefined (no examples of class 0)]"));
  }

  @Test
  void topFiveIsShownWithMoreThanFiveClasses() {
    INDArray logits = Nd4j.eye(6);
    ClassificationScores scores =
        ClassificationScores.of(logits, Nd4j.createFromArray(0, 5, 2, 3, 4, 5));
    // Row 1 ranks class 1, then 0, 2, 3, 4, 5: class 5 is the last of six.
    assertEquals(5.0 / 6, scores.top5(), 1e-15);
    assertTrue(scores.toString().contains("accuracy=0.8333, top5=0.8333, "));
    assertTrue(scores.table().contains("top5                 0.8333"));
    ClassificationScores five =
        ClassificationScores.of(Nd4j.eye(5), Nd4j.createFromArray(0, 1, 2, 3, 4));
    assertFalse(five.table().contains("top5"));
    assertFalse(five.toString().contains("top5"));
  }

  @Test
  void specsCompareByValueAndPrintTheirNames() {
    assertEquals(Metric.r2(), Metric.r2());
    assertEquals(Metric.topK(5), Metric.topK(5));
    assertNotEquals(Metric.topK(5), Metric.topK(3));
    assertEquals(Metric.mae().outputWeights(1, 2), Metric.mae().outputWeights(1, 2));
    assertEquals("rmse", Metric.rmse().toString());
    assertEquals("top5", Metric.topK(5).toString());
    assertEquals("f1(micro)", Metric.f1().average(Average.MICRO).toString());
    assertEquals("quantileLoss(0.9)", Metric.quantileLoss(0.9).name());
    assertEquals("rmse(n=0)", Metric.rmse().start().toString());
    assertEquals("RegressionScores.Accumulator(n=0)", RegressionScores.start().toString());
    assertEquals("ClassificationScores.Accumulator(n=0)", ClassificationScores.start().toString());
  }

  @Test
  void directions() {
    assertTrue(Metric.r2().higherIsBetter());
    assertTrue(Metric.accuracy().higherIsBetter());
    assertTrue(Metric.rocAuc().higherIsBetter());
    assertFalse(Metric.logLoss().higherIsBetter());
    assertFalse(Metric.rmse().higherIsBetter());
    assertFalse(Metric.maxError().higherIsBetter());
  }
}
