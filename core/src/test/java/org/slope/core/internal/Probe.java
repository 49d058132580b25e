package org.slope.core.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One random case of a kernel: seeded tensors, the arrays that hold them, and comparisons that say
 * which case failed. Every array lies inside a longer one, and {@link #done} finds what was written
 * around it or into an input.
 */
final class Probe {
  private static final double GUARD = 12345;

  final RandomGenerator random;
  private final DataType type;
  private final double tolerance;
  private final List<INDArray> flats = new ArrayList<>();
  private final List<int[]> guards = new ArrayList<>();
  private final List<INDArray> inputs = new ArrayList<>();
  private final List<double[]> inputValues = new ArrayList<>();
  private String description;

  Probe(DataType type, double tolerance, long seed) {
    this.type = type;
    this.tolerance = tolerance;
    this.random = Randoms.of(seed);
    this.description = "seed " + seed;
  }

  void describe(Object... facts) {
    description += " " + Arrays.deepToString(facts);
  }

  /** An integer in from..to, both included. */
  int between(int from, int to) {
    return random.nextInt(from, to + 1);
  }

  double choose(double... values) {
    return values[random.nextInt(values.length)];
  }

  /** Normal numbers, as the type holds them. */
  Tensor normal(int... shape) {
    return rounded(Tensor.zeros(shape), 1, 0);
  }

  /** Normal numbers around an offset, as the type holds them. */
  Tensor normalAround(double offset, int... shape) {
    return rounded(Tensor.zeros(shape), 1, offset);
  }

  /** Few different numbers, so that many are equal. */
  Tensor ties(int... shape) {
    Tensor t = Tensor.zeros(shape);
    Arrays.setAll(t.values, k -> between(-3, 3) * 0.5);
    return t;
  }

  private Tensor rounded(Tensor t, double scale, double offset) {
    Arrays.setAll(t.values, k -> round(offset + scale * random.nextGaussian()));
    return t;
  }

  private double round(double value) {
    return type == DataType.FLOAT ? (float) value : value;
  }

  /** The values as the type holds them. */
  Tensor rounded(Tensor t) {
    Tensor copy = t.copy();
    Arrays.setAll(copy.values, k -> round(copy.values[k]));
    return copy;
  }

  /** An array of these values that a kernel only reads. */
  INDArray in(Tensor t) {
    INDArray a = inOut(t);
    inputs.add(a);
    inputValues.add(Memory.toDoubles(a));
    return a;
  }

  /** An array of these values that a kernel writes. */
  INDArray inOut(Tensor t) {
    int before = between(0, 9);
    INDArray flat = Memory.array(type, before + t.values.length + 8);
    Memory.fill(flat, GUARD);
    INDArray a = Memory.view(flat, before, t.longShape());
    Memory.set(a, t.values);
    flats.add(flat);
    guards.add(new int[] {before, before + t.values.length});
    return a;
  }

  /** An array of garbage that a kernel overwrites. */
  INDArray out(int... shape) {
    Tensor t = Tensor.zeros(shape);
    Arrays.fill(t.values, 3.5);
    return inOut(t);
  }

  /** Compares, relative to the largest expected element. */
  void assertClose(String name, Tensor expected, INDArray actual) {
    assertClose(name, expected, actual, 0);
  }

  /** A batch norm with mean 0.5, deviation 1 and β 0.25. */
  Finish.Norm norm(Tensor gamma) {
    int c = gamma.values.length;
    return new Finish.Norm(all(c, 0.5), all(c, 0.75), in(gamma), all(c, 0.25), 0.25);
  }

  private INDArray all(int channels, double value) {
    return out(channels).assign(value);
  }

  /** Compares as {@link #assertClose} does, unless the array was not asked for. */
  void assertCloseIfGiven(String name, Tensor expected, @Nullable INDArray actual) {
    if (actual != null) {
      assertClose(name, expected, actual);
    }
  }

  /**
   * Compares, relative to the largest expected element or to the scale, whichever is more: the size
   * of the terms where they cancel.
   */
  void assertClose(String name, Tensor expected, INDArray actual, double scale) {
    assertEquals(
        Arrays.toString(expected.longShape()), Arrays.toString(actual.shape()), name + description);
    double[] values = Memory.toDoubles(actual);
    double bound = tolerance * Math.max(expected.largest(), scale);
    for (int k = 0; k < values.length; k++) {
      double e = expected.values[k];
      boolean same = Double.compare(e, values[k]) == 0 || Math.abs(e - values[k]) <= bound;
      if (!same) {
        fail(
            String.format(
                Locale.ROOT,
                "%s%s differs at %d: expected %.9g, got %.9g, within %.3g; %s",
                name,
                Arrays.toString(expected.shape),
                k,
                e,
                values[k],
                bound,
                description));
      }
    }
  }

  /** Checks that inputs kept their values and that nothing was written around any array. */
  void done() {
    for (int k = 0; k < inputs.size(); k++) {
      if (!Arrays.equals(inputValues.get(k), Memory.toDoubles(inputs.get(k)))) {
        fail("input " + k + " was modified; " + description);
      }
    }
    for (int k = 0; k < flats.size(); k++) {
      double[] flat = Memory.toDoubles(flats.get(k));
      int[] guard = guards.get(k);
      for (int e = 0; e < flat.length; e++) {
        if ((e < guard[0] || e >= guard[1]) && flat[e] != GUARD) {
          fail("array " + k + " was left: element " + (e - guard[0]) + "; " + description);
        }
      }
    }
  }
}
