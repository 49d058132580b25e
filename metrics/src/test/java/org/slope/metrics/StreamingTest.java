package org.slope.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Scores do not depend on batches either; for a single metric: {@link StreamingPropertiesTest}. */
class StreamingTest {
  private static final int N = 200;

  private record Data(INDArray p, INDArray t, @Nullable INDArray w) {
    Data rows(long from, long to) {
      return new Data(
          Cases.rows(p, from, to),
          Cases.rows(t, from, to),
          w == null ? null : Cases.rows(w, from, to));
    }
  }

  private static Data regression(double offset, long seed) {
    Random random = new Random(seed);
    double[][] p = new double[N][2];
    double[][] t = new double[N][2];
    double[] w = new double[N];
    for (int i = 0; i < N; i++) {
      w[i] = Math.max(0, random.nextDouble() - 0.1);
      for (int j = 0; j < 2; j++) {
        t[i][j] = offset + random.nextGaussian();
        p[i][j] = t[i][j] + 0.5 * random.nextGaussian();
      }
    }
    INDArray weights = seed % 2 == 0 ? Nd4j.createFromArray(w) : null;
    return new Data(Nd4j.createFromArray(p), Nd4j.createFromArray(t), weights);
  }

  private static Data classification(long seed) {
    Random random = new Random(seed);
    double[][] p = new double[N][4];
    int[] t = new int[N];
    double[] w = new double[N];
    for (int i = 0; i < N; i++) {
      t[i] = random.nextInt(4);
      w[i] = Math.max(0, random.nextDouble() - 0.1);
      for (int j = 0; j < 4; j++) {
        p[i][j] = Math.rint(4 * random.nextGaussian()) / 4 + (t[i] == j ? 1 : 0);
      }
    }
    INDArray weights = seed % 2 == 0 ? Nd4j.createFromArray(w) : null;
    return new Data(Nd4j.createFromArray(p), Nd4j.createFromArray(t), weights);
  }

  @Test
  void regressionScores() {
    Data data = regression(1e8, 2);
    RegressionScores whole = RegressionScores.of(data.p(), data.t(), data.w());
    RegressionScores.Accumulator a = RegressionScores.start();
    RegressionScores.Accumulator b = RegressionScores.start();
    Data head = data.rows(0, 60);
    Data middle = data.rows(60, 61);
    Data tail = data.rows(61, N);
    b.add(middle.p(), middle.t(), middle.w());
    a.add(tail.p(), tail.t(), tail.w());
    b.add(head.p(), head.t(), head.w());
    b.merge(RegressionScores.start());
    a.merge(b);
    RegressionScores parts = a.scores();
    assertEquals(whole.n(), parts.n());
    Cases.assertClose(whole.mae(), parts.mae(), "mae");
    Cases.assertClose(whole.mse(), parts.mse(), "mse");
    Cases.assertClose(whole.rmsle(), parts.rmsle(), "rmsle");
    Cases.assertClose(whole.r2(), parts.r2(), "r2");
    Cases.assertClose(whole.explainedVariance(), parts.explainedVariance(), "ev");
    Cases.assertClose(whole.varianceRatio(), parts.varianceRatio(), "ratio");
    Cases.assertClose(whole.medianAbsoluteError(), parts.medianAbsoluteError(), "median");
    assertEquals(whole.maxError(), parts.maxError());
    Cases.assertClose(whole.mape(), parts.mape(), "mape");
  }

  @Test
  void classificationScores() {
    Data data = classification(1);
    ClassificationScores whole = ClassificationScores.of(data.p(), data.t());
    ClassificationScores.Accumulator a = ClassificationScores.start();
    ClassificationScores.Accumulator b = ClassificationScores.start();
    Data head = data.rows(0, 70);
    Data tail = data.rows(70, N);
    b.add(tail.p(), tail.t());
    b.merge(ClassificationScores.start());
    a.add(head.p(), head.t());
    a.merge(b);
    ClassificationScores parts = a.scores();
    assertEquals(whole.toString(), parts.toString());
    assertEquals(whole.confusion(), parts.confusion());
    Cases.assertClose(whole.rocAuc(), parts.rocAuc(), "rocAuc");
    Cases.assertClose(whole.logLoss(), parts.logLoss(), "logLoss");
  }

  /** By hand; the largest error, |1 − 11|, and some of the numbers ≤ −1 are in what is merged. */
  @Test
  void mergedScoresAreThoseOfAll() {
    RegressionScores.Accumulator a = RegressionScores.start();
    a.add(Nd4j.createFromArray(-1.0, 0), Nd4j.createFromArray(-3.0, 1));
    RegressionScores.Accumulator b = RegressionScores.start();
    b.add(Nd4j.createFromArray(-2.0, 1), Nd4j.createFromArray(-5.0, 11));
    a.merge(b);
    assertEquals(10, a.scores().maxError());
    assertTrue(
        a.scores().toString().contains("rmsle=undefined (2 predictions, 2 targets \u2264 -1)"));
    RegressionScores.Accumulator wide = RegressionScores.start();
    wide.add(Nd4j.ones(2, 2), Nd4j.ones(2, 2));
    assertEquals(
        "got 2 outputs after batches with 1; expected as many in every batch; start a new state",
        assertThrows(IllegalArgumentException.class, () -> a.merge(wide)).getMessage());
  }

  /** Where a prediction is −1 and elsewhere a target, the logarithms' difference is infinite. */
  @Test
  void asManyLowTargetsAsPredictionsDoNotCancel() {
    INDArray p = Nd4j.createFromArray(-1.0, 5);
    assertTrue(Double.isNaN(RegressionScores.of(p, Nd4j.createFromArray(5.0, -1)).msle()));
  }

  /** By hand: of six classes, the rows' own come first and last; top5 is 1/2. */
  @Test
  void mergedTopFiveIsThatOfAll() {
    INDArray logits = Nd4j.createFromArray(new double[][] {{6, 5, 4, 3, 2, 1}});
    ClassificationScores.Accumulator a = ClassificationScores.start();
    a.add(logits, Nd4j.createFromArray(0));
    ClassificationScores.Accumulator b = ClassificationScores.start();
    b.add(logits, Nd4j.createFromArray(5));
    a.merge(b);
    assertEquals(0.5, a.scores().top5());
    ClassificationScores.Accumulator two = ClassificationScores.start();
    two.add(Nd4j.eye(2), Nd4j.createFromArray(0, 1));
    String message =
        "got 2 classes after batches with 6; expected as many in every batch; start a new state";
    assertEquals(
        message, assertThrows(IllegalArgumentException.class, () -> a.merge(two)).getMessage());
    Metric.State six = Metric.accuracy().start();
    six.add(logits, Nd4j.createFromArray(0));
    Metric.State state = Metric.accuracy().start();
    state.add(Nd4j.eye(2), Nd4j.createFromArray(0, 1));
    assertEquals(
        message, assertThrows(IllegalArgumentException.class, () -> six.merge(state)).getMessage());
  }

  /** ND4J's own float sum says 0.1010 here. */
  @Test
  void millionFloats() {
    INDArray t = Nd4j.zeros(1_000_000, 1);
    INDArray p = Nd4j.valueArrayOf(new long[] {1_000_000, 1}, 0.1f);
    Cases.assertClose((double) 0.1f, Metric.mae().of(p, t), "mae");
  }
}
