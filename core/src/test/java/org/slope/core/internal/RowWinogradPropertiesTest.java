package org.slope.core.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link RowWinograd} against the loops of {@link Oracle} in double. */
class RowWinogradPropertiesTest {
  /** Pieces of three, four and five rows, whole and filled up; blocks that are filled up, too. */
  @Property(seed = "53", tries = 60)
  void agreesWithTheOracle(
      @ForAll @IntRange(min = 3, max = 11) int rows,
      @ForAll @IntRange(min = 1, max = 7) int columns,
      @ForAll @From("channels") int inputs,
      @ForAll @From("outputs") int outputs,
      @ForAll @From("heights") int outHeight,
      @ForAll @IntRange(min = 4, max = 11) int outWidth,
      @ForAll @IntRange(max = 3) int top,
      @ForAll @IntRange(max = 3) int left,
      @ForAll @IntRange(max = 3) int bottom,
      @ForAll @IntRange(max = 3) int right,
      @ForAll @IntRange(max = 999) int seed) {
    int height = Math.max(1, outHeight + rows - 1 - top - bottom);
    int width = Math.max(1, outWidth + columns - 1 - left - right);
    Window window = new Window(rows, columns, 1, 1, 1, 1, top, left, bottom, right);
    Geometry geometry = Geometry.of(window, height, width);
    Assume.that(isTaken(geometry, 9, inputs, outputs, 1));
    for (KernelSet set : List.of(KernelSet.CPU_WITH_VECTORS, KernelSet.CPU_WITH_SCALARS)) {
      WindowChecks.conv2d(set.kernels(), set.probe(seed), geometry, 9, inputs, outputs, 1);
    }
  }

  /** A window of 11×11 of few channels, and one whose columns begin beyond the image. */
  @Example
  void agreesForLargeWindowsAndBeyondTheImage() {
    Window eleven = new Window(11, 11, 1, 1, 1, 1, 5, 5, 5, 5);
    Window beyond = new Window(3, 9, 1, 1, 1, 1, 0, 9, 0, 9);
    KernelSet set = KernelSet.CPU_WITH_VECTORS;
    for (Geometry g : List.of(Geometry.of(eleven, 24, 24), Geometry.of(beyond, 8, 1))) {
      assertTrue(isTaken(g, 5, 5, 16, 1));
      WindowChecks.conv2d(set.kernels(), set.probe(7), g, 5, 5, 16, 1);
    }
  }

  /** Rows of pixels, with their border, that are shorter than a vector, and just as long. */
  @Example
  void agreesForNarrowImages() {
    List<Geometry> narrow =
        List.of(
            Geometry.of(Geometry.dense(3, 8), 12, 8), // a line of eight elements
            Geometry.of(Geometry.dense(3, 12), 42, 12),
            Geometry.of(new Window(3, 3, 1, 1, 1, 1, 1, 0, 1, 0), 12, 3), // of three channels: nine
            Geometry.of(Geometry.dense(3, 16), 12, 16));
    KernelSet set = KernelSet.CPU_WITH_VECTORS;
    for (Geometry g : narrow) {
      int inputs = g.width() == 3 ? 3 : 1;
      boolean isShort = g.width() * inputs < VectorLoops.MOST_LANES;
      assertEquals(!isShort, isTaken(g, 16, inputs, 16, 1));
      WindowChecks.conv2d(set.kernels(), set.probe(7), g, 16, inputs, 16, 1);
    }
    // the gradient of the inputs is a convolution of three channels
    Window around = new Window(3, 3, 1, 1, 1, 1, 1, 1, 1, 1);
    WindowChecks.conv2d(set.kernels(), set.probe(7), Geometry.of(around, 12, 3), 16, 8, 3, 1);
  }

  /** Groups whose outputs are a vector, by pairs of pixels and one by one, and two vectors. */
  @Example
  void agreesForGroups() {
    KernelSet set = KernelSet.CPU_WITH_VECTORS;
    for (int width : List.of(8, 9)) {
      for (int outputs : List.of(16, 32)) {
        Geometry g = Geometry.of(new Window(3, 3, 1, 1, 1, 1, 1, 1, 1, 1), 8, width);
        assertTrue(isTaken(g, 5, 24, 3 * outputs, 3));
        WindowChecks.conv2d(set.kernels(), set.probe(7), g, 5, 24, 3 * outputs, 3);
      }
    }
  }

  @Example
  void takesWindowsThatSaveProducts() {
    assertTrue(fits(around(3, 8), 2, 3, 32, 1)); // 6·2 in place of 3·8
    assertTrue(fits(around(3, 6), 2, 3, 32, 1)); // 6·2 in place of 3·6
    assertFalse(fits(around(3, 5), 2, 3, 32, 1));
    assertTrue(fits(around(5, 8), 2, 3, 20, 1)); // 6·4 in place of 5·8
    assertFalse(fits(around(2, 8), 2, 3, 32, 1));
    assertFalse(fits(around(1, 8), 2, 3, 32, 1));
    assertTrue(fits(around(3, 8), 2, 4, 32, 2));
    assertFalse(fits(around(3, 8), 2, 4, 24, 2)); // a group's outputs are no whole vectors
    assertTrue(fits(around(31, 32), 2, 7, 386, 1));
    assertFalse(fits(around(31, 32), 2, 7, 387, 1)); // more weights than a thread keeps
    assertTrue(fits(around(3, 1024), 1, 3, 32, 1));
    assertFalse(fits(around(3, 1024), 1, 3, 33, 1)); // longer rows of outputs than a cache holds
    Window strided = new Window(3, 3, 1, 2, 1, 1, 1, 1, 1, 1);
    assertFalse(fits(Geometry.of(strided, 8, 16), 2, 3, 32, 1));
    Window dilated = new Window(3, 3, 1, 1, 2, 1, 2, 1, 2, 1);
    assertFalse(fits(Geometry.of(dilated, 8, 8), 2, 3, 32, 1));
  }

  private static Geometry around(int side, int size) {
    int before = (side - 1) / 2;
    int after = side / 2;
    Window window = new Window(side, side, 1, 1, 1, 1, before, before, after, after);
    return Geometry.of(window, size, size);
  }

  /** Tells whether the kernels come to it: before, they ask for loops. */
  private static boolean isTaken(Geometry g, int images, int inputs, int outputs, int groups) {
    INDArray x = Memory.array(DataType.FLOAT, images, inputs, g.height(), g.width());
    INDArray y = Memory.array(DataType.FLOAT, images, outputs, g.outHeight(), g.outWidth());
    return CpuDirectConvolution.fits(x, g.window(), groups, y)
        && fits(g, images, inputs, outputs, groups);
  }

  private static boolean fits(Geometry g, int images, int inputs, int outputs, int groups) {
    INDArray x = Memory.array(DataType.FLOAT, images, inputs, g.height(), g.width());
    INDArray y = Memory.array(DataType.FLOAT, images, outputs, g.outHeight(), g.outWidth());
    return RowWinograd.fits(x, g.window(), groups, y);
  }

  @Provide
  Arbitrary<Integer> channels() {
    return Arbitraries.of(1, 3, 7);
  }

  @Provide
  Arbitrary<Integer> outputs() {
    return Arbitraries.of(3, 8, 9, 16, 20, 40);
  }

  @Provide
  Arbitrary<Integer> heights() {
    return Arbitraries.of(6, 7, 8, 12);
  }
}
