package org.slope.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slope.metrics.Cases.assertClose;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Regression scores against scikit-learn 1.2.1, exact fractions, Keras and DL4J. */
class RegressionReferenceTest {

  static Stream<JsonNode> cases() {
    return Cases.read("regression");
  }

  static RegressionMetric metric(String name) {
    return switch (name) {
      case "mae" -> Metric.mae();
      case "mse" -> Metric.mse();
      case "rmse" -> Metric.rmse();
      case "msle" -> Metric.msle();
      case "rmsle" -> Metric.rmsle();
      case "r2" -> Metric.r2();
      case "explainedVariance" -> Metric.explainedVariance();
      case "varianceRatio" -> Metric.varianceRatio();
      case "relativeSquaredError" -> Metric.relativeSquaredError();
      case "pearson" -> Metric.pearson();
      case "medianAbsoluteError" -> Metric.medianAbsoluteError();
      case "maxError" -> Metric.maxError();
      case "mape" -> Metric.mape();
      case "quantileLoss(0.1)" -> Metric.quantileLoss(0.1);
      case "quantileLoss(0.5)" -> Metric.quantileLoss(0.5);
      case "quantileLoss(0.9)" -> Metric.quantileLoss(0.9);
      default -> throw new AssertionError(name);
    };
  }

  private static @Nullable INDArray weights(JsonNode c) {
    return c.get("weights").isNull() ? null : Cases.array(c.get("weights"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void scores(JsonNode c) {
    INDArray p = Cases.array(c.get("predictions"));
    INDArray t = Cases.array(c.get("targets"));
    INDArray w = weights(c);
    for (Map.Entry<String, JsonNode> e : c.get("uniform").properties()) {
      RegressionMetric metric = metric(e.getKey());
      assertEquals(e.getKey(), metric.name());
      assertClose(e.getValue().asDouble(), metric.of(p, t, w), e.getKey());
    }
    for (Map.Entry<String, JsonNode> e : c.get("raw").properties()) {
      Metric.State state = metric(e.getKey()).start();
      state.add(p, t, w);
      double[] raw = Cases.doubles(e.getValue());
      assertEquals(raw.length, state.values().length);
      for (int j = 0; j < raw.length; j++) {
        assertClose(raw[j], state.values()[j], e.getKey());
      }
    }
    for (Map.Entry<String, JsonNode> e : c.get("varianceWeighted").properties()) {
      Metric weighted = metric(e.getKey()).multiOutput(MultiOutput.VARIANCE_WEIGHTED);
      assertClose(e.getValue().asDouble(), weighted.of(p, t, w), e.getKey());
    }
    assertClose(
        c.get("averageOfRoots").get("rmse").asDouble(),
        Metric.rmse().multiOutput(MultiOutput.AVERAGE_OF_ROOTS).of(p, t, w),
        "average of roots");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void record(JsonNode c) {
    RegressionScores scores =
        RegressionScores.of(
            Cases.array(c.get("predictions")), Cases.array(c.get("targets")), weights(c));
    Map<String, Double> actual =
        Map.ofEntries(
            Map.entry("mae", scores.mae()),
            Map.entry("mse", scores.mse()),
            Map.entry("rmse", scores.rmse()),
            Map.entry("msle", scores.msle()),
            Map.entry("rmsle", scores.rmsle()),
            Map.entry("r2", scores.r2()),
            Map.entry("explainedVariance", scores.explainedVariance()),
            Map.entry("varianceRatio", scores.varianceRatio()),
            Map.entry("medianAbsoluteError", scores.medianAbsoluteError()),
            Map.entry("maxError", scores.maxError()),
            Map.entry("mape", scores.mape()));
    assertEquals(c.get("targets").size(), scores.n());
    JsonNode expected = c.get("uniform");
    int compared = 0;
    for (Map.Entry<String, Double> e : actual.entrySet()) {
      if (expected.has(e.getKey())) {
        assertClose(expected.get(e.getKey()).asDouble(), e.getValue(), e.getKey());
        compared++;
      }
    }
    assertTrue(compared >= 5, "compared " + compared);
  }

  /** scikit-learn 1.2.1, docstrings of mean_absolute_error and mean_absolute_percentage_error. */
  @Test
  void outputWeights() {
    INDArray t = Nd4j.createFromArray(new double[][] {{0.5, 1}, {-1, 1}, {7, -6}});
    INDArray p = Nd4j.createFromArray(new double[][] {{0, 2}, {-1, 2}, {8, -5}});
    assertClose(0.85, Metric.mae().outputWeights(0.3, 0.7).of(p, t), "mae");
    assertEquals(0.6198, Metric.mape().outputWeights(0.3, 0.7).of(p, t), 1e-4);
  }

  /** Keras 3422977a, regression_metrics_test.py, test_r2_sklearn_comparison. */
  @Test
  void adjustedR2() {
    INDArray t = Nd4j.createFromArray(new double[][] {{0, 0, 1}, {0, 1, 0}, {1, 0, 0}});
    INDArray p =
        Nd4j.createFromArray(new double[][] {{0.4, 0.5, 0.6}, {0.1, 0.2, 0.3}, {0.5, 0.8, 0.2}});
    Metric.State state = Metric.adjustedR2(1).start();
    state.add(p, t);
    assertArrayEquals(new double[] {-0.26, -3.59, 0.13}, state.values(), 1e-12);
    assertEquals("adjustedR2(1)", Metric.adjustedR2(1).name());
  }

  /** Deeplearning4j, RegressionEvalTest.testKnownValues. */
  @Test
  void relativeSquaredErrorAndPearson() {
    INDArray t =
        Nd4j.createFromArray(new double[][] {{1.0, 2.0, 3.0}, {0.1, 0.2, 0.3}, {6.0, 5.0, 4.0}});
    INDArray p =
        Nd4j.createFromArray(new double[][] {{2.5, 3.2, 3.8}, {2.15, 1.3, -1.2}, {7.0, 4.5, 3.0}});
    Metric.State rse = Metric.relativeSquaredError().start();
    rse.add(p, t);
    assertArrayEquals(new double[] {0.368813923, 0.246598639, 0.530937216}, rse.values(), 1e-8);
    Metric.State pearson = Metric.pearson().start();
    pearson.add(p, t);
    assertArrayEquals(new double[] {0.997013483, 0.968619605, 0.915603032}, pearson.values(), 1e-8);
  }

  /** The mean of 0.1, 0.1, 0.1 is 0.1 here, so that constant targets are seen as constant. */
  @Test
  void constantTargets() {
    INDArray t = Nd4j.createFromArray(0.1, 0.1, 0.1);
    assertEquals(1, Metric.r2().of(t, t));
    assertEquals(0, Metric.r2().of(Nd4j.createFromArray(0.1, 0.1, 0.2), t));
    assertEquals(0, Metric.explainedVariance().of(Nd4j.createFromArray(0.1, 0.1, 0.2), t));
  }
}
