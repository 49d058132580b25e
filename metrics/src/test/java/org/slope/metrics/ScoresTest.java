package org.slope.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    assertTrue(scores.table().endsWith(scores.confusion() + System.lineSeparator()));
    assertFalse(scores.table().contains("top5"));
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
