package org.slope.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.slope.training.DatasetTest.fails;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.core.internal.Memory;

/**
 * Where splits cut, and what they refuse; that each is a partition: {@link SplitPropertiesTest}.
 */
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
  void sharesThatDivideComeOutExactly() {
    Split even = classes(40, 20).splitStratified(0.5, 0.25, 0.25, 3);
    assertEquals(List.of(20, 10), List.of(count(even.train(), 0), count(even.train(), 1)));
    assertEquals(List.of(10, 5), List.of(count(even.test(), 0), count(even.test(), 1)));
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
      Split split = numbered(20).splitGrouped(huge, 0.1, 0.1, 0.8, seed);
      List<Integer> sizes =
          Stream.of(split.train(), split.validation(), split.test()).map(Dataset::size).toList();
      assertEquals(List.of(1, 1, 18), sizes.stream().sorted().toList());
    }
  }

  @Test
  void timesThatAllDifferAreCutAsSplitCuts() {
    long[] down = IntStream.range(0, 10).mapToLong(i -> Long.MAX_VALUE - i).toArray();
    Split split = numbered(10).splitByTime(down, 0.75, 0.1, 0.15);
    assertEquals(List.of(2, 3, 4, 5, 6, 7, 8, 9, 1, 0), rows(split));
  }

  @Test
  void aFoldReadsWell() {
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

  /** By hand: 0 comes twice, first and in the middle of the first half; then 0.5, then 2. */
  @Test
  void timesMayBeDoubles() {
    Split split = numbered(4).splitByTime(new double[] {0.5, -0.0, 0.0, 2}, 0.5, 0.25, 0.25);
    assertEquals(List.of(1, 2), rows(split.train()));
    assertEquals(List.of(0), rows(split.validation()));
    assertEquals(List.of(3), rows(split.test()));
  }

  @Test
  void listsOfTheWrongLengthAreNamed() {
    Dataset data = numbered(4);
    fails(
        "got 3 times for 4 rows; expected one for each row; take them from the same data",
        () -> data.splitByTime(List.of(1, 2, 3), 0.5, 0.25, 0.25));
    fails(
        "got 2 input names for 1 columns; expected one for each, or none; check the list",
        () -> data.withNames(List.of("a", "b"), List.of()));
    fails(
        "got 2 target names for 1 columns; expected one for each, or none; check the list",
        () -> data.withNames(List.of(), List.of("a", "b")));
  }

  @Test
  void wholeNumbersAreLabels() {
    INDArray targets = Nd4j.createFromArray(new double[] {2, 0, 1}).reshape(3, 1);
    assertEquals(
        List.of(2L, 0L, 1L), Arrays.stream(DatasetChecks.labels(targets)).boxed().toList());
  }

  /** The targets are one-hot, the classes one after the other. */
  private static Dataset classes(int first, int second) {
    int n = first + second;
    INDArray targets = Nd4j.zeros(DataType.FLOAT, n, 2);
    for (int i = 0; i < n; i++) {
      targets.putScalar(i, i < first ? 0 : 1, 1);
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
}
