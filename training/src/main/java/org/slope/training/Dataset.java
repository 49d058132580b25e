package org.slope.training;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Shape;

/**
 * Examples to learn from: inputs and targets, one row of each an example, with optional weights.
 *
 * <p>The parts of a split, folds and subsets are views: rows of the same arrays. {@link #batches}
 * reads through a view; {@link #inputs}, {@link #targets} and {@link #weights} of a view copy its
 * rows into an array of their own when first asked, unless they lie together.
 */
public final class Dataset {

  /** The arrays that a data set and its views share. */
  record Base(INDArray inputs, INDArray targets, @Nullable INDArray weights) {}

  private final Base base;
  private final int @Nullable [] rows;
  private final List<String> inputNames;
  private final List<String> targetNames;
  private @Nullable INDArray inputs;
  private @Nullable INDArray targets;
  private @Nullable INDArray weights;

  private Dataset(
      Base base, int @Nullable [] rows, List<String> inputNames, List<String> targetNames) {
    this.base = base;
    this.rows = rows;
    this.inputNames = inputNames;
    this.targetNames = targetNames;
    if (rows == null) {
      inputs = base.inputs();
      targets = base.targets();
      weights = base.weights();
    }
  }

  /**
   * Returns a data set over two arrays, which it shares unless their rows are scattered in memory.
   *
   * @param inputs {@code [n, …]}
   * @param targets {@code [n, …]}; {@code [n]} is taken as {@code [n, 1]}
   * @throws IllegalArgumentException if there is no row, the numbers of rows differ, or a number is
   *     not finite
   */
  public static Dataset of(INDArray inputs, INDArray targets) {
    return checked(inputs, targets, null);
  }

  /**
   * Returns a data set whose examples have weights: see {@link #of(INDArray, INDArray)}.
   *
   * @param weights {@code [n]}, 0 or more, not all 0
   */
  public static Dataset of(INDArray inputs, INDArray targets, INDArray weights) {
    return checked(inputs, targets, weights);
  }

  private static Dataset checked(INDArray inputs, INDArray targets, @Nullable INDArray weights) {
    INDArray y = targets.rank() == 1 ? targets.reshape(targets.length(), 1) : targets;
    DatasetChecks.inputs(inputs);
    DatasetChecks.targets(inputs, y);
    INDArray w = weights == null ? null : DatasetChecks.weights(inputs, weights);
    Base base = new Base(Gather.dense(inputs), Gather.dense(y), w == null ? null : Gather.dense(w));
    return new Dataset(base, null, List.of(), List.of());
  }

  /**
   * Returns this data set with a weight for each example, in place of any that it has.
   *
   * @param weights {@code [n]}, 0 or more, not all 0
   */
  public Dataset withWeights(INDArray weights) {
    INDArray w = DatasetChecks.weights(inputs(), weights);
    return new Dataset(
        new Base(inputs(), targets(), Gather.dense(w)), null, inputNames, targetNames);
  }

  /**
   * Returns this data set with names of the columns, or of the classes, for people to read.
   *
   * @param inputNames one for each column of the inputs, or none
   * @param targetNames one for each column of the targets, or none
   */
  public Dataset withNames(List<String> inputNames, List<String> targetNames) {
    DatasetChecks.names("input", inputNames, base.inputs());
    DatasetChecks.names("target", targetNames, base.targets());
    return new Dataset(base, rows, List.copyOf(inputNames), List.copyOf(targetNames));
  }

  /** Returns the number of examples. */
  public int size() {
    return rows == null ? (int) base.inputs().size(0) : rows.length;
  }

  /** Returns the inputs, {@code [n, …]}; a view copies them once. Do not change them. */
  public synchronized INDArray inputs() {
    if (inputs == null) {
      inputs = Gather.rows(base.inputs(), order());
    }
    return inputs;
  }

  /** Returns the targets, {@code [n, …]}; a view copies them once. Do not change them. */
  public synchronized INDArray targets() {
    if (targets == null) {
      targets = Gather.rows(base.targets(), order());
    }
    return targets;
  }

  /** Returns the weights, {@code [n]}, or null; a view copies them once. Do not change them. */
  public synchronized @Nullable INDArray weights() {
    INDArray all = base.weights();
    if (weights == null && all != null) {
      weights = Gather.rows(all, order());
    }
    return weights;
  }

  /** Returns the shape of one example's input. */
  public Shape inputShape() {
    return Shape.ofExample(base.inputs().shape());
  }

  /** Returns the shape of one example's target. */
  public Shape targetShape() {
    return Shape.ofExample(base.targets().shape());
  }

  /** Returns the names of the input columns; empty if they have none. */
  public List<String> inputNames() {
    return inputNames;
  }

  /** Returns the names of the target columns or classes; empty if they have none. */
  public List<String> targetNames() {
    return targetNames;
  }

  /** Returns a view of some rows, counted from 0, in the order given. */
  public Dataset subset(int... rows) {
    DatasetChecks.rows(rows, size());
    return view(rows);
  }

  private Dataset view(int[] part) {
    int[] own = order();
    int[] baseRows = Arrays.stream(part).map(row -> own[row]).toArray();
    return new Dataset(base, baseRows, inputNames, targetNames);
  }

  private Split split(int[][] parts) {
    return new Split(view(parts[0]), view(parts[1]), view(parts[2]));
  }

  /**
   * Splits the rows at random. Of n rows, shuffled, the first {@code n·train} train and those up to
   * {@code n·(train + validation)} validate, half a row rounded up; the rest tests. Within a part
   * the rows keep their order. The fractions add up to 1.
   */
  public Split split(double train, double validation, double test, long seed) {
    return split(Splits.random(size(), new Fractions(train, validation, test), seed));
  }

  /**
   * Splits at random so that each class has the same share in every part, up to rounding; the parts
   * are as large as those of {@link #split}. Targets are one-hot, or {@code [n, 1]} with whole
   * numbers.
   */
  public Split splitStratified(double train, double validation, double test, long seed) {
    Fractions fractions = new Fractions(train, validation, test);
    return split(Splits.stratified(DatasetChecks.labels(targets()), fractions, seed));
  }

  /**
   * Splits at random so that no group is in two parts. The groups, shuffled, lie end to end; one
   * goes where {@link #split} would put its middle, but each part gets at least one.
   *
   * @param groups the group of each row; equal objects are one group
   */
  public Split splitGrouped(
      List<?> groups, double train, double validation, double test, long seed) {
    DatasetChecks.perRow("groups", groups.size(), size());
    return split(Splits.grouped(groups, new Fractions(train, validation, test), seed));
  }

  /**
   * Splits by groups that have names: see {@link #splitGrouped(List, double, double, double,
   * long)}.
   */
  public Split splitGrouped(
      String[] groups, double train, double validation, double test, long seed) {
    return splitGrouped(List.of(groups), train, validation, test, seed);
  }

  /**
   * Splits by groups that have numbers: see {@link #splitGrouped(List, double, double, double,
   * long)}.
   */
  public Split splitGrouped(int[] groups, double train, double validation, double test, long seed) {
    return splitGrouped(IntStream.of(groups).boxed().toList(), train, validation, test, seed);
  }

  /**
   * Splits by groups that have numbers: see {@link #splitGrouped(List, double, double, double,
   * long)}.
   */
  public Split splitGrouped(
      long[] groups, double train, double validation, double test, long seed) {
    return splitGrouped(LongStream.of(groups).boxed().toList(), train, validation, test, seed);
  }

  /**
   * Splits by time: all of the training part lies before all of the validation part, and that
   * before the test part. Rows of one time stay together and go where {@link #split} would put
   * their middle, but each part gets at least one time.
   *
   * @param times the time of each row, in any order
   */
  public <T extends Comparable<? super T>> Split splitByTime(
      List<T> times, double train, double validation, double test) {
    DatasetChecks.perRow("times", times.size(), size());
    return split(Splits.byTime(times, new Fractions(train, validation, test)));
  }

  /** Splits by times that are numbers: see {@link #splitByTime(List, double, double, double)}. */
  public Split splitByTime(long[] times, double train, double validation, double test) {
    return splitByTime(LongStream.of(times).boxed().toList(), train, validation, test);
  }

  /** Splits by times that are numbers: see {@link #splitByTime(List, double, double, double)}. */
  public Split splitByTime(double[] times, double train, double validation, double test) {
    DatasetChecks.times(times);
    List<Double> boxed = DoubleStream.of(times).map(t -> t + 0.0).boxed().toList(); // -0.0 is 0.0
    return splitByTime(boxed, train, validation, test);
  }

  /**
   * Cuts the rows, shuffled, into k runs whose sizes differ by at most one: {@code n·i/k} to {@code
   * n·(i + 1)/k}, rounded down. Each is the validation part of one fold.
   */
  public List<Fold> kFold(int k, long seed) {
    return Splits.folds(size(), k, seed).stream()
        .map(part -> new Fold(view(Splits.without(size(), part)), view(part)))
        .toList();
  }

  /** Returns mini-batches in the order of the rows. */
  public Batches batches(int batchSize) {
    return new Batches(this, batchSize, null);
  }

  /**
   * Returns mini-batches in random order. For several epochs, keep the result and ask it for each:
   * {@link Batches#epoch} uses the same memory again.
   */
  public Batches batches(int batchSize, long seed) {
    return new Batches(this, batchSize, seed);
  }

  /** Returns the mini-batches of one epoch: {@code batches(batchSize, seed).epoch(epoch)}. */
  public Batches batches(int batchSize, long seed, int epoch) {
    return batches(batchSize, seed).epoch(epoch);
  }

  /** Returns a data set of its own with the inputs mapped. */
  public Dataset map(Transform x) {
    return mapped(x.transform(inputs()), targets());
  }

  /** Returns a data set of its own with inputs and targets mapped. */
  public Dataset map(Transform x, Transform y) {
    return mapped(x.transform(inputs()), y.transform(targets()));
  }

  private Dataset mapped(INDArray x, INDArray y) {
    Dataset plain = checked(x, y, weights());
    List<String> xNames = names(inputNames, base.inputs(), x);
    return plain.withNames(xNames, names(targetNames, base.targets(), y));
  }

  /** A transform may change the number of columns; names that no longer fit are left out. */
  private static List<String> names(List<String> names, INDArray before, INDArray after) {
    return before.rank() == after.rank() && before.size(1) == after.size(1) ? names : List.of();
  }

  Base base() {
    return base;
  }

  /** The rows of the base, as a new array. */
  int[] order() {
    return rows == null ? IntStream.range(0, size()).toArray() : rows.clone();
  }

  DataType batchType() {
    return base.inputs().dataType() == DataType.DOUBLE ? DataType.DOUBLE : DataType.FLOAT;
  }

  /** Prints the shapes: {@code Dataset(53,940 examples, inputs [26], targets [1])}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "Dataset(%,d examples, inputs %s, targets %s%s)",
        size(),
        inputShape(),
        targetShape(),
        base.weights() == null ? "" : ", weighted");
  }
}
