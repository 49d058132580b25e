package org.slope.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.metrics.Average;
import org.slope.metrics.ClassificationMetric;
import org.slope.metrics.ConfusionMatrix;
import org.slope.metrics.Metric;
import org.slope.metrics.MultiOutput;
import org.slope.metrics.RegressionMetric;

/** Scores against all that scikit-learn 1.2.1 computed for reference/generate.py. */
class ScoreFixturesTest {

  /** Sums of a few hundred doubles, in an order that is not scikit-learn's. */
  private static final double TOLERANCE = 1e-12;

  static Stream<JsonNode> regressions() throws IOException {
    return read("regression");
  }

  static Stream<JsonNode> classifications() throws IOException {
    return read("classification");
  }

  private static Stream<JsonNode> read(String section) throws IOException {
    JsonNode root =
        new ObjectMapper().readTree(FixturesTest.folder().resolve("scores.json").toFile());
    assertEquals("1.2.1", root.get("sklearn").asText());
    return StreamSupport.stream(root.get(section).spliterator(), false);
  }

  @ParameterizedTest
  @MethodSource("regressions")
  void regressionScoresAgree(JsonNode json) {
    INDArray targets = matrix(json.get("y_true"));
    INDArray predictions = matrix(json.get("y_pred"));
    JsonNode listed = json.get("sample_weight");
    INDArray weights = listed.isNull() ? null : Nd4j.createFromArray(numbers(listed));
    for (Map.Entry<String, JsonNode> score : json.get("expected").properties()) {
      RegressionMetric metric = regressionMetric(score.getKey());
      if (score.getValue().isNumber()) {
        assertClose(score.getValue(), metric.of(predictions, targets, weights), score.getKey());
      } else {
        for (Map.Entry<String, JsonNode> part : score.getValue().properties()) {
          double[] actual = outputs(metric, part.getKey(), predictions, targets, weights);
          assertClose(part.getValue(), actual, score.getKey() + " " + part.getKey());
        }
      }
    }
  }

  private static RegressionMetric regressionMetric(String name) {
    return switch (name) {
      case "mean_absolute_error" -> Metric.mae();
      case "mean_squared_error" -> Metric.mse();
      case "mean_squared_log_error" -> Metric.msle();
      case "median_absolute_error" -> Metric.medianAbsoluteError();
      case "mean_absolute_percentage_error" -> Metric.mape();
      case "r2_score" -> Metric.r2();
      case "explained_variance_score" -> Metric.explainedVariance();
      case "rmse" -> Metric.rmse();
      case "rmsle" -> Metric.rmsle();
      case "sklearn_rmse_mean_of_columns" ->
          Metric.rmse().multiOutput(MultiOutput.AVERAGE_OF_ROOTS);
      case "max_error" -> Metric.maxError();
      default -> throw new AssertionError("no metric is chosen for " + name);
    };
  }

  private static double[] outputs(
      RegressionMetric metric,
      String how,
      INDArray predictions,
      INDArray targets,
      @Nullable INDArray weights) {
    return switch (how) {
      case "uniform_average" -> new double[] {metric.of(predictions, targets, weights)};
      case "variance_weighted" ->
          new double[] {
            metric.multiOutput(MultiOutput.VARIANCE_WEIGHTED).of(predictions, targets, weights)
          };
      case "raw_values" -> {
        Metric.State state = metric.start();
        state.add(predictions, targets, weights);
        yield state.values();
      }
      default -> throw new AssertionError("no way to join outputs is chosen for " + how);
    };
  }

  @ParameterizedTest
  @MethodSource("classifications")
  void classificationScoresAgree(JsonNode json) {
    int classes = json.get("classes").asInt();
    INDArray labels = Nd4j.createFromArray(numbers(json.get("y_true")));
    INDArray predicted = oneHot(numbers(json.get("y_pred")), classes);
    INDArray probabilities = matrix(json.get("proba"));
    for (Map.Entry<String, JsonNode> score : json.get("expected").properties()) {
      String name = score.getKey();
      switch (name) {
        case "macro", "micro", "weighted" -> {
          Average average = Average.valueOf(name.toUpperCase(Locale.ROOT));
          for (Map.Entry<String, JsonNode> part : score.getValue().properties()) {
            Metric metric = averaged(part.getKey()).average(average);
            assertClose(part.getValue(), metric.of(predicted, labels), metric.toString());
          }
        }
        case "log_loss" ->
            assertClose(
                score.getValue(),
                Metric.logLoss().ofProbabilities().of(probabilities, labels),
                name);
        case "roc_auc" ->
            assertClose(
                score.getValue(),
                Metric.rocAuc().ofProbabilities().of(probabilities, labels),
                name);
        case "top2" ->
            assertClose(score.getValue(), Metric.topK(2).of(probabilities, labels), name);
        default ->
            assertClose(score.getValue(), classificationMetric(name).of(predicted, labels), name);
      }
    }
    JsonNode rows = json.get("confusion");
    double[][] counts = ConfusionMatrix.of(predicted, labels).counts();
    assertEquals(rows.size(), counts.length);
    for (int i = 0; i < counts.length; i++) {
      assertArrayEquals(numbers(rows.get(i)), counts[i]);
    }
  }

  private static Metric classificationMetric(String name) {
    return switch (name) {
      case "accuracy" -> Metric.accuracy();
      case "balanced_accuracy" -> Metric.balancedAccuracy();
      case "kappa" -> Metric.kappa();
      case "mcc" -> Metric.matthews();
      default -> throw new AssertionError("no metric is chosen for " + name);
    };
  }

  private static ClassificationMetric averaged(String name) {
    return switch (name) {
      case "precision" -> Metric.precision();
      case "recall" -> Metric.recall();
      case "f1" -> Metric.f1();
      default -> throw new AssertionError("no metric is chosen for " + name);
    };
  }

  private static INDArray matrix(JsonNode rows) {
    double[][] values = new double[rows.size()][];
    Arrays.setAll(values, i -> numbers(rows.get(i)));
    return Nd4j.createFromArray(values);
  }

  private static double[] numbers(JsonNode list) {
    double[] values = new double[list.size()];
    Arrays.setAll(values, i -> list.get(i).asDouble());
    return values;
  }

  /** Scores whose largest is that of the class. */
  private static INDArray oneHot(double[] labels, int classes) {
    INDArray rows = Nd4j.zeros(DataType.DOUBLE, labels.length, classes);
    for (int i = 0; i < labels.length; i++) {
      rows.putScalar(i, (long) labels[i], 1.0);
    }
    return rows;
  }

  private static void assertClose(JsonNode expected, double actual, String name) {
    assertClose(expected, new double[] {actual}, name);
  }

  private static void assertClose(JsonNode expected, double[] actual, String name) {
    double[] values =
        expected.isArray() ? numbers(expected) : new double[] {expected.doubleValue()};
    assertEquals(values.length, actual.length, name);
    for (int i = 0; i < values.length; i++) {
      assertEquals(values[i], actual[i], TOLERANCE * Math.abs(values[i]), name);
    }
  }
}
