package org.slope.reference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.opentest4j.AssertionFailedError;
import org.slope.core.internal.Memory;
import org.slope.testkit.Arithmetic;
import org.slope.testkit.ArrayAssertions;
import org.slope.testkit.Reference;

/**
 * A case that PyTorch computed: its attributes, its inputs, and its outputs in the precision that
 * Slope computes it in. It remembers which attributes and arrays were looked at.
 */
final class Fixture {

  /** Attributes for readers: they repeat what the name, the group or the inputs say. */
  private static final Set<String> DESCRIPTIVE = Set.of("kind", "net", "opt", "ties");

  private final JsonNode json;
  private final Reference arrays;
  private final Arithmetic arithmetic;
  private final Set<String> used = new LinkedHashSet<>();
  private final Set<String> read = new LinkedHashSet<>(DESCRIPTIVE);

  /**
   * Takes a case of the manifest.
   *
   * @param json the case in the manifest
   * @param arrays the arrays of its group
   * @param arithmetic what Slope computes with
   */
  Fixture(JsonNode json, Reference arrays, Arithmetic arithmetic) {
    this.json = json;
    this.arrays = arrays;
    this.arithmetic = arithmetic;
  }

  String name() {
    return json.get("name").asText();
  }

  DataType type() {
    return arithmetic.type();
  }

  /** Returns the names of the outputs that start in a way, in the file's order. */
  List<String> outputs(String start) {
    return json.get("arrays").properties().stream()
        .map(array -> array.getKey())
        .filter(key -> key.startsWith(precision() + start))
        .map(key -> key.substring(precision().length()))
        .toList();
  }

  private String precision() {
    return type() == DataType.DOUBLE ? "f64/" : "f32/";
  }

  /** Returns whether there is an attribute that is not null; what it is remains to be read. */
  boolean has(String attribute) {
    boolean has = json.get("attributes").hasNonNull(attribute);
    if (!has) {
      read.add(attribute);
    }
    return has;
  }

  JsonNode attribute(String name) {
    read.add(name);
    return json.get("attributes").required(name);
  }

  /** Returns whether there is a flag and it is true. */
  boolean flag(String name) {
    return has(name) && is(name);
  }

  boolean is(String attribute) {
    return attribute(attribute).asBoolean();
  }

  double number(String attribute) {
    return attribute(attribute).asDouble();
  }

  int[] sizes(String attribute) {
    JsonNode list = attribute(attribute);
    int[] sizes = new int[list.size()];
    Arrays.setAll(sizes, i -> list.get(i).asInt());
    return sizes;
  }

  boolean hasInput(String name) {
    return json.get("arrays").has("in/" + name);
  }

  /** Returns an input, in the type that Slope computes with. */
  INDArray input(String name) {
    return array("in/" + name).castTo(type());
  }

  /** Returns an output, for a comparison of another kind than {@link #assertClose}. */
  INDArray output(String name) {
    return array(precision() + name);
  }

  private INDArray array(String name) {
    used.add(name);
    return arrays.get(name() + "/" + name);
  }

  /** Asserts that an array is an output of the case. */
  void assertClose(INDArray actual, String output) {
    INDArray expected = output(output);
    double tolerance = Tolerances.of(name(), output, type(), largest(expected));
    ArrayAssertions.assertClose(actual, expected, 0, tolerance, output);
  }

  /** Returns the magnitude of the largest element. */
  static double largest(INDArray array) {
    return Arrays.stream(Memory.toDoubles(array)).map(Math::abs).max().orElse(0);
  }

  /** Asserts that numbers, in the order of its shape, are an output of the case. */
  void assertClose(double[] actual, String output) {
    assertClose(Nd4j.create(actual, output(output).shape(), 'c'), output);
  }

  /** Asserts that all attributes, inputs, and outputs of this precision were looked at. */
  void assertAllUsed() {
    Set<String> unused = new TreeSet<>();
    json.get("arrays").fieldNames().forEachRemaining(unused::add);
    unused.removeIf(name -> !name.startsWith("in/") && !name.startsWith(precision()));
    unused.removeAll(used);
    json.get("attributes").fieldNames().forEachRemaining(unused::add);
    unused.removeAll(read);
    if (!unused.isEmpty()) {
      throw new AssertionFailedError("nothing looked at " + unused + " of " + name());
    }
  }

  @Override
  public String toString() {
    return "Fixture(" + name() + ", " + arithmetic + ")";
  }
}
