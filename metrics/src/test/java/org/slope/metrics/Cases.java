package org.slope.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The cases that src/test/python/metrics.py made with scikit-learn 1.2.1, and shared helpers. */
final class Cases {
  /** Sums of a few hundred doubles, in an order that is not scikit-learn's. */
  static final double TOLERANCE = 1e-12;

  private Cases() {}

  static Stream<JsonNode> read(String section) {
    try (InputStream in = Cases.class.getResourceAsStream("reference.json")) {
      JsonNode root = new ObjectMapper().readTree(Objects.requireNonNull(in));
      assertEquals("1.2.1", root.get("sklearn").asText());
      return StreamSupport.stream(root.get(section).spliterator(), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static INDArray array(JsonNode node) {
    if (node.get(0).isArray()) {
      double[][] rows = new double[node.size()][];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = doubles(node.get(i));
      }
      return Nd4j.createFromArray(rows);
    }
    return Nd4j.createFromArray(doubles(node));
  }

  static double[] doubles(JsonNode node) {
    double[] values = new double[node.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = node.get(i).asDouble();
    }
    return values;
  }

  static INDArray oneHot(INDArray labels, int classes) {
    INDArray oneHot = Nd4j.zeros(DataType.DOUBLE, labels.length(), classes);
    for (int i = 0; i < labels.length(); i++) {
      oneHot.putScalar(i, labels.getLong(i), 1.0);
    }
    return oneHot;
  }

  /** Returns rows from..to of an array. */
  static INDArray rows(INDArray x, long from, long to) {
    return x.get(NDArrayIndex.interval(from, to));
  }

  /** Returns ends of random batches of n rows. */
  static List<Long> cuts(long n, Random random) {
    List<Long> cuts = new ArrayList<>();
    for (long at = 0; at < n; ) {
      at = Math.min(n, at + 1 + random.nextInt(7));
      cuts.add(at);
    }
    return cuts;
  }

  static void assertClose(double expected, double actual, String what) {
    assertEquals(expected, actual, TOLERANCE * Math.max(Math.abs(expected), 1e-300), what);
  }
}
