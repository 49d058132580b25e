package org.slope.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slope.testkit.ArrayAssertions.assertClose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.core.internal.Memory;

/**
 * A published value of golden_cases.json. It knows which of its attributes and inputs were read, so
 * that an adapter cannot leave one out.
 */
final class GoldenCase {
  private final JsonNode json;
  private final Set<String> unread = new TreeSet<>();

  private GoldenCase(JsonNode json) {
    this.json = json;
    json.get("attrs").fieldNames().forEachRemaining(name -> unread.add("attrs." + name));
    json.get("inputs").fieldNames().forEachRemaining(name -> unread.add("inputs." + name));
  }

  static List<GoldenCase> all() throws IOException {
    try (InputStream stream = GoldenCase.class.getResourceAsStream("golden_cases.json")) {
      JsonNode file = new ObjectMapper().readTree(Objects.requireNonNull(stream));
      List<GoldenCase> cases = new ArrayList<>();
      file.get("cases").forEach(json -> cases.add(new GoldenCase(json)));
      assertEquals(file.get("count").intValue(), cases.size());
      return cases;
    }
  }

  String id() {
    return json.get("id").textValue();
  }

  String category() {
    return json.get("category").textValue();
  }

  boolean has(String part, String name) {
    return json.get(part).has(name);
  }

  private JsonNode read(String part, String name) {
    JsonNode node = json.get(part).get(name);
    assertTrue(node != null, () -> id() + " has no " + name + " among its " + part);
    unread.remove(part + "." + name);
    return node;
  }

  double attribute(String name) {
    return read("attrs", name).doubleValue();
  }

  /** Returns whether there is a flag and it is true. */
  boolean flag(String name) {
    return has("attrs", name) && read("attrs", name).booleanValue();
  }

  /** Returns an attribute as it is written. */
  String attributeText(String name) {
    JsonNode node = read("attrs", name);
    return node.isTextual() ? node.textValue() : node.toString();
  }

  /** Returns numbers of an attribute, a single one twice: a window's rows and columns. */
  int[] pair(String name) {
    double[] values = flat(read("attrs", name));
    return new int[] {(int) values[0], (int) values[values.length - 1]};
  }

  double[] attributes(String name) {
    return flat(read("attrs", name));
  }

  /** Reads an input that is words, and asserts that the adapter does what they say. */
  void says(String name, String words) {
    assertEquals(words, read("inputs", name).textValue(), id());
  }

  /** Returns the words that say how an input is filled. */
  List<String> words(String name) {
    return List.of(read("inputs", name).textValue().split(" ", -1));
  }

  /** Returns an input of numbers in row-major order. */
  double[] values(String name) {
    return flat(read("inputs", name));
  }

  /** Returns a nested input. */
  double[] values(String name, String key) {
    return flat(read("inputs", name).get(key));
  }

  double input(String name) {
    return read("inputs", name).doubleValue();
  }

  long[] shape(String name) {
    return Arrays.stream(values(name)).mapToLong(d -> (long) d).toArray();
  }

  /** Returns an input as an array of its own shape; {@code "1..50"} counts. */
  INDArray array(String name) {
    JsonNode node = read("inputs", name);
    if (node.isTextual()) {
      List<String> ends = List.of(node.textValue().split("\\.\\.", 2));
      return counted(Integer.parseInt(ends.get(0)), Integer.parseInt(ends.get(1)));
    }
    List<Long> shape = new ArrayList<>();
    for (JsonNode level = node; level.isArray(); level = level.get(0)) {
      shape.add((long) level.size());
    }
    return array(flat(node), shape.stream().mapToLong(Long::longValue).toArray());
  }

  private static INDArray counted(int from, int to) {
    double[] values = new double[to - from + 1];
    Arrays.setAll(values, i -> from + i);
    return array(values, values.length);
  }

  static INDArray array(double[] values, long... shape) {
    INDArray array = Nd4j.createUninitialized(DataType.DOUBLE, shape, 'c');
    Memory.set(array, values);
    return array;
  }

  private static double[] flat(JsonNode node) {
    if (!node.isArray()) {
      assertTrue(node.isNumber(), node::toString);
      return new double[] {node.doubleValue()};
    }
    List<Double> values = new ArrayList<>();
    node.forEach(child -> Arrays.stream(flat(child)).forEach(values::add));
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Whether several values are expected, not a single one. */
  boolean expectsSeveral() {
    return json.get("expected").isArray();
  }

  /**
   * Asserts that values agree with the recomputed ones within a share of the largest, and with the
   * published ones within the digits that these have.
   */
  void check(double[] actual, double share) {
    assertEquals(Set.of(), unread, () -> id() + ": its adapter did not read all that it says");
    double[] recomputed = flat(json.get("recomputed_float64"));
    double largest = Arrays.stream(recomputed).map(Math::abs).max().orElse(0);
    INDArray a = array(actual, actual.length);
    assertClose(
        a,
        array(recomputed, recomputed.length),
        0,
        share * largest + Double.MIN_NORMAL, // for expected zeros
        id() + " against its recomputed values");
    double[] published = flat(json.get("expected"));
    double digits = json.get("abs_tol").doubleValue() + share * largest;
    assertClose(a, array(published, published.length), 0, digits, id() + " as published");
  }
}
