package org.slope.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class BadInputTest {
  private static final double NAN = Double.NaN;
  private static final INDArray THREE = Nd4j.createFromArray(1.0, 2, 3);
  private static final INDArray LOGITS =
      Nd4j.createFromArray(new double[][] {{1, 2}, {2, 1}, {0, 1}});
  private static final INDArray LABELS = Nd4j.createFromArray(1, 0, 1);

  private static void fails(String message, Executable code) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, code).getMessage());
  }

  private static void failsEverywhere(String message, INDArray p, INDArray t, INDArray w) {
    fails(message, () -> Metric.rmse().of(p, t, w));
    fails(message, () -> Metric.r2().lenient().of(p, t, w));
    fails(message, () -> RegressionScores.of(p, t, w));
  }

  @Test
  void shapes() {
    INDArray w = Nd4j.ones(3);
    failsEverywhere(
        "got 3 predictions and 2 targets; expected one row of each per example; pass (predictions,"
            + " targets) of the same examples",
        THREE,
        Nd4j.createFromArray(1.0, 2),
        w);
    failsEverywhere(
        "predictions have shape [3, 1] and targets [3, 2]; expected the same number of outputs; pass"
            + " (predictions, targets) of the same columns",
        THREE,
        LOGITS,
        w);
    failsEverywhere(
        "weights have shape [2, 1]; expected one weight per example, [3] or [3, 1]; pass the weights"
            + " of these examples, or none",
        THREE,
        THREE,
        Nd4j.ones(2));
    failsEverywhere(
        "predictions have shape [0, 1]; expected [examples] or [examples, outputs] with at least one"
            + " example; pass one row per example",
        Nd4j.create(DataType.DOUBLE, 0, 1),
        Nd4j.create(DataType.DOUBLE, 0, 1),
        w);
    fails(
        "targets have shape []; expected [examples] or [examples, outputs] with at least one"
            + " example; pass one row per example",
        () -> Metric.mae().of(THREE, Nd4j.scalar(1.0)));
  }

  @Test
  void values() {
    INDArray w = Nd4j.ones(3);
    failsEverywhere(
        "targets hold Infinity in row 1; expected finite numbers; remove the example or give it a"
            + " finite target",
        THREE,
        Nd4j.createFromArray(1, Double.POSITIVE_INFINITY, 2),
        w);
    String negative =
        "weights hold -1.0 in row 2; expected finite numbers >= 0; weight 0 leaves an example out";
    failsEverywhere(negative, THREE, THREE, Nd4j.createFromArray(1.0, 0, -1));
    fails(negative, () -> Metric.accuracy().of(LOGITS, LABELS, Nd4j.createFromArray(1.0, 0, -1)));
    fails(
        "weights hold NaN in row 0; expected finite numbers >= 0; weight 0 leaves an example out",
        () -> Metric.mae().of(THREE, THREE, Nd4j.createFromArray(NAN, 0, 1)));
    fails(
        "weights hold Infinity in row 1; expected finite numbers >= 0; weight 0 leaves an example"
            + " out",
        () -> Metric.mae().of(THREE, THREE, Nd4j.createFromArray(1, 1 / 0.0, 1)));
    INDArray bad = Nd4j.createFromArray(1, 2, NAN);
    String diverged =
        "predictions hold NaN in row 2; expected finite numbers; look for a diverged network or"
            + " inputs that are not scaled";
    fails(diverged, () -> Metric.mae().of(bad, THREE));
    fails(diverged, () -> RegressionScores.of(bad, THREE));
    fails(diverged, () -> Metric.logLoss().of(bad, LABELS));
    fails(diverged, () -> ClassificationScores.of(bad, LABELS));
  }

  @Test
  void weightsOfZero() {
    INDArray zeros = Nd4j.zeros(3);
    fails(
        "mae got weights that are all zero; expected a positive one; leave the weights out",
        () -> Metric.mae().of(THREE, THREE, zeros));
    fails(
        "accuracy got weights that are all zero; expected a positive one; leave the weights out",
        () -> Metric.accuracy().of(LOGITS, LABELS, zeros));
    fails(
        "RegressionScores got weights that are all zero; expected a positive one; leave the weights"
            + " out",
        () -> RegressionScores.of(THREE, THREE, zeros));
    fails(
        "ClassificationScores got weights that are all zero; expected a positive one; leave the"
            + " weights out",
        () -> ClassificationScores.of(LOGITS, LABELS, zeros));
    Metric.State state = Metric.mae().start();
    state.add(THREE, THREE, zeros);
    state.add(THREE.add(1), THREE);
    assertEquals(1, state.value());
  }

  @Test
  void nothingAdded() {
    for (Executable empty :
        new Executable[] {
          () -> Metric.mae().start().value(),
          () -> Metric.rocAuc().start().value(),
          () -> RegressionScores.start().scores(),
          () -> ClassificationScores.start().scores()
        }) {
      String message =
          String.valueOf(assertThrows(IllegalStateException.class, empty).getMessage());
      assertTrue(
          message.endsWith(
              " has seen no examples; expected at least one; call add(predictions, targets) first"),
          message);
    }
  }

  @Test
  void undefined() {
    fails(
        "predictions hold -1.0 in row 1, where ln(1 + x) is undefined; expected numbers > -1; clip"
            + " them, or use rmse, or lenient() for NaN",
        () -> Metric.rmsle().of(Nd4j.createFromArray(0.0, -1, -2), THREE));
    fails(
        "targets hold -3.5 in row 2, where ln(1 + x) is undefined; expected numbers > -1; clip them,"
            + " or use rmse, or lenient() for NaN",
        () -> Metric.msle().of(THREE, Nd4j.createFromArray(0.0, 1, -3.5)));
    INDArray outputs = Nd4j.createFromArray(new double[][] {{0, 1}, {2, 3}, {4, -2}});
    fails(
        "predictions hold -2.0 in row 2, where ln(1 + x) is undefined; expected numbers > -1; clip"
            + " them, or use rmse, or lenient() for NaN",
        () -> Metric.rmsle().of(outputs, Nd4j.ones(3, 2)));
    INDArray leftOut = Nd4j.createFromArray(1.0, 1, 0);
    assertTrue(Metric.rmsle().of(outputs, Nd4j.ones(3, 2), leftOut) > 0);
    assertTrue(RegressionScores.of(outputs, Nd4j.ones(3, 2), leftOut).rmsle() > 0);
    fails(
        "r2 of one example is undefined; expected two or more; score more examples at once",
        () -> Metric.r2().of(Nd4j.ones(1), Nd4j.ones(1)));
    fails(
        "adjustedR2(2) is undefined for 3 examples or fewer; expected more; score more examples at"
            + " once",
        () -> Metric.adjustedR2(2).of(THREE, THREE));
    fails(
        "varianceRatio is undefined for constant targets; expected targets that vary; score more"
            + " examples, or use lenient() for NaN",
        () -> Metric.varianceRatio().of(THREE, Nd4j.ones(3)));
    fails(
        "pearson is undefined for constant targets or predictions; expected both to vary; score more"
            + " examples, or use lenient() for NaN",
        () -> Metric.pearson().of(Nd4j.ones(3), THREE));
    fails(
        "rocAuc is undefined: class 1 has no examples, or all of them; expected some of each class;"
            + " score more examples, or use lenient() for NaN",
        () -> Metric.rocAuc().of(LOGITS, Nd4j.ones(3)));
    fails(
        "rocAuc is undefined: class 2 has no examples, or all of them; expected some of each class;"
            + " score more examples, or use lenient() for NaN",
        () -> Metric.rocAuc().of(Nd4j.eye(3), Nd4j.createFromArray(0, 1, 1)));
    fails(
        "kappa is undefined: targets and predictions hold a single class; expected two or more;"
            + " score more examples, or use lenient() for NaN",
        () -> Metric.kappa().of(Nd4j.ones(3), Nd4j.ones(3)));
  }

  @Test
  void lenientMetricsAreNaN() {
    INDArray low = Nd4j.createFromArray(0.0, -1, -2);
    INDArray bad = Nd4j.createFromArray(0.0, NAN, 1);
    assertTrue(Double.isNaN(Metric.rmsle().lenient().of(low, THREE)));
    assertTrue(Double.isNaN(Metric.msle().lenient().of(THREE, low)));
    assertTrue(Double.isNaN(Metric.medianAbsoluteError().lenient().of(bad, THREE)));
    assertTrue(Double.isNaN(Metric.maxError().lenient().of(bad, THREE)));
    assertTrue(Double.isNaN(Metric.accuracy().lenient().of(bad, LABELS)));
    assertTrue(Double.isNaN(Metric.precision().lenient().of(bad, LABELS)));
    assertTrue(Double.isNaN(Metric.rocAuc().lenient().of(LOGITS, Nd4j.ones(3))));
    assertTrue(Double.isNaN(Metric.kappa().lenient().of(Nd4j.ones(3), Nd4j.ones(3))));
    assertTrue(Double.isNaN(Metric.varianceRatio().lenient().of(THREE, Nd4j.ones(3))));
    assertTrue(Double.isNaN(Metric.mae().lenient().of(THREE, THREE, Nd4j.zeros(3))));
    assertTrue(Double.isNaN(Metric.mae().lenient().start().value()));
    Metric.State state = Metric.rmsle().lenient().start();
    state.add(low, THREE);
    state.add(THREE, THREE);
    Metric.State merged = Metric.rmsle().lenient().start();
    merged.add(THREE, THREE);
    assertEquals(0, merged.value());
    merged.merge(state);
    assertTrue(Double.isNaN(merged.value()) && Double.isNaN(merged.values()[0]));
    assertEquals("rmsle", Metric.rmsle().lenient().name());
    assertTrue(Double.isNaN(Metric.precision().lenient().start().values()[0]));
  }

  @Test
  void whatThrewAddedNothing() {
    Metric.State state = Metric.rmsle().start();
    state.add(THREE, THREE);
    assertThrows(
        IllegalArgumentException.class,
        () -> state.add(Nd4j.createFromArray(9.0, -1), Nd4j.createFromArray(1.0, 1)));
    assertEquals(0, state.value());
    assertEquals("rmsle(n=3)", state.toString());
  }

  @Test
  void labels() {
    fails(
        "targets hold label 2 in row 1; expected a class from 0 to 1; pass as many predictions per"
            + " row as there are classes",
        () -> Metric.accuracy().of(LOGITS, Nd4j.createFromArray(0, 2, 1)));
    fails(
        "targets hold label 0.5000 in row 2; expected a class from 0 to 1; pass as many predictions"
            + " per row as there are classes",
        () -> ClassificationScores.of(LOGITS, Nd4j.createFromArray(0, 1, 0.5)));
    fails(
        "targets hold label -1 in row 0; expected a class from 0 to 1; pass as many predictions per"
            + " row as there are classes",
        () -> Metric.f1().lenient().of(LOGITS, Nd4j.createFromArray(-1, 1, 0)));
    fails(
        "targets are not one-hot in row 1; expected a single 1 among zeros; pass class indices [3],"
            + " the argmax of soft targets",
        () ->
            Metric.logLoss()
                .of(LOGITS, Nd4j.createFromArray(new double[][] {{1, 0}, {0.9, 0.1}, {0, 1}})));
    for (double[] row : new double[][] {{0, 0}, {1, 1}, {1, 0.5}, {2, 0}}) {
      INDArray targets = Nd4j.createFromArray(new double[][] {{1, 0}, {0, 1}, row});
      assertThrows(IllegalArgumentException.class, () -> Metric.accuracy().of(LOGITS, targets));
    }
    fails(
        "predictions have shape [3, 2] and targets [3, 3]; expected one-hot targets [3, 2] or class"
            + " indices [3]; encode the targets for 2 classes",
        () -> Metric.accuracy().of(LOGITS, Nd4j.eye(3)));
    fails(
        "predictions have rank 3; expected [examples, classes]; reshape them to two dimensions",
        () -> Metric.accuracy().of(Nd4j.ones(3, 2, 2), LABELS));
    fails(
        "targets have rank 3; expected [examples, classes]; reshape them to two dimensions",
        () -> Metric.accuracy().of(LOGITS, Nd4j.ones(3, 2, 1)));
  }

  @Test
  void probabilities() {
    fails(
        "predictions are not probabilities in row 0; expected numbers in 0..1 that add up to 1; pass"
            + " logits to the methods that take logits",
        () -> ClassificationScores.ofProbabilities(LOGITS, LABELS));
    fails(
        "predictions are not probabilities in row 1; expected numbers in 0..1; pass logits to the"
            + " methods that take logits",
        () -> Metric.rocAuc().ofProbabilities().of(Nd4j.createFromArray(0, -0.5, 1), LABELS));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            Metric.logLoss()
                .ofProbabilities()
                .of(Nd4j.valueArrayOf(new long[] {3, 2}, 0.6), LABELS));
  }

  @Test
  void otherBatches() {
    Metric.State regression = Metric.mae().start();
    regression.add(LOGITS, LOGITS);
    String outputs =
        "got 1 outputs after batches with 2; expected as many in every batch; start a new state";
    fails(outputs, () -> regression.add(THREE, THREE));
    Metric.State one = Metric.mae().start();
    one.add(THREE, THREE);
    fails(outputs, () -> regression.merge(one));
    Metric.State classes = Metric.accuracy().start();
    classes.add(LOGITS, LABELS);
    fails(
        "got 3 classes after batches with 2; expected as many in every batch; start a new state",
        () -> classes.add(Nd4j.eye(3), LABELS));
    fails(
        "cannot merge rmse(n=0) into mae(n=3); expected a state of an equal metric; start both from"
            + " one metric",
        () -> regression.merge(Metric.rmse().start()));
    fails(
        "cannot merge mae(n=3) into accuracy(n=3); expected a state of an equal metric; start both"
            + " from one metric",
        () -> classes.merge(one));
    fails(
        "cannot merge scores of logits with scores of probabilities; expected two of a kind; start"
            + " both in the same way",
        () -> ClassificationScores.start().merge(ClassificationScores.startProbabilities()));
  }

  @Test
  void options() {
    fails(
        "mae has no VARIANCE_WEIGHTED; expected r2 or explainedVariance; leave the option out",
        () -> Metric.mae().multiOutput(MultiOutput.VARIANCE_WEIGHTED));
    fails(
        "r2 has no AVERAGE_OF_ROOTS; expected rmse or rmsle; leave the option out",
        () -> Metric.r2().multiOutput(MultiOutput.AVERAGE_OF_ROOTS));
    fails(
        "mae got output weights [0.0, -1.0]; expected numbers >= 0, one of them positive; pass one"
            + " weight per output",
        () -> Metric.mae().outputWeights(0, -1));
    fails(
        "mae has 2 output weights and got 1 outputs; expected one weight per output; change"
            + " outputWeights(...)",
        () -> Metric.mae().outputWeights(1, 2).of(THREE, THREE));
    fails(
        "quantileLoss(1.5): expected a quantile in 0..1; 0.9 stands for the 90th percentile",
        () -> Metric.quantileLoss(1.5));
    fails(
        "adjustedR2(-1): expected 0 or more regressors; pass the number of inputs",
        () -> Metric.adjustedR2(-1));
    assertEquals("adjustedR2(0)", Metric.adjustedR2(0).name());
    assertEquals("quantileLoss(0.0)", Metric.quantileLoss(0).name());
    assertEquals("quantileLoss(1.0)", Metric.quantileLoss(1).name());
    for (double[] weights : new double[][] {{0, 0}, {1, 1 / 0.0}}) {
      assertThrows(IllegalArgumentException.class, () -> Metric.mae().outputWeights(weights));
    }
    fails("topK(0): expected k of 1 or more; topK(1) is the accuracy", () -> Metric.topK(0));
    fails(
        "accuracy has no average(MICRO); expected precision, recall or f1; leave the option out",
        () -> Metric.accuracy().average(Average.MICRO));
    fails(
        "f1(binary) got 3 classes; expected 2; choose Average.MACRO, MICRO or WEIGHTED",
        () -> Metric.f1().average(Average.BINARY).of(Nd4j.eye(3), LABELS));
  }
}
