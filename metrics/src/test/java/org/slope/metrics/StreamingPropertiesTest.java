package org.slope.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The same examples in any batches, in any order, added to any number of states that are merged,
 * have the score of all in one: to 1e-12 of it, or none if that has none.
 */
class StreamingPropertiesTest {

  /** An example: its predictions, its targets or its class, and its weight. */
  record Row(List<Double> predictions, List<Double> targets, double weight) {}

  /** Examples, and whether they are weighed. */
  record Rows(List<Row> rows, boolean weighted) {
    double[][] of(boolean predictions, int[] order) {
      return IntStream.of(order)
          .mapToObj(i -> predictions ? rows.get(i).predictions : rows.get(i).targets)
          .map(values -> values.stream().mapToDouble(v -> v).toArray())
          .toArray(double[][]::new);
    }

    void addTo(Metric.State state, int... order) {
      state.add(predictions(order), targets(order), weights(order));
    }

    INDArray predictions(int... order) {
      return Nd4j.createFromArray(of(true, order));
    }

    INDArray targets(int... order) {
      return Nd4j.createFromArray(of(false, order));
    }

    @Nullable INDArray weights(int... order) {
      return weighted
          ? Nd4j.createFromArray(IntStream.of(order).mapToDouble(i -> rows.get(i).weight).toArray())
          : null;
    }

    int[] all() {
      return IntStream.range(0, rows.size()).toArray();
    }
  }

  @Provide
  Arbitrary<RegressionMetric> regressions() {
    return Arbitraries.of(
        Metric.mae(),
        Metric.mse(),
        Metric.mse().outputWeights(1, 0.3),
        Metric.rmse(),
        Metric.rmse().multiOutput(MultiOutput.AVERAGE_OF_ROOTS),
        Metric.msle(),
        Metric.rmsle(),
        Metric.rmsle().multiOutput(MultiOutput.AVERAGE_OF_ROOTS),
        Metric.r2(),
        Metric.r2().multiOutput(MultiOutput.VARIANCE_WEIGHTED),
        Metric.adjustedR2(3),
        Metric.explainedVariance(),
        Metric.explainedVariance().multiOutput(MultiOutput.VARIANCE_WEIGHTED),
        Metric.varianceRatio(),
        Metric.relativeSquaredError(),
        Metric.pearson(),
        Metric.medianAbsoluteError(),
        Metric.maxError(),
        Metric.mape(),
        Metric.quantileLoss(0.9));
  }

  @Provide
  Arbitrary<ClassificationMetric> classifications() {
    return Arbitraries.of(
        Metric.accuracy(),
        Metric.topK(2),
        Metric.balancedAccuracy(),
        Metric.precision(),
        Metric.precision().average(Average.MICRO),
        Metric.recall().average(Average.WEIGHTED),
        Metric.f1(),
        Metric.f1().average(Average.MICRO),
        Metric.kappa(),
        Metric.matthews(),
        Metric.logLoss(),
        Metric.rocAuc());
  }

  private static Arbitrary<Rows> rows(Arbitrary<Row> row) {
    return Combinators.combine(row.list().ofMinSize(1).ofMaxSize(80), Arbitraries.of(false, true))
        .as(Rows::new);
  }

  private static Arbitrary<Double> weights() {
    return Arbitraries.integers().between(0, 10).map(k -> 0.1 * k);
  }

  /** Two outputs; tenths, which few doubles are, near zero or far from it. */
  @Provide
  Arbitrary<Rows> numbers() {
    return Arbitraries.of(0.0, 5.0, 1e8)
        .flatMap(
            offset -> {
              Arbitrary<List<Double>> values =
                  Arbitraries.integers()
                      .between(-9, 40)
                      .map(k -> offset + 0.1 * k)
                      .list()
                      .ofSize(2);
              return rows(Combinators.combine(values, values, weights()).as(Row::new));
            });
  }

  /** Logits of three classes, many of them equal, and one-hot targets. */
  @Provide
  Arbitrary<Rows> classes() {
    Arbitrary<List<Double>> logits =
        Arbitraries.integers().between(-9, 9).map(k -> 0.3 * k).list().ofSize(3);
    Arbitrary<List<Double>> oneHot =
        Arbitraries.of(List.of(1.0, 0.0, 0.0), List.of(0.0, 1.0, 0.0), List.of(0.0, 0.0, 1.0));
    return rows(Combinators.combine(logits, oneHot, weights()).as(Row::new));
  }

  @Property(seed = "51", tries = 600)
  void regressionsDoNotDependOnBatches(
      @ForAll("regressions") RegressionMetric metric,
      @ForAll("numbers") Rows rows,
      @ForAll @IntRange(max = 999) int seed) {
    check(metric, rows, seed);
  }

  @Property(seed = "52", tries = 400)
  void classificationsDoNotDependOnBatches(
      @ForAll("classifications") ClassificationMetric metric,
      @ForAll("classes") Rows rows,
      @ForAll @IntRange(max = 999) int seed) {
    check(metric, rows, seed);
  }

  private static void check(Metric metric, Rows rows, int seed) {
    Metric.State whole = metric.start();
    double score;
    double[] expected;
    try {
      rows.addTo(whole, rows.all());
      score = whole.value();
      expected = whole.values();
    } catch (IllegalArgumentException undefined) {
      assertThrows(IllegalArgumentException.class, () -> scattered(metric, rows, seed));
      return;
    }
    Metric.State parts = scattered(metric, rows, seed);
    Cases.assertClose(score, parts.value(), metric.name());
    double[] values = parts.values();
    assertEquals(expected.length, values.length);
    for (int i = 0; i < expected.length; i++) {
      Cases.assertClose(expected[i], values[i], metric.name() + " of output " + i);
    }
  }

  /** Adds batches of shuffled rows to some of four states, and merges these in random order. */
  private static Metric.State scattered(Metric metric, Rows rows, int seed) {
    Random random = new Random(seed);
    List<Integer> order = new ArrayList<>(IntStream.of(rows.all()).boxed().toList());
    Collections.shuffle(order, random);
    List<Metric.State> states = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      states.add(metric.start());
    }
    int from = 0;
    for (long to : Cases.cuts(order.size(), random)) {
      int[] batch = order.subList(from, (int) to).stream().mapToInt(i -> i).toArray();
      rows.addTo(states.get(random.nextInt(3)), batch);
      from = (int) to;
    }
    Collections.shuffle(states, random);
    while (states.size() > 1) {
      Metric.State last = states.remove(states.size() - 1);
      states.get(random.nextInt(states.size())).merge(last);
    }
    Metric.State merged = states.get(0);
    merged.value();
    return merged;
  }
}
