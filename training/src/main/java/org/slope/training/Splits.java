package org.slope.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.slope.core.internal.Randoms;

/**
 * Which rows go into which part; each part keeps the rows' order. The seed decides through a
 * Fisher–Yates shuffle.
 */
final class Splits {
  private static final long KEY = Randoms.key("split");

  private Splits() {}

  static void shuffle(int[] rows, RandomGenerator random) {
    for (int i = rows.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int row = rows[i];
      rows[i] = rows[j];
      rows[j] = row;
    }
  }

  private static int[] shuffled(int n, long seed) {
    int[] rows = IntStream.range(0, n).toArray();
    shuffle(rows, Randoms.of(seed, KEY));
    return rows;
  }

  static int[][] random(int n, Fractions f, long seed) {
    return cut(shuffled(n, seed), f.trainEnd(n), f.validationEnd(n), f);
  }

  private static int[][] cut(int[] rows, int trainEnd, int validationEnd, Fractions f) {
    int n = rows.length;
    f.checkParts(n, trainEnd, validationEnd);
    return new int[][] {
      part(rows, 0, trainEnd), part(rows, trainEnd, validationEnd), part(rows, validationEnd, n)
    };
  }

  private static int[] part(int[] rows, int from, int to) {
    int[] part = Arrays.copyOfRange(rows, from, to);
    Arrays.sort(part);
    return part;
  }

  /**
   * The parts have the sizes of {@link #random}. The classes, in order, fill them: after the first
   * N rows, of the classes so far, the training part has {@code N·train/n} rows, half rounded up,
   * and the validation part as much of what is left.
   */
  static int[][] stratified(long[] labels, Fractions f, long seed) {
    int n = labels.length;
    Map<Long, List<Integer>> classes = new TreeMap<>();
    for (int row : shuffled(n, seed)) {
      classes.computeIfAbsent(labels[row], label -> new ArrayList<>()).add(row);
    }
    int train = f.trainEnd(n);
    int validation = f.validationEnd(n) - train;
    List<Integer> trainRows = new ArrayList<>();
    List<Integer> validationRows = new ArrayList<>();
    List<Integer> testRows = new ArrayList<>();
    long seen = 0;
    for (List<Integer> rows : classes.values()) {
      seen += rows.size();
      int toTrain = share(seen, train, n) - trainRows.size();
      List<Integer> rest = rows.subList(toTrain, rows.size());
      trainRows.addAll(rows.subList(0, toTrain));
      long left = seen - trainRows.size();
      int toValidation = share(left, validation, n - train) - validationRows.size();
      validationRows.addAll(rest.subList(0, toValidation));
      testRows.addAll(rest.subList(toValidation, rest.size()));
    }
    trainRows.addAll(validationRows);
    trainRows.addAll(testRows);
    int[] order = trainRows.stream().mapToInt(Integer::intValue).toArray();
    return cut(order, train, train + validation, f);
  }

  /** {@code seen·part/whole}, half rounded up; 0 of nothing. */
  private static int share(long seen, long part, long whole) {
    return whole == 0 ? 0 : (int) ((2 * seen * part + whole) / (2 * whole));
  }

  /** Shuffles the groups and cuts between them. */
  static int[][] grouped(List<?> groups, Fractions f, long seed) {
    Map<Object, List<Integer>> byGroup = new LinkedHashMap<>();
    for (int row = 0; row < groups.size(); row++) {
      byGroup.computeIfAbsent(groups.get(row), group -> new ArrayList<>()).add(row);
    }
    List<List<Integer>> blocks = new ArrayList<>(byGroup.values());
    int[] order = shuffled(blocks.size(), seed);
    return blocks(Arrays.stream(order).mapToObj(blocks::get).toList(), groups.size(), f, "groups");
  }

  /** Sorts by time and cuts between different times. */
  static <T extends Comparable<? super T>> int[][] byTime(List<T> times, Fractions f) {
    List<Integer> rows =
        IntStream.range(0, times.size()).boxed().sorted(Comparator.comparing(times::get)).toList();
    List<List<Integer>> blocks = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      if (i == 0 || times.get(rows.get(i)).compareTo(times.get(rows.get(i - 1))) != 0) {
        blocks.add(new ArrayList<>());
      }
      blocks.get(blocks.size() - 1).add(rows.get(i));
    }
    return blocks(blocks, times.size(), f, "times");
  }

  /**
   * A block goes where {@link #random} would cut its middle to; but each part gets one block at
   * least.
   */
  private static int[][] blocks(List<List<Integer>> blocks, int n, Fractions f, String what) {
    int count = blocks.size();
    if (count < 3) {
      throw new IllegalArgumentException(
          "the rows have %s different %s; expected at least 3, one for each part; use split instead"
              .formatted(count, what));
    }
    int train = Math.max(1, Math.min(count - 2, blocksBefore(blocks, n * f.train())));
    int validation = blocksBefore(blocks, n * (f.train() + f.validation()));
    validation = Math.max(train + 1, Math.min(count - 1, validation));
    int[] order = blocks.stream().flatMap(List::stream).mapToInt(Integer::intValue).toArray();
    return cut(order, rows(blocks, train), rows(blocks, validation), f);
  }

  private static int blocksBefore(List<List<Integer>> blocks, double end) {
    int before = 0;
    for (double start = 0; before < blocks.size(); before++) {
      int size = blocks.get(before).size();
      if (start + size / 2.0 > end) {
        break;
      }
      start += size;
    }
    return before;
  }

  private static int rows(List<List<Integer>> blocks, int count) {
    return blocks.subList(0, count).stream().mapToInt(List::size).sum();
  }

  /** The validation rows of each of k folds, whose sizes differ by at most one. */
  static List<int[]> folds(int n, int k, long seed) {
    if (k < 2 || k > n) {
      throw new IllegalArgumentException(
          "kFold got k = %s for %s rows; expected 2 to %s; change k".formatted(k, n, n));
    }
    int[] rows = shuffled(n, seed);
    return IntStream.range(0, k)
        .mapToObj(i -> part(rows, (int) ((long) n * i / k), (int) ((long) n * (i + 1) / k)))
        .toList();
  }

  /** All rows but those of an ascending part. */
  static int[] without(int n, int[] part) {
    return IntStream.range(0, n).filter(row -> Arrays.binarySearch(part, row) < 0).toArray();
  }
}
