package org.slope.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.nd4j.linalg.api.buffer.DataType;
import org.opentest4j.AssertionFailedError;

/**
 * Slope against the values that Keras, PyTorch, TensorFlow, scikit-learn, DL4J and ONNX publish in
 * their tests and documentation. The adapters translate attributes and layouts, never arithmetic.
 */
class GoldenTest {
  /**
   * The recomputed values are of other orders of summation in double: 1e-16 an operation, a few
   * dozen of them, and a hundred steps of an optimizer that carry it on.
   */
  private static final double DOUBLE = 1e-10;

  /** The float kernels: 6e-8 an operation. The arrays are small. */
  private static final double FLOAT = 1e-6;

  /** PyTorch, and so Slope, divides by the norm + 1e-6; the norm is 141. */
  private static final double CLIPPED = 1e-8;

  /** Conventions that Slope does not have, by case, and why. */
  private static final Map<String, String> NOT_WANTED =
      Map.of(
          "loss_bce_clipped",
          "Keras clips probabilities at 1e-7 in float32, where 1 - 1e-7 is 0.99999988; Slope bounds"
              + " the logarithm at -100, as PyTorch does: docs/decisions/0009");

  @TestFactory
  Stream<DynamicTest> published() throws IOException {
    return GoldenCase.all().stream().map(c -> DynamicTest.dynamicTest(c.id(), () -> run(c)));
  }

  private static void run(GoldenCase c) {
    if (NOT_WANTED.containsKey(c.id())) {
      Assumptions.abort(NOT_WANTED.get(c.id()));
    }
    switch (c.category()) {
      case "metric" -> c.check(GoldenMetrics.values(c), DOUBLE);
      case "loss" -> c.check(GoldenLosses.values(c), DOUBLE);
      case "clip" -> c.check(GoldenOptimizers.clipped(c), CLIPPED);
      case "optimizer" -> inBothTypes(c, type -> GoldenOptimizers.values(c, type));
      case "activation" -> inBothTypes(c, type -> GoldenLayers.activation(c, type));
      case "conv2d" -> inBothTypes(c, type -> GoldenLayers.convolution(c, type));
      case "maxpool2d", "avgpool2d" -> inBothTypes(c, type -> GoldenLayers.pooling(c, type));
      default -> throw new AssertionFailedError(c.id() + " is of no category that is known");
    }
  }

  private interface Computation {
    double[] in(DataType type);
  }

  /** Double runs on the INDArray kernels, float on those of the CPU. */
  private static void inBothTypes(GoldenCase c, Computation computation) {
    c.check(computation.in(DataType.DOUBLE), DOUBLE);
    c.check(computation.in(DataType.FLOAT), FLOAT);
  }

  @Test
  void everyCaseIsConsumedOnceOrNamedAsNotWanted() throws IOException {
    List<String> ids = GoldenCase.all().stream().map(GoldenCase::id).collect(Collectors.toList());
    assertEquals(104, ids.size());
    assertEquals(104, ids.stream().distinct().count());
    assertTrue(ids.containsAll(NOT_WANTED.keySet()));
    assertEquals(1, NOT_WANTED.size(), "a convention more needs a decision more");
  }

  @Test
  void aValueThatIsOffOrAnAttributeThatIsNotReadFails() throws IOException {
    GoldenCase mae = find("metric_multi_mae_w");
    double[] values = GoldenMetrics.values(mae);
    mae.check(values, DOUBLE);
    values[0] += 2e-10;
    fails("against its recomputed values", () -> mae.check(values, DOUBLE));
    GoldenCase unread = find("metric_multi_mae_w");
    unread.array("y_true");
    fails("[attrs.column_weights, inputs.y_pred]", () -> unread.check(values, DOUBLE));
    GoldenCase unknown = find("metric_multi_mae_w");
    fails("has no weights among its inputs", () -> unknown.values("weights"));
  }

  private static GoldenCase find(String id) throws IOException {
    return GoldenCase.all().stream().filter(c -> c.id().equals(id)).findFirst().orElseThrow();
  }

  private static void fails(String words, Runnable check) {
    String message = assertThrows(AssertionFailedError.class, check::run).getMessage();
    assertTrue(message.contains(words), message);
  }
}
