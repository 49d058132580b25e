package org.slope.core.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
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

/** {@link WideWinograd} against the loops of {@link Oracle} in double. */
class WideWinogradPropertiesTest {
  /** Channels of one run of weights and of more; outputs of wide blocks and of narrow ones. */
  @Property(seed = "43", tries = 40)
  void agreesWithTheOracle(
      @ForAll @From("taps") int taps,
      @ForAll @From("inputs") int inputs,
      @ForAll @From("outputs") int outputs,
      @ForAll @IntRange(min = 5, max = 9) int outHeight,
      @ForAll @IntRange(min = 5, max = 9) int outWidth,
      @ForAll @IntRange(max = 2) int top,
      @ForAll @IntRange(max = 2) int left,
      @ForAll @IntRange(max = 2) int bottom,
      @ForAll @IntRange(max = 2) int right,
      @ForAll @IntRange(max = 999) int seed) {
    Window window = new Window(taps, taps, 1, 1, 1, 1, top, left, bottom, right);
    int height = outHeight + taps - 1 - top - bottom;
    int width = outWidth + taps - 1 - left - right;
    Geometry geometry = Geometry.of(window, height, width);
    int images = taps == 3 ? 4 : 3;
    assertTrue(fits(geometry, images, inputs, outputs, 1));
    for (KernelSet set : List.of(KernelSet.CPU_WITH_VECTORS, KernelSet.CPU_WITH_SCALARS)) {
      WindowChecks.conv2d(set.kernels(), set.probe(seed), geometry, images, inputs, outputs, 1);
    }
  }

  /** Seven rows of three tiles an image, two rows at a time. */
  @Example
  void agreesInPiecesOfSeveralRows() {
    Geometry geometry = Geometry.of(new Window(3, 3, 1, 1, 1, 1, 1, 1, 1, 1), 26, 9);
    assertTrue(fits(geometry, 3, 86, 96, 1));
    KernelSet set = KernelSet.CPU_WITH_VECTORS;
    WindowChecks.conv2d(set.kernels(), set.probe(7), geometry, 3, 86, 96, 1);
  }

  /** Where a tile has few pixels, it takes as many products as patches. */
  @Example
  void leavesImagesOfFewPixelsToOthers() {
    Window three = new Window(3, 3, 1, 1, 1, 1, 1, 1, 1, 1);
    Window five = new Window(5, 5, 1, 1, 1, 1, 2, 2, 2, 2);
    assertTrue(fits(Geometry.of(three, 3, 3), 16, 128, 128, 1));
    assertFalse(fits(Geometry.of(three, 2, 2), 16, 128, 128, 1));
    assertFalse(fits(Geometry.of(three, 1, 40), 4, 128, 128, 1));
    assertTrue(fits(Geometry.of(five, 2, 2), 16, 128, 128, 1));
    assertFalse(fits(Geometry.of(five, 1, 1), 16, 128, 128, 1));
  }

  /** Two by two tiles an image. */
  @Example
  void takesSoManyTilesOfSoManyChannels() {
    Geometry geometry = Geometry.of(new Window(3, 3, 1, 1, 1, 1, 1, 1, 1, 1), 7, 8);
    assertEquals(List.of(2, 25), range(geometry, 128, 128, 1));
    assertEquals(List.of(3, 25), range(geometry, 128, 512, 1));
    assertEquals(List.of(), range(geometry, 96, 64, 1)); // too few weights
    assertEquals(List.of(), range(geometry, 128, 120, 1)); // not whole vectors
    assertEquals(List.of(), range(geometry, 256, 256, 2));
    // so many channels that the tiles' inputs would be too many: 36·(4·images + 12)·channels
    assertEquals(List.of(3, 4), range(geometry, 4096, 64, 1));
    Window strided = new Window(3, 3, 1, 2, 1, 1, 1, 1, 1, 1);
    assertEquals(List.of(), range(Geometry.of(strided, 7, 8), 128, 128, 1));
  }

  /** From how many images to how many it is used. */
  private static List<Integer> range(Geometry geometry, int inputs, int outputs, int groups) {
    List<Integer> fitting =
        IntStream.range(1, 40)
            .filter(images -> fits(geometry, images, inputs, outputs, groups))
            .boxed()
            .toList();
    return fitting.isEmpty() ? fitting : List.of(fitting.get(0), fitting.get(fitting.size() - 1));
  }

  private static boolean fits(Geometry g, int images, int inputs, int outputs, int groups) {
    INDArray x = Memory.array(DataType.FLOAT, images, inputs, g.height(), g.width());
    INDArray y = Memory.array(DataType.FLOAT, images, outputs, g.outHeight(), g.outWidth());
    return WideWinograd.fits(x, g.window(), groups, y);
  }

  @Provide
  Arbitrary<Integer> taps() {
    return Arbitraries.of(3, 5);
  }

  @Provide
  Arbitrary<Integer> inputs() {
    return Arbitraries.of(86, 128, 150);
  }

  @Provide
  Arbitrary<Integer> outputs() {
    return Arbitraries.of(96, 112, 128);
  }
}
