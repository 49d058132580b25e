package org.slope.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.core.internal.Memory;

/** Arrays that PyTorch 1.13.1 computed: see src/test/python/reference.py. */
final class TorchReference {
  private static final Map<String, String[]> LINES = read();

  private TorchReference() {}

  private static Map<String, String[]> read() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(TorchReference.class.getResourceAsStream("reference.txt")),
                StandardCharsets.UTF_8))) {
      return reader
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" ", -1))
          .collect(Collectors.toMap(words -> words[0], Function.identity()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean has(String name) {
    return LINES.containsKey(name);
  }

  private static String[] line(String name) {
    return Objects.requireNonNull(LINES.get(name), name);
  }

  static double[] values(String name) {
    return Arrays.stream(line(name)).skip(2).mapToDouble(Double::parseDouble).toArray();
  }

  static INDArray array(String name) {
    long[] shape = Arrays.stream(line(name)[1].split("x", -1)).mapToLong(Long::parseLong).toArray();
    return array(values(name), shape);
  }

  /** Returns a double array of these values. */
  static INDArray array(double[] values, long... shape) {
    INDArray array = Nd4j.createUninitialized(DataType.DOUBLE, shape, 'c');
    Memory.set(array, values);
    return array;
  }

  /** Asserts that all elements are within a share of the largest one. */
  static void assertClose(double[] expected, double[] actual, double tolerance, String what) {
    assertEquals(expected.length, actual.length, what);
    double largest = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    for (int i = 0; i < expected.length; i++) {
      int element = i;
      assertTrue(
          Math.abs(expected[i] - actual[i]) <= tolerance * Math.max(largest, 1e-300),
          () -> what + "[" + element + "]: " + expected[element] + " != " + actual[element]);
    }
  }
}
