package org.slope.core.internal;

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

/** {@link SmallImages} and its gradients against the loops of {@link Oracle} in double. */
class SmallImagesPropertiesTest {
  /** Windows larger than the image, strides and dilations, borders that differ. */
  @Property(seed = "59", tries = 40)
  void agreesWithTheOracle(
      @ForAll @IntRange(min = 2, max = 7) int rows,
      @ForAll @IntRange(min = 2, max = 7) int columns,
      @ForAll @IntRange(min = 1, max = 2) int strideRows,
      @ForAll @IntRange(min = 1, max = 2) int strideColumns,
      @ForAll @IntRange(min = 1, max = 2) int dilationRows,
      @ForAll @IntRange(min = 1, max = 2) int dilationColumns,
      @ForAll @From("channels") int inputs,
      @ForAll @From("channels") int outputs,
      @ForAll @IntRange(min = 1, max = 7) int height,
      @ForAll @IntRange(min = 1, max = 7) int width,
      @ForAll @IntRange(max = 4) int top,
      @ForAll @IntRange(max = 4) int left,
      @ForAll @IntRange(max = 4) int bottom,
      @ForAll @IntRange(max = 4) int right,
      @ForAll @IntRange(max = 999) int seed) {
    Window window =
        new Window(
            rows,
            columns,
            strideRows,
            strideColumns,
            dilationRows,
            dilationColumns,
            top,
            left,
            bottom,
            right);
    Assume.that(window.spanRows() <= top + height + bottom);
    Assume.that(window.spanColumns() <= left + width + right);
    Geometry geometry = Geometry.of(window, height, width);
    Assume.that(fits(geometry, 7, inputs, outputs));
    for (KernelSet set : List.of(KernelSet.CPU_WITH_VECTORS, KernelSet.CPU_WITH_SCALARS)) {
      WindowChecks.conv2d(set.kernels(), set.probe(seed), geometry, 7, inputs, outputs, 1, 0);
    }
  }

  /** The gradients of a second block of images are added to those of the first. */
  @Example
  void agreesInBlocks() {
    Geometry geometry = Geometry.of(around(5), 5, 5);
    assertTrue(5 * 7 * 24 * 350 > 1 << 18); // more than a block has
    assertTrue(fits(geometry, 350, 24, 17));
    KernelSet set = KernelSet.CPU_WITH_VECTORS;
    WindowChecks.conv2d(set.kernels(), set.probe(7), geometry, 350, 24, 17, 1, 0);
  }

  /** More outputs than twice the inputs, whose gradient is a convolution here all the same. */
  @Example
  void agreesWhereOutputsAreMany() {
    Geometry geometry = Geometry.of(around(5), 7, 7);
    assertTrue(fits(geometry, 4, 20, 70));
    KernelSet set = KernelSet.CPU_WITH_VECTORS;
    WindowChecks.conv2d(set.kernels(), set.probe(7), geometry, 4, 20, 70, 1, 0);
  }

  @Example
  void takesWindowsMuchOfWhichLiesInTheBorder() {
    Geometry seven = Geometry.of(around(5), 7, 7); // 29² of 35² taps, 256 products by Winograd
    assertTrue(fits(seven, 11, 64, 64));
    assertFalse(fits(seven, 12, 64, 64)); // whose tiles are enough to map the weights
    assertFalse(fits(seven, 1, 128, 128)); // a row of 7 pixels for many weights
    assertFalse(fits(seven, 2, 128, 128));
    Geometry five = Geometry.of(around(5), 5, 5); // 19², and as many products
    assertTrue(fits(five, 16, 64, 64));
    assertFalse(fits(five, 16, 15, 64));
    assertFalse(fits(five, 16, 64, 15));
    Geometry eight = Geometry.of(around(7), 8, 8); // 44² of 56², 1,024 products by Winograd
    assertTrue(fits(eight, 5, 64, 64));
    assertFalse(fits(eight, 6, 64, 64));
    assertFalse(fits(Geometry.of(around(7), 14, 14), 16, 64, 64));
    assertFalse(fits(Geometry.of(around(7), 14, 14), 16, 128, 128));
    assertFalse(fits(Geometry.of(around(3), 4, 4), 16, 512, 512));
    assertTrue(fits(Geometry.of(around(3), 3, 3), 16, 512, 512));
    assertFalse(fits(Geometry.of(Geometry.dense(5, 5), 7, 7), 16, 64, 64)); // no border
    Window strided = new Window(5, 5, 2, 2, 1, 1, 2, 2, 2, 2);
    assertTrue(fits(Geometry.of(strided, 4, 4), 16, 64, 64));
    Geometry three = Geometry.of(around(3), 3, 3);
    assertTrue(fits(three, 16, 512, 894));
    assertFalse(fits(three, 16, 512, 895)); // more weights than a thread keeps
    INDArray x = Memory.array(DataType.FLOAT, 16, 64, 5, 5);
    assertFalse(SmallImages.fits(x, around(5), null, 2, 0, x));
    assertFalse(SmallImages.fits(x, around(5), null, 1, 0.5, x)); // a border that is not zero
  }

  private static Window around(int side) {
    int padding = side / 2;
    return new Window(side, side, 1, 1, 1, 1, padding, padding, padding, padding);
  }

  private static boolean fits(Geometry g, int images, int inputs, int outputs) {
    INDArray x = Memory.array(DataType.FLOAT, images, inputs, g.height(), g.width());
    INDArray y = Memory.array(DataType.FLOAT, images, outputs, g.outHeight(), g.outWidth());
    return SmallImages.fits(x, g.window(), Winograd.of(g.window()), 1, 0, y);
  }

  @Provide
  Arbitrary<Integer> channels() {
    return Arbitraries.of(16, 24, 37, 48);
  }
}
