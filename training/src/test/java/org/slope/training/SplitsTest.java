package org.slope.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slope.training.DatasetTest.fails;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.core.internal.Memory;

class SplitsTest {

  @Test
  void cutsWhereTheRuleSays() {
    // 53,940 × 0.7 = 37,758; × 0.85 = 45,849
    assertEquals(
        "Split(train 37,758, validation 8,091, test 8,091)",
        numbered(53940).split(0.7, 0.15, 0.15, 7).toString());
    // 10 × 0.75 = 7.5 goes up; 10 × 0.85 = 8.5 too
    assertEquals(
        "Split(train 8, validation 1, test 1)", numbered(10).split(0.75, 0.1, 0.15, 7).toString());
  }

  @Test
  void partsAreDisjointCompleteAndInOrder() {
    for (long seed = 0; seed < 20; seed++) {
      int n = 20 + new Random(seed).nextInt(200);
      Dataset data = numbered(n);
      assertPartition(n, data.split(0.6, 0.2, 0.2, seed));
      Dataset view = numbered(2 * n).subset(IntStream.range(n, 2 * n).toArray());
      List<Integer> rows = rows(view.split(0.6, 0.2, 0.2, seed));
      Collections.sort(rows);
      assertEquals(IntStream.range(n, 2 * n).boxed().toList(), rows, "a split of a view");
    }
  }

  @Test
  void theSeedDecides() {
    Dataset data = numbered(100);
    assertEquals(rows(data.split(0.5, 0.3, 0.2, 1)), rows(data.split(0.5, 0.3, 0.2, 1)));
    assertFalse(rows(data.split(0.5, 0.3, 0.2, 1)).equals(rows(data.split(0.5, 0.3, 0.2, 2))));
  }

  @Test
  void everyRowIsEquallyLikelyToTrain() {
    // 2,000 seeds, p = 1/2: a count has σ = 22.4; 112 is 5σ
    int[] trained = new int[10];
    Dataset data = numbered(10);
    for (long seed = 0; seed < 2000; seed++) {
      rows(data.split(0.5, 0.3, 0.2, seed).train()).forEach(row -> trained[row]++);
    }
    for (int count : trained) {
      assertEquals(1000, count, 112);
    }
  }

  @Test
  void classesKeepTheirShares() {
    int[] counts = {100, 50, 7, 1};
    for (long seed = 0; seed < 20; seed++) {
      for (boolean oneHot : new boolean[] {true, false}) {
        Dataset data = classes(counts, oneHot, seed);
        Split split = data.splitStratified(0.7, 0.15, 0.15, seed);
        assertEquals("Split(train 111, validation 23, test 24)", split.toString());
        assertPartition(158, split);
        for (int c = 0; c < counts.length; c++) {
          assertEquals(0.7 * counts[c], count(split.train(), c), 1, "within one row");
          assertEquals(0.15 * counts[c], count(split.validation(), c), 1.5);
          assertEquals(0.15 * counts[c], count(split.test(), c), 1.5);
        }
      }
    }
    // shares that divide come out exactly
    Split even = classes(new int[] {40, 20}, true, 3).splitStratified(0.5, 0.25, 0.25, 3);
    assertEquals(List.of(20, 10), List.of(count(even.train(), 0), count(even.train(), 1)));
    assertEquals(List.of(10, 5), List.of(count(even.test(), 0), count(even.test(), 1)));
  }

  @Test
  void noGroupIsInTwoParts() {
    for (long seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      int n = 50 + random.nextInt(100);
      int[] groups = IntStream.range(0, n).map(i -> random.nextInt(12)).toArray();
      Dataset data = numbered(n);
      Split split = data.splitGrouped(groups, 0.6, 0.2, 0.2, seed);
      assertPartition(n, split);
      Set<Integer> train = groups(split.train(), groups);
      Set<Integer> validation = groups(split.validation(), groups);
      Set<Integer> test = groups(split.test(), groups);
      assertTrue(Collections.disjoint(train, validation));
      assertTrue(Collections.disjoint(train, test));
      assertTrue(Collections.disjoint(validation, test));
      String[] names = Arrays.stream(groups).mapToObj(g -> "g" + g).toArray(String[]::new);
      long[] longs = Arrays.stream(groups).asLongStream().toArray();
      assertEquals(rows(split), rows(data.splitGrouped(names, 0.6, 0.2, 0.2, seed)));
      assertEquals(rows(split), rows(data.splitGrouped(longs, 0.6, 0.2, 0.2, seed)));
    }
  }

  @Test
  void aGroupGoesWhereItsMiddleFalls() {
    // groups of 2 rows, 20 rows: like splitting 10 rows
    int[] pairs = IntStream.range(0, 20).map(i -> i / 2).toArray();
    assertEquals(
        "Split(train 12, validation 4, test 4)",
        numbered(20).splitGrouped(pairs, 0.6, 0.2, 0.2, 5).toString());
    // one group holds nearly all: still one group a part
    int[] huge = IntStream.range(0, 20).map(i -> Math.max(0, i - 17)).toArray();
    for (long seed = 0; seed < 6; seed++) {
      assertPartition(20, numbered(20).splitGrouped(huge, 0.1, 0.1, 0.8, seed));
    }
  }

  @Test
  void timeRunsFromTrainingToTest() {
    for (long seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      int n = 30 + random.nextInt(100);
      long[] times = IntStream.range(0, n).mapToLong(i -> random.nextInt(25) - 12).toArray();
      Split split = numbered(n).splitByTime(times, 0.6, 0.2, 0.2);
      assertPartition(n, split);
      long[] ends = {
        max(split.train(), times), min(split.validation(), times),
        max(split.validation(), times), min(split.test(), times)
      };
      assertTrue(ends[0] < ends[1] && ends[2] < ends[3], Arrays.toString(ends));
      double[] doubles = Arrays.stream(times).mapToDouble(t -> t * 0.1).toArray();
      assertEquals(rows(split), rows(numbered(n).splitByTime(doubles, 0.6, 0.2, 0.2)));
    }
    // times that all differ are cut as split cuts
    long[] down = IntStream.range(0, 10).mapToLong(i -> Long.MAX_VALUE - i).toArray();
    Split split = numbered(10).splitByTime(down, 0.75, 0.1, 0.15);
    assertEquals(List.of(2, 3, 4, 5, 6, 7, 8, 9, 1, 0), rows(split));
  }

  @Test
  void foldsCoverEachRowOnce() {
    for (int[] nk : new int[][] {{10, 2}, {10, 3}, {10, 10}, {101, 7}}) {
      int n = nk[0];
      List<Fold> folds = numbered(n).kFold(nk[1], 3);
      assertEquals(nk[1], folds.size());
      List<Integer> validated = new ArrayList<>();
      for (Fold fold : folds) {
        List<Integer> held = rows(fold.validation());
        assertTrue(held.size() == n / nk[1] || held.size() == n / nk[1] + 1);
        List<Integer> both = new ArrayList<>(rows(fold.train()));
        both.addAll(held);
        Collections.sort(both);
        assertEquals(IntStream.range(0, n).boxed().toList(), both);
        validated.addAll(held);
      }
      Collections.sort(validated);
      assertEquals(IntStream.range(0, n).boxed().toList(), validated);
    }
    assertEquals("Fold(train 80, validation 20)", numbered(100).kFold(5, 1).get(0).toString());
  }

  @Test
  void saysWhatIsWrong() {
    Dataset data = numbered(10);
    fails(
        "the fractions 0.7, 0.2 and 0.2 add up to 1.1; expected 1; change one of them",
        () -> data.split(0.7, 0.2, 0.2, 1));
    fails(
        "the fractions are 0.8, 0.0 and 0.2; expected numbers above 0; give each part a share,"
            + " such as 0.8, 0.1 and 0.1, or use kFold for two parts",
        () -> data.split(0.8, 0, 0.2, 1));
    fails(
        "the fractions are NaN, 0.1 and 0.2; expected numbers above 0; give each part a share,"
            + " such as 0.8, 0.1 and 0.1, or use kFold for two parts",
        () -> data.splitByTime(new long[10], Double.NaN, 0.1, 0.2));
    fails(
        "splitting 3 rows by 0.8, 0.1 and 0.1 leaves the test part empty; expected at least"
            + " one row in each; take more rows or other fractions",
        () -> numbered(3).split(0.8, 0.1, 0.1, 1));
    fails(
        "splitting 1 row by 0.8, 0.1 and 0.1 leaves the validation part empty; expected at least"
            + " one row in each; take more rows or other fractions",
        () -> numbered(1).split(0.8, 0.1, 0.1, 1));
    fails("kFold got k = 11 for 10 rows; expected 2 to 10; change k", () -> data.kFold(11, 1));
    fails("kFold got k = 1 for 10 rows; expected 2 to 10; change k", () -> data.kFold(1, 1));
    fails(
        "got 3 groups for 10 rows; expected one for each row; take them from the same data",
        () -> data.splitGrouped(new int[3], 0.6, 0.2, 0.2, 1));
    fails(
        "the rows have 1 different groups; expected at least 3, one for each part; use split"
            + " instead",
        () -> data.splitGrouped(new int[10], 0.6, 0.2, 0.2, 1));
    fails(
        "the time of row 1, counted from 0, is NaN; expected a finite number; remove the row or"
            + " set its time",
        () -> data.splitByTime(new double[] {1, Double.NaN}, 0.6, 0.2, 0.2));
    INDArray x = DatasetTest.counting(DataType.FLOAT, 3, 2);
    fails(
        "the target of row 1, counted from 0, is 0.5; expected a class, which is a whole number;"
            + " use split for a regression",
        () -> Dataset.of(x, Nd4j.createFromArray(1, 0.5, 2)).splitStratified(0.4, 0.3, 0.3, 1));
    fails(
        "the targets of row 1, counted from 0, are not one-hot; expected a single 1 among 0; use"
            + " split for other targets",
        () ->
            Dataset.of(x, Nd4j.createFromArray(new double[][] {{1, 0}, {1, 1}, {0, 1}}))
                .splitStratified(0.4, 0.3, 0.3, 1));
    fails(
        "the targets of row 2, counted from 0, are all 0; expected a single 1 among 0; use split"
            + " for other targets",
        () ->
            Dataset.of(x, Nd4j.createFromArray(new double[][] {{1, 0}, {1, 0}, {0, 0}}))
                .splitStratified(0.4, 0.3, 0.3, 1));
  }

  /** The target of row i is i. */
  private static Dataset numbered(int n) {
    INDArray rows = Nd4j.arange(n).castTo(DataType.DOUBLE);
    return Dataset.of(rows.reshape(n, 1), rows);
  }

  /** The input of row i is i, its target a class. */
  private static Dataset classes(int[] counts, boolean oneHot, long seed) {
    List<Integer> labels = new ArrayList<>();
    for (int c = 0; c < counts.length; c++) {
      labels.addAll(Collections.nCopies(counts[c], c));
    }
    Collections.shuffle(labels, new Random(seed));
    int n = labels.size();
    INDArray targets = Nd4j.zeros(DataType.FLOAT, n, oneHot ? counts.length : 1);
    for (int i = 0; i < n; i++) {
      targets.putScalar(i, oneHot ? labels.get(i) : 0, oneHot ? 1 : labels.get(i));
    }
    return Dataset.of(Nd4j.arange(n).castTo(DataType.DOUBLE).reshape(n, 1), targets);
  }

  private static int count(Dataset data, int label) {
    return (int)
        Arrays.stream(DatasetChecks.labels(data.targets())).filter(l -> l == label).count();
  }

  private static List<Integer> rows(Dataset data) {
    return Arrays.stream(Memory.toDoubles(data.inputs())).mapToObj(d -> (int) d).toList();
  }

  private static List<Integer> rows(Split split) {
    return new ArrayList<>(
        Stream.of(split.train(), split.validation(), split.test())
            .flatMap(part -> rows(part).stream())
            .toList());
  }

  private static void assertPartition(int n, Split split) {
    List<Integer> all = rows(split);
    assertEquals(n, all.size());
    assertEquals(n, new HashSet<>(all).size());
    assertTrue(all.stream().allMatch(row -> row >= 0 && row < n));
    for (Dataset part : List.of(split.train(), split.validation(), split.test())) {
      assertTrue(part.size() > 0);
      int[] rows = rows(part).stream().mapToInt(Integer::intValue).toArray();
      assertArrayEquals(Arrays.stream(rows).sorted().toArray(), rows);
    }
  }

  private static Set<Integer> groups(Dataset data, int[] groups) {
    return new HashSet<>(rows(data).stream().map(row -> groups[row]).toList());
  }

  private static long max(Dataset data, long[] times) {
    return rows(data).stream().mapToLong(row -> times[row]).max().orElseThrow();
  }

  private static long min(Dataset data, long[] times) {
    return rows(data).stream().mapToLong(row -> times[row]).min().orElseThrow();
  }
}
