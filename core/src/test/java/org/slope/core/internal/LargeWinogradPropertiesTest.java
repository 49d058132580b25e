package org.slope.core.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link LargeWinograd} and its gradient against the loops of {@link Oracle} in double. */
class LargeWinogradPropertiesTest {
  /** What the border holds: zeros in small images are left to {@link SmallImages}. */
  private static final double BORDER = 0.5;

  /** Pieces that are whole and that are not, whole vectors of channels and a part of one. */
  @Property(seed = "47", tries = 8)
  void agreesWithTheOracle(
      @ForAll @IntRange(min = 6, max = 11) int rows,
      @ForAll @IntRange(min = 6, max = 11) int columns,
      @ForAll @From("channels") int inputs,
      @ForAll @From("channels") int outputs,
      @ForAll @IntRange(min = 8, max = 14) int outHeight,
      @ForAll @IntRange(min = 8, max = 14) int outWidth,
      @ForAll @IntRange(max = 5) int top,
      @ForAll @IntRange(max = 5) int left,
      @ForAll @IntRange(max = 5) int bottom,
      @ForAll @IntRange(max = 5) int right,
      @ForAll @IntRange(max = 999) int seed) {
    Window window = new Window(rows, columns, 1, 1, 1, 1, top, left, bottom, right);
    int height = outHeight + rows - 1 - top - bottom;
    int width = outWidth + columns - 1 - left - right;
    Geometry geometry = Geometry.of(window, height, width);
    assertTrue(fits(geometry, 16, inputs, outputs, 1));
    for (KernelSet set : List.of(KernelSet.CPU_WITH_VECTORS, KernelSet.CPU_WITH_SCALARS)) {
      WindowChecks.conv2d(set.kernels(), set.probe(seed), geometry, 16, inputs, outputs, 1, BORDER);
    }
  }

  /**
   * Three parts of outputs, or one that is longer than others; two runs of channels; chunks of
   * several rows of tiles.
   */
  @Example
  void agreesInParts() {
    Geometry geometry = Geometry.of(new Window(7, 6, 1, 1, 1, 1, 3, 3, 3, 3), 20, 9);
    KernelSet set = KernelSet.CPU_WITH_VECTORS;
    for (int outputs : new int[] {150, 70}) {
      assertTrue(fits(geometry, 6, 86, outputs, 1));
      WindowChecks.conv2d(set.kernels(), set.probe(7), geometry, 6, 86, outputs, 1);
    }
  }

  /** So many tiles that their gradients are not kept all at once. */
  @Example
  void agreesWhereTilesAreMany() {
    Geometry geometry = Geometry.of(new Window(3, 6, 1, 1, 1, 1, 1, 2, 1, 3), 28, 28);
    assertTrue(36L * 15 * 49 * 160 > Scratch.MOST_KEPT);
    assertTrue(fits(geometry, 15, 24, 160, 1));
    KernelSet set = KernelSet.CPU_WITH_VECTORS;
    WindowChecks.conv2d(set.kernels(), set.probe(7), geometry, 15, 24, 160, 1);
  }

  /** A row of pixels, all of whose pieces but the first begin beyond it. */
  @Example
  void agreesWherePiecesLieBeyondTheImage() {
    Geometry geometry = Geometry.of(new Window(9, 9, 1, 1, 1, 1, 0, 0, 16, 16), 1, 1);
    assertTrue(fits(geometry, 16, 24, 24, 1));
    KernelSet set = KernelSet.CPU_WITH_VECTORS;
    WindowChecks.conv2d(set.kernels(), set.probe(7), geometry, 16, 24, 24, 1, BORDER);
  }

  @Example
  void takesThePiecesWithTheFewestProducts() {
    assertSame(Winograd.FOUR, pieces(7, 20));
    assertSame(Winograd.FOUR, pieces(7, 8)); // as many, of fewer weights
    assertSame(Winograd.THREE, pieces(9, 20));
    assertSame(Winograd.THREE, pieces(6, 20));
    assertSame(Winograd.FOUR, pieces(8, 20));
  }

  @Example
  void takesLargeWindowsOfManyChannels() {
    Geometry large = Geometry.of(new Window(8, 7, 1, 1, 1, 1, 4, 3, 3, 3), 20, 20);
    assertTrue(fits(large, 4, 64, 64, 1));
    assertTrue(fits(large, 4, 24, 24, 1));
    assertFalse(fits(large, 4, 23, 64, 1));
    assertFalse(fits(large, 4, 64, 23, 1));
    assertTrue(fits(large, 4, 192, 64, 1));
    assertFalse(fits(large, 4, 193, 64, 1));
    assertFalse(fits(large, 4, 64, 64, 2));
    assertTrue(fits(large, 4, 192, 325, 1));
    assertFalse(fits(large, 4, 192, 326, 1)); // more weights than a thread keeps
    assertTrue(fits(large, 2, 64, 64, 1)); // 49 tiles an image
    assertFalse(fits(large, 1, 64, 64, 1));
    Geometry three = Geometry.of(around(3, 1), 20, 20);
    assertFalse(fits(three, 4, 64, 64, 1)); // others have those
    Geometry seven = Geometry.of(around(7, 3), 20, 20);
    assertTrue(fits(seven, 4, 64, 64, 1)); // whose gradients of weights go in pieces
    Geometry two = Geometry.of(around(2, 0), 20, 20);
    assertFalse(fits(two, 4, 64, 64, 1)); // saves too little
    Window strided = new Window(8, 7, 2, 1, 1, 1, 4, 3, 3, 3);
    assertFalse(fits(Geometry.of(strided, 20, 20), 4, 64, 64, 1));
    Window dilated = new Window(8, 7, 1, 1, 1, 2, 4, 6, 3, 6);
    assertFalse(fits(Geometry.of(dilated, 20, 20), 4, 64, 64, 1));
  }

  private static Window around(int side, int padding) {
    return new Window(side, side, 1, 1, 1, 1, padding, padding, padding, padding);
  }

  private static Winograd pieces(int side, int size) {
    INDArray y = Memory.array(DataType.FLOAT, 1, 1, size, size);
    return LargeWinograd.winograd(around(side, side / 2), y);
  }

  private static boolean fits(Geometry g, int images, int inputs, int outputs, int groups) {
    INDArray x = Memory.array(DataType.FLOAT, images, inputs, g.height(), g.width());
    INDArray y = Memory.array(DataType.FLOAT, images, outputs, g.outHeight(), g.outWidth());
    return LargeWinograd.fits(x, g.window(), Winograd.forGradients(g.window()), groups, y);
  }

  @Provide
  Arbitrary<Integer> channels() {
    return Arbitraries.of(24, 32, 37);
  }
}
