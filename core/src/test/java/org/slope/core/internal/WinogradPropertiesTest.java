package org.slope.core.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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

/**
 * {@link CpuWinograd}, with images that tiles do not divide, borders of different widths, and
 * groups, against the loops of {@link Oracle} in double.
 */
class WinogradPropertiesTest {
  @Property(seed = "33", tries = 60)
  void agreesWithTheOracle(
      @ForAll @From("taps") int taps,
      @ForAll @IntRange(min = 4, max = 13) int outHeight,
      @ForAll @IntRange(min = 4, max = 13) int outWidth,
      @ForAll @IntRange(max = 2) int top,
      @ForAll @IntRange(max = 2) int left,
      @ForAll @IntRange(max = 2) int bottom,
      @ForAll @IntRange(max = 2) int right,
      @ForAll @IntRange(min = 1, max = 2) int groups,
      @ForAll @IntRange(min = 32, max = 40) int inputs,
      @ForAll @IntRange(min = 16, max = 40) int least,
      @ForAll @IntRange(max = 999) int seed) {
    int outputs = taps == 7 ? Math.max(24, least) : least;
    int height = outHeight + taps - 1 - top - bottom;
    int width = outWidth + taps - 1 - left - right;
    Geometry geometry =
        Geometry.of(new Window(taps, taps, 1, 1, 1, 1, top, left, bottom, right), height, width);
    // several times as many as it takes for it to be the way that is chosen: more than one chunk
    int images = 40 * inputs / (geometry.outHeight() * geometry.outWidth()) + 1;
    assertTrue(fits(geometry, images, inputs * groups, outputs * groups, groups));
    WindowChecks.conv2d(
        KernelSet.CPU.kernels(),
        KernelSet.CPU.probe(seed),
        geometry,
        images,
        inputs * groups,
        outputs * groups,
        groups);
  }

  /** By loops and BLAS: how much by loops depends on groups and on what fills vectors. */
  @Property(seed = "37", tries = 100)
  void byLoopsAgreesWithTheOracle(
      @ForAll boolean few,
      @ForAll @From("taps") int taps,
      @ForAll @From("filled") int leastHeight,
      @ForAll @From("filled") int leastWidth,
      @ForAll @IntRange(max = 4) int top,
      @ForAll @IntRange(max = 4) int left,
      @ForAll @IntRange(max = 4) int bottom,
      @ForAll @IntRange(max = 4) int right,
      @ForAll @IntRange(min = 1, max = 2) int groups,
      @ForAll @From("channels") int inputs,
      @ForAll @From("channels") int outputs,
      @ForAll @IntRange(max = 999) int seed) {
    // so few images that dx is a convolution of its own must be larger to have tiles enough
    int odd = taps == 7 ? 1 : 0; // tiles of 2×2, which fill an even height and width alone
    int outHeight = leastHeight + leastHeight % 2 * odd + (few ? 12 : 0);
    int outWidth = leastWidth + leastWidth % 2 * odd + (few ? 12 : 0);
    int least = taps == 7 ? 24 : 1;
    int channels = Math.max(least, inputs) * groups;
    int height = outHeight + taps - 1 - top - bottom;
    int width = outWidth + taps - 1 - left - right;
    Geometry geometry =
        Geometry.of(new Window(taps, taps, 1, 1, 1, 1, top, left, bottom, right), height, width);
    int allOutputs = Math.max(least, outputs) * groups;
    int images = few ? 6 : 2400 / (outHeight * outWidth);
    INDArray x = Memory.array(DataType.FLOAT, images, channels, height, width);
    INDArray y = Memory.array(DataType.FLOAT, images, allOutputs, outHeight, outWidth);
    assertTrue(CpuWinograd.fits(Winograd.of(geometry.window()), x, groups, y));
    assertFalse(CpuDirectConvolution.fits(x, geometry.window(), groups, y));
    assertFalse(taps < 7 && CpuDirectConvolution.fitsGradient(x, geometry.window(), groups, y));
    WindowChecks.conv2d(
        KernelSet.CPU_WITH_VECTORS.kernels(),
        KernelSet.CPU_WITH_VECTORS.probe(seed),
        geometry,
        images,
        channels,
        allOutputs,
        groups);
  }

  /** So many weights that all threads work on a block; the last time on more than one. */
  @Example
  void ofManyWeightsAgreesWithTheOracle() {
    Window same = new Window(3, 3, 1, 1, 1, 1, 1, 1, 1, 1);
    Window five = new Window(5, 5, 1, 1, 1, 1, 1, 2, 3, 2);
    ofManyWeights(Geometry.of(same, 20, 19), 9, 90, 93, 1);
    ofManyWeights(Geometry.of(same, 9, 8), 22, 208, 160, 2);
    ofManyWeights(Geometry.of(five, 23, 22), 5, 90, 93, 1);
    Window seven = new Window(7, 7, 1, 1, 1, 1, 2, 3, 3, 4);
    ofManyWeights(Geometry.of(seven, 13, 14), 5, 90, 93, 1);
  }

  private static void ofManyWeights(
      Geometry geometry, int images, int inputs, int outputs, int groups) {
    Window window = geometry.window();
    INDArray x = Memory.array(DataType.FLOAT, images, inputs, geometry.height(), geometry.width());
    INDArray y =
        Memory.array(DataType.FLOAT, images, outputs, geometry.outHeight(), geometry.outWidth());
    assertTrue(CpuWinograd.fits(Winograd.of(window), x, groups, y));
    assertFalse(CpuDirectConvolution.fits(x, window, groups, y));
    assertTrue(CpuWideConvolution.areMany(inputs / groups, outputs / groups));
    for (KernelSet set : List.of(KernelSet.CPU, KernelSet.CPU_WITH_VECTORS)) {
      WindowChecks.conv2d(set.kernels(), set.probe(5), geometry, images, inputs, outputs, groups);
    }
  }

  /** 16 tiles an image: an eighth as many as channels, half as many, or 32. */
  @Example
  void takesAsManyTilesAsMappingTheWeightsIsWorth() {
    Geometry geometry = Geometry.of(new Window(3, 3, 1, 1, 1, 1, 1, 1, 1, 1), 16, 16);
    assertTrue(fits(geometry, 4, 512, 512, 1));
    assertFalse(fits(geometry, 3, 512, 512, 1));
    assertTrue(fits(geometry, 2, 256, 256, 1));
    assertFalse(fits(geometry, 1, 64, 64, 1));
    assertTrue(fits(geometry, 1, 32, 32, 1));
  }

  /** The rows that tiles share are kept from call to call: not if they are so long. */
  @Example
  void leavesTheInputGradientOfVeryWideImagesToOthers() {
    Window window = new Window(3, 3, 1, 1, 1, 1, 1, 1, 1, 1);
    INDArray w = Memory.array(DataType.FLOAT, 16, 16, 3, 3);
    for (int width : new int[] {43_000, 44_000}) { // 6 rows of 16 channels: less than 2^22, more
      INDArray x = Memory.array(DataType.FLOAT, 8, 16, 8, width);
      CpuWinograd winograd =
          new CpuWinograd(new Arena(DataType.FLOAT), new ScalarLoops(16), x, w, window, 1, 0, x);
      assertEquals(width < 43_500, winograd.givesInputGradient());
    }
  }

  @Provide
  Arbitrary<Integer> taps() {
    return Arbitraries.of(3, 5, 7);
  }

  @Provide
  Arbitrary<Integer> channels() {
    return Arbitraries.of(20, 32, 37, 48);
  }

  /** Heights and widths that tiles divide, or nearly. */
  @Provide
  Arbitrary<Integer> filled() {
    return Arbitraries.of(7, 8, 11, 12, 15);
  }

  private static boolean fits(Geometry g, int images, int inputs, int outputs, int groups) {
    INDArray x = Memory.array(DataType.FLOAT, images, inputs, g.height(), g.width());
    INDArray y = Memory.array(DataType.FLOAT, images, outputs, g.outHeight(), g.outWidth());
    return CpuWinograd.fits(Winograd.of(g.window()), x, groups, y);
  }
}
