package org.slope.metrics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slope.metrics.Cases.assertClose;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Classification scores against scikit-learn 1.2.1. */
class ClassificationReferenceTest {

  static Stream<JsonNode> cases() {
    return Cases.read("classification");
  }

  static ClassificationMetric metric(String name) {
    if (name.endsWith(")")) {
      String average = name.substring(name.indexOf('(') + 1, name.length() - 1);
      return metric(name.substring(0, name.indexOf('(')))
          .average(Average.valueOf(average.toUpperCase(Locale.ROOT)));
    }
    return switch (name) {
      case "accuracy" -> Metric.accuracy();
      case "balancedAccuracy" -> Metric.balancedAccuracy();
      case "precision" -> Metric.precision();
      case "recall" -> Metric.recall();
      case "f1" -> Metric.f1();
      case "kappa" -> Metric.kappa();
      case "matthews" -> Metric.matthews();
      case "logLoss" -> Metric.logLoss();
      case "rocAuc" -> Metric.rocAuc();
      case "top1" -> Metric.topK(1);
      case "top2" -> Metric.topK(2);
      case "top3" -> Metric.topK(3);
      case "top5" -> Metric.topK(5);
      default -> throw new AssertionError(name);
    };
  }

  private static @Nullable INDArray weights(JsonNode c) {
    return c.get("weights").isNull() ? null : Cases.array(c.get("weights"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void scores(JsonNode c) {
    INDArray p = Cases.array(c.get("scores"));
    INDArray labels = Cases.array(c.get("labels"));
    INDArray oneHot = Cases.oneHot(labels, c.get("classes").asInt());
    INDArray w = weights(c);
    boolean probabilities = c.get("probabilities").asBoolean();
    for (Map.Entry<String, JsonNode> e : c.get("expected").properties()) {
      ClassificationMetric logits = metric(e.getKey());
      assertEquals(e.getKey(), logits.name());
      ClassificationMetric metric = probabilities ? logits.ofProbabilities() : logits;
      assertClose(e.getValue().asDouble(), metric.of(p, oneHot, w), e.getKey());
      assertClose(e.getValue().asDouble(), metric.of(p, labels, w), e.getKey() + " of indices");
    }
    for (Map.Entry<String, JsonNode> e : c.get("raw").properties()) {
      Metric.State state = metric(e.getKey()).start();
      state.add(p, labels, w);
      assertArrayEquals(Cases.doubles(e.getValue()), state.values(), Cases.TOLERANCE);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void record(JsonNode c) {
    INDArray p = Cases.array(c.get("scores"));
    INDArray t = Cases.oneHot(Cases.array(c.get("labels")), c.get("classes").asInt());
    INDArray w = weights(c);
    ClassificationScores scores =
        c.get("probabilities").asBoolean()
            ? ClassificationScores.ofProbabilities(p, t, w)
            : ClassificationScores.of(p, t, w);
    Map<String, Double> actual =
        Map.of(
            "accuracy", scores.accuracy(),
            "top5", scores.top5(),
            "balancedAccuracy", scores.balancedAccuracy(),
            "precision", scores.precision(),
            "recall", scores.recall(),
            "f1", scores.f1(),
            "kappa", scores.kappa(),
            "matthews", scores.matthews(),
            "logLoss", scores.logLoss());
    JsonNode expected = c.get("expected");
    for (Map.Entry<String, Double> e : actual.entrySet()) {
      if (expected.has(e.getKey())) {
        assertClose(expected.get(e.getKey()).asDouble(), e.getValue(), e.getKey());
      } else {
        assertEquals("top5", e.getKey());
      }
    }
    if (expected.has("rocAuc")) {
      assertClose(expected.get("rocAuc").asDouble(), scores.rocAuc(), "rocAuc");
    } else {
      assertTrue(Double.isNaN(scores.rocAuc()));
    }
    for (int i = 0; i < scores.confusion().classes(); i++) {
      double[] row = Cases.doubles(c.get("confusion").get(i));
      assertArrayEquals(row, scores.confusion().counts()[i], Cases.TOLERANCE);
    }
  }

  /** One logit z of class 1 scores as the two logits (0, z) do. */
  @Test
  void oneLogitColumn() {
    JsonNode c =
        cases().filter(x -> x.get("name").asText().startsWith("tied logits")).findFirst().get();
    INDArray two = Cases.array(c.get("scores"));
    INDArray one = two.get(NDArrayIndex.all(), NDArrayIndex.interval(1, 2));
    INDArray labels = Cases.array(c.get("labels"));
    INDArray w = weights(c);
    ClassificationScores expected = ClassificationScores.of(two, labels, w);
    assertEquals(expected, ClassificationScores.of(one, labels.reshape(40, 1), w));
    assertEquals(expected, ClassificationScores.of(one.dup().reshape(40), labels, w));
    INDArray p = Nd4j.createFromArray(0.75, 0.5, 0.25, 0.875);
    INDArray pairs = Nd4j.vstack(p.rsub(1), p).transpose();
    INDArray y = Nd4j.createFromArray(1, 0, 1, 1);
    assertEquals(
        ClassificationScores.ofProbabilities(pairs, y), ClassificationScores.ofProbabilities(p, y));
  }

  /** 800 and −800 saturate float and double probabilities; −ln p is then the logits' difference. */
  @Test
  void extremeLogits() {
    INDArray logits = Nd4j.createFromArray(new double[][] {{800, -800}, {-800, 800}, {50, -50}});
    INDArray labels = Nd4j.createFromArray(0, 0, 0);
    assertClose(1600.0 / 3, Metric.logLoss().of(logits, labels), "log loss");
    INDArray certain = Nd4j.createFromArray(new double[][] {{0, 40}, {0, 50}, {0, 60}});
    assertEquals(1.0, Metric.rocAuc().of(certain, Nd4j.createFromArray(0, 1, 1)));
  }

  @Test
  void equalLogitsRankTheLowerClassFirst() {
    INDArray logits = Nd4j.ones(DataType.FLOAT, 3, 3);
    INDArray labels = Nd4j.createFromArray(0, 1, 2);
    assertClose(1.0 / 3, Metric.accuracy().of(logits, labels), "accuracy");
    assertClose(1.0 / 3, Metric.topK(1).of(logits, labels), "top1");
    assertClose(2.0 / 3, Metric.topK(2).of(logits, labels), "top2");
    assertEquals(0.5, Metric.rocAuc().of(logits, labels));
  }
}
