package org.slope.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.opentest4j.AssertionFailedError;
import org.slope.core.Forward;
import org.slope.core.Gradients;
import org.slope.core.LayerSpec;
import org.slope.core.Mode;
import org.slope.core.Network;
import org.slope.core.Parameter;
import org.slope.core.Run;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;

/**
 * How far the gradients of a layer's backward pass are from the derivatives that its forward pass
 * shows when its input and parameters are moved a little. It prints a table:
 *
 * <pre>{@code
 * GradientCheck.of(dense(4), Shape.of(5), 1).assertBelow(1e-7);
 * }</pre>
 *
 * <p>The derivative is taken of {@code L = Σ w·y}, y the output and w random, by each of some
 * elements of an array and along some directions that move them all, as {@code (8·(L(h) − L(−h)) −
 * (L(2h) − L(−2h)))/12h}, whose error is of order h⁴. An error is relative to the array's largest
 * gradient, by either way, or to 0.01 where all are smaller, for what is left of sums that cancel
 * is rounding. A right backward pass stays below 1e-7 unless the step crosses a kink such as
 * relu's.
 *
 * @param what what was checked
 * @param entries the worst of each array, in training and at inference
 */
public record GradientCheck(String what, List<Entry> entries) {
  private static final double LARGEST_STEP = 2e-4;
  private static final int ELEMENTS = 8;
  private static final int DIRECTIONS = 2;
  private static final double SMALLEST_SCALE = 0.01;
  private static final Run RUN = new Run(7, 1, 2, true);

  /** NaN is the largest. */
  private static final Comparator<Entry> BY_ERROR = Comparator.comparingDouble(Entry::error);

  /**
   * The worst derivative of an array.
   *
   * @param mode how the network ran
   * @param array {@code input}, or a parameter's name
   * @param where {@code at} an element's index, or {@code along a direction}
   * @param analytic the derivative by the backward pass
   * @param numeric the derivative by differences of the forward pass
   * @param error their difference, relative to the largest gradient of the array
   */
  public record Entry(
      Mode mode, String array, String where, double analytic, double numeric, double error) {

    /** Prints what is wrong by how much: {@code weight at [0, 2]: analytic …, numeric …}. */
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s %s: analytic %.9g, numeric %.9g (%s)",
          array,
          where,
          analytic,
          numeric,
          mode);
    }
  }

  /** Takes a copy of the entries. */
  public GradientCheck {
    entries = List.copyOf(entries);
  }

  /**
   * Checks a layer on three random examples, none of whose elements are close to 0 or to each
   * other.
   *
   * @param input the shape of one example
   * @param seed where parameters, examples and directions are drawn from
   */
  public static GradientCheck of(LayerSpec layer, Shape input, long seed) {
    return of(new LayerCase(layer, input, 3, 2, seed));
  }

  static GradientCheck of(LayerCase layer) {
    return of(
        layer.toString(),
        layer.network(DataType.DOUBLE),
        layer.inputs(DataType.DOUBLE),
        Math.min(LARGEST_STEP, layer.distance() / 4),
        layer.seed());
  }

  /**
   * Checks a network of double at its own parameters. Neither the network nor the inputs are
   * changed.
   *
   * @param inputs {@code [batch, …]}
   * @param seed where directions are drawn from
   * @throws IllegalArgumentException if the network is one of float, whose rounding hides errors
   */
  public static GradientCheck of(Network network, INDArray inputs, long seed) {
    if (network.dataType() != DataType.DOUBLE) {
      throw new IllegalArgumentException(
          network
              + " holds floats, too coarse for finite differences; build(shape, seed,"
              + " DataType.DOUBLE) makes one of double");
    }
    String what = network + " on " + Arrays.toString(inputs.shape());
    return of(what, network, inputs.castTo(DataType.DOUBLE).dup('c'), LARGEST_STEP, seed);
  }

  private static GradientCheck of(
      String what, Network network, INDArray x, double step, long seed) {
    List<Entry> entries = new ArrayList<>();
    for (Mode mode : Mode.values()) {
      entries.addAll(new Differences(network.copy(), x, mode, step, seed).entries());
    }
    return new GradientCheck(what, entries);
  }

  /** Returns the entry of the largest error. */
  public Entry worst() {
    return entries.stream().max(BY_ERROR).orElseThrow();
  }

  /** Returns the largest relative error. */
  public double largestError() {
    return worst().error();
  }

  /**
   * Asserts that no error is larger.
   *
   * @throws AssertionFailedError that prints all
   */
  public void assertBelow(double error) {
    if (!(largestError() <= error)) {
      throw new AssertionFailedError(
          "expected errors of at most "
              + error
              + "; if the layer has kinks, try another seed, or inputs away from them; "
              + this);
    }
  }

  /** Prints the largest error and a table of all arrays. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "GradientCheck(%s): the largest relative error is %.2g, of %s%n",
            what,
            largestError(),
            worst()));
    String row = "%-9s  %-20s  %8s  %16s  %16s  %s%n";
    text.append(
        String.format(Locale.ROOT, row, "mode", "array", "error", "analytic", "numeric", "where"));
    for (Entry e : entries) {
      text.append(
          String.format(
              Locale.ROOT,
              row,
              e.mode,
              e.array,
              String.format(Locale.ROOT, "%.2g", e.error),
              String.format(Locale.ROOT, "%.9g", e.analytic),
              String.format(Locale.ROOT, "%.9g", e.numeric),
              e.where));
    }
    return text.toString().stripTrailing();
  }

  /** One network at one input in one mode. */
  private static final class Differences {
    private final Network network;
    private final INDArray x;
    private final Mode mode;
    private final double step;
    private final Random random;
    private final double[] weights;

    Differences(Network network, INDArray x, Mode mode, double step, long seed) {
      this.network = network;
      this.x = x;
      this.mode = mode;
      this.step = step;
      this.random = new Random(seed);
      int outputs = Math.toIntExact(network.outputShape().count() * x.size(0));
      this.weights = random.doubles(outputs, -0.5, 0.5).toArray();
    }

    List<Entry> entries() {
      INDArray dy = Nd4j.create(weights, network.outputShape().withBatch(x.size(0)), 'c');
      Gradients gradients = network.newGradients();
      Forward forward = network.forward(x, mode, RUN);
      double[] dx = Memory.toDoubles(forward.pullback().apply(dy, gradients));
      List<Entry> entries = new ArrayList<>();
      entries.add(worst("input", dx, x));
      for (Parameter p : network.parameters()) {
        entries.add(worst(p.name(), Memory.toDoubles(gradients.of(p)), p.value()));
      }
      return entries;
    }

    /** Moves the values, measures, and puts them back. */
    private Entry worst(String array, double[] gradient, INDArray values) {
      double[] start = Memory.toDoubles(values);
      List<Entry> entries = new ArrayList<>();
      for (int i : random.ints(ELEMENTS, 0, gradient.length).distinct().toArray()) {
        double[] direction = new double[gradient.length];
        direction[i] = 1;
        String where = "at " + ArrayAssertions.index(i, values.shape());
        entries.add(entry(array, where, gradient, direction, start, values));
      }
      double scale =
          DoubleStream.concat(Arrays.stream(gradient), entries.stream().mapToDouble(Entry::numeric))
              .map(Math::abs)
              .reduce(SMALLEST_SCALE, Math::max);
      for (int k = 0; k < DIRECTIONS; k++) {
        double[] direction = random.doubles(gradient.length, -1, 1).toArray();
        entries.add(entry(array, "along a direction", gradient, direction, start, values));
      }
      Memory.set(values, start);
      Entry worst = entries.stream().max(BY_ERROR).orElseThrow();
      return new Entry(
          mode, array, worst.where, worst.analytic, worst.numeric, worst.error / scale);
    }

    /** An entry whose error is not divided yet. */
    private Entry entry(
        String array,
        String where,
        double[] gradient,
        double[] direction,
        double[] start,
        INDArray values) {
      double analytic = 0;
      for (int i = 0; i < gradient.length; i++) {
        analytic += gradient[i] * direction[i];
      }
      double near = lossAt(1, start, direction, values) - lossAt(-1, start, direction, values);
      double far = lossAt(2, start, direction, values) - lossAt(-2, start, direction, values);
      double numeric = (8 * near - far) / (12 * step);
      return new Entry(mode, array, where, analytic, numeric, Math.abs(analytic - numeric));
    }

    private double lossAt(int steps, double[] start, double[] direction, INDArray values) {
      double[] moved = new double[start.length];
      Arrays.setAll(moved, i -> start[i] + steps * step * direction[i]);
      Memory.set(values, moved);
      INDArray output =
          mode == Mode.INFERENCE ? network.predict(x) : network.forward(x, mode, RUN).output();
      double[] y = Memory.toDoubles(output);
      double sum = 0;
      for (int i = 0; i < y.length; i++) {
        sum += weights[i] * y[i];
      }
      return sum;
    }
  }
}
