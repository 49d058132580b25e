package org.slope.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.core.internal.Memory;

/** Splits, folds and batches of any size visit each row once. */
class SplitPropertiesTest {

  @Provide
  Arbitrary<Fractions> fractions() {
    Arbitrary<Integer> parts = Arbitraries.integers().between(1, 20);
    return Combinators.combine(parts, parts, parts)
        .as(
            (a, b, c) -> {
              double sum = a + b + c;
              return new Fractions(a / sum, b / sum, c / sum);
            });
  }

  /** The target of row i is i. */
  private static Dataset numbered(int n) {
    INDArray rows = Nd4j.arange(n).castTo(DataType.DOUBLE);
    return Dataset.of(rows.reshape(n, 1), rows);
  }

  /** Every second row of twice as many, or the rows themselves; row i holds i. */
  private static Dataset numbered(int n, boolean view) {
    if (!view) {
      return numbered(n);
    }
    INDArray rows = Nd4j.arange(2 * n).castTo(DataType.DOUBLE).div(2);
    return Dataset.of(rows.reshape(2L * n, 1), rows)
        .subset(IntStream.range(0, n).map(i -> 2 * i).toArray());
  }

  private static int[] rows(Dataset data) {
    return Arrays.stream(Memory.toDoubles(data.inputs())).mapToInt(d -> (int) d).toArray();
  }

  private static List<Dataset> parts(Split split) {
    return List.of(split.train(), split.validation(), split.test());
  }

  /** Each row is in one part, no part is empty, and each keeps the order of its rows. */
  private static void assertPartition(int n, Split split) {
    for (Dataset part : parts(split)) {
      assertTrue(part.size() > 0, split.toString());
      int[] rows = rows(part);
      assertArrayEquals(IntStream.of(rows).sorted().toArray(), rows, "in order");
    }
    int[] all = parts(split).stream().flatMapToInt(part -> IntStream.of(rows(part))).toArray();
    assertArrayEquals(IntStream.range(0, n).toArray(), IntStream.of(all).sorted().toArray());
  }

  /** Of n rows, those before {@code n·train} and {@code n·(train + validation)}, rounded. */
  private static List<Integer> sizes(int n, Fractions f) {
    int train = (int) Math.floor(n * f.train() + 0.5);
    int both = (int) Math.floor(n * (f.train() + f.validation()) + 0.5);
    return List.of(train, both - train, n - both);
  }

  private static void assertPartition(int n, Fractions fractions, Supplier<Split> splits) {
    List<Integer> sizes = sizes(n, fractions);
    if (sizes.contains(0)) {
      String message = assertThrows(IllegalArgumentException.class, splits::get).getMessage();
      assertTrue(message.contains("part empty"), message);
      return;
    }
    Split split = splits.get();
    assertEquals(sizes, parts(split).stream().map(Dataset::size).toList());
    assertPartition(n, split);
  }

  @Property(seed = "61", tries = 300)
  void aSplitIsAPartition(
      @ForAll @IntRange(min = 1, max = 200) int n,
      @ForAll("fractions") Fractions f,
      @ForAll long seed,
      @ForAll boolean view) {
    Dataset data = numbered(n, view);
    assertPartition(n, f, () -> data.split(f.train(), f.validation(), f.test(), seed));
  }

  @Property(seed = "62", tries = 300)
  void aStratifiedSplitIsAPartitionInWhichClassesKeepTheirShares(
      @ForAll @Size(min = 1, max = 100) List<@IntRange(max = 4) Integer> labels,
      @ForAll("fractions") Fractions f,
      @ForAll long seed,
      @ForAll boolean oneHot) {
    int n = labels.size();
    INDArray targets = Nd4j.zeros(DataType.FLOAT, n, oneHot ? 5 : 1);
    for (int i = 0; i < n; i++) {
      targets.putScalar(i, oneHot ? labels.get(i) : 0, oneHot ? 1 : labels.get(i));
    }
    INDArray inputs = Nd4j.arange(n).castTo(DataType.DOUBLE).reshape(n, 1);
    Dataset data = Dataset.of(inputs, targets);
    assertPartition(n, f, () -> data.splitStratified(f.train(), f.validation(), f.test(), seed));
    if (sizes(n, f).contains(0)) {
      return;
    }
    Split split = data.splitStratified(f.train(), f.validation(), f.test(), seed);
    double[] shares = sizes(n, f).stream().mapToDouble(size -> (double) size / n).toArray();
    for (int label = 0; label < 5; label++) {
      int all = Collections.frequency(labels, label);
      for (int part = 0; part < 3; part++) {
        int[] rows = rows(parts(split).get(part));
        int label0 = label;
        int count = (int) IntStream.of(rows).filter(row -> labels.get(row) == label0).count();
        // half a row rounded before the class and half behind it; twice where two parts decide
        assertEquals(shares[part] * all, count, part == 0 ? 1 : 2, "class " + label);
      }
    }
  }

  @Property(seed = "63", tries = 300)
  void aGroupedSplitIsAPartitionOfTheGroups(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 12) Integer> groups,
      @ForAll("fractions") Fractions f,
      @ForAll long seed) {
    Dataset data = numbered(groups.size());
    Supplier<Split> splits =
        () -> data.splitGrouped(groups, f.train(), f.validation(), f.test(), seed);
    if (new HashSet<>(groups).size() < 3) {
      assertThrows(IllegalArgumentException.class, splits::get);
      return;
    }
    Split split = splits.get();
    assertPartition(groups.size(), split);
    List<Integer> seen = new ArrayList<>();
    for (Dataset part : parts(split)) {
      Set<Integer> own = new HashSet<>();
      IntStream.of(rows(part)).forEach(row -> own.add(groups.get(row)));
      seen.addAll(own);
    }
    assertEquals(new HashSet<>(groups).size(), seen.size(), "groups, counted in each part");
    String[] names = groups.stream().map(g -> "g" + g).toArray(String[]::new);
    int[] ints = groups.stream().mapToInt(g -> g).toArray();
    long[] longs = groups.stream().mapToLong(g -> g).toArray();
    for (Split other :
        List.of(
            data.splitGrouped(names, f.train(), f.validation(), f.test(), seed),
            data.splitGrouped(ints, f.train(), f.validation(), f.test(), seed),
            data.splitGrouped(longs, f.train(), f.validation(), f.test(), seed))) {
      assertArrayEquals(rows(split.train()), rows(other.train()));
      assertArrayEquals(rows(split.validation()), rows(other.validation()));
    }
  }

  @Property(seed = "64", tries = 300)
  void aSplitByTimeIsAPartitionInOrder(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(min = -12, max = 12) Integer> times,
      @ForAll("fractions") Fractions f) {
    Dataset data = numbered(times.size());
    long[] longs = times.stream().mapToLong(t -> t).toArray();
    double[] doubles = times.stream().mapToDouble(t -> 0.1 * t).toArray();
    Supplier<Split> splits = () -> data.splitByTime(longs, f.train(), f.validation(), f.test());
    if (new HashSet<>(times).size() < 3) {
      assertThrows(IllegalArgumentException.class, splits::get);
      return;
    }
    Split split = splits.get();
    assertPartition(times.size(), split);
    int last = Integer.MIN_VALUE;
    for (Dataset part : parts(split)) {
      int[] own = IntStream.of(rows(part)).map(times::get).sorted().toArray();
      assertTrue(own[0] > last, "begins at " + own[0] + " after " + last);
      last = own[own.length - 1];
    }
    Split other = data.splitByTime(doubles, f.train(), f.validation(), f.test());
    assertArrayEquals(rows(split.train()), rows(other.train()));
    assertArrayEquals(rows(split.validation()), rows(other.validation()));
  }

  @Property(seed = "65", tries = 200)
  void foldsValidateEachRowOnce(
      @ForAll @IntRange(min = 2, max = 120) int n,
      @ForAll @IntRange(min = 2, max = 12) int most,
      @ForAll long seed,
      @ForAll boolean view) {
    int k = Math.min(n, most);
    List<Fold> folds = numbered(n, view).kFold(k, seed);
    assertEquals(k, folds.size());
    int[] range = IntStream.range(0, n).toArray();
    for (Fold fold : folds) {
      int held = fold.validation().size();
      assertTrue(held == n / k || held == n / k + 1, "of " + n + ", " + held);
      int[] both =
          IntStream.concat(IntStream.of(rows(fold.train())), IntStream.of(rows(fold.validation())))
              .sorted()
              .toArray();
      assertArrayEquals(range, both, "a fold's two parts");
    }
    int[] validated =
        folds.stream().flatMapToInt(fold -> IntStream.of(rows(fold.validation()))).toArray();
    assertArrayEquals(range, IntStream.of(validated).sorted().toArray(), "all validation parts");
  }

  @Property(seed = "66", tries = 200)
  void theBatchesOfAnEpochVisitEachRowOnce(
      @ForAll @IntRange(min = 1, max = 60) int n,
      @ForAll @IntRange(min = 1, max = 20) int batchSize,
      @ForAll @IntRange(max = 3) int epoch,
      @ForAll long seed,
      @ForAll boolean shuffled,
      @ForAll boolean dropLast,
      @ForAll boolean view) {
    Dataset rows = numbered(n, view);
    INDArray x = rows.inputs();
    Dataset data = Dataset.of(Nd4j.hstack(x, x.add(0.5)), rows.targets(), x.reshape(n).add(1));
    Batches all = shuffled ? data.batches(batchSize, seed, epoch) : data.batches(batchSize);
    boolean drops = dropLast && n >= batchSize;
    Batches batches = drops ? all.dropLast() : all;
    List<Integer> visited = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    for (Batch batch : batches) {
      sizes.add(batch.size());
      for (int i = 0; i < batch.size(); i++) {
        int row = (int) batch.targets().getDouble(i, 0);
        visited.add(row);
        assertEquals(row, batch.inputs().getDouble(i, 0), "input");
        assertEquals(row + 0.5, batch.inputs().getDouble(i, 1), "input");
        assertEquals(row + 1, batch.weights().getDouble(i), "weight");
      }
    }
    int rest = n % batchSize;
    List<Integer> expected = new ArrayList<>(Collections.nCopies(n / batchSize, batchSize));
    Stream.of(rest).filter(r -> r > 0 && !drops).forEach(expected::add);
    assertEquals(expected, sizes);
    assertEquals(sizes.size(), batches.count());
    assertEquals(drops ? n - rest : n, new HashSet<>(visited).size(), "different rows");
    assertEquals(drops ? n - rest : n, visited.size(), "rows");
    assertTrue(visited.stream().allMatch(row -> row >= 0 && row < n));
    if (!shuffled) {
      assertEquals(visited.stream().sorted().toList(), visited, "in order");
    }
  }
}
