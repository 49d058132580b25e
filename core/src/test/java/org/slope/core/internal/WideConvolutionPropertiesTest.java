package org.slope.core.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link CpuWideConvolution} against the loops of {@link Oracle} in double. */
class WideConvolutionPropertiesTest {
  @Property(seed = "41", tries = 20)
  void agreesWithTheOracle(
      @ForAll @IntRange(min = 1, max = 2) int stride,
      @ForAll @IntRange(min = 1, max = 2) int dilation,
      @ForAll @IntRange(max = 2) int top,
      @ForAll @IntRange(max = 2) int left,
      @ForAll @IntRange(min = 5, max = 9) int height,
      @ForAll @IntRange(min = 5, max = 9) int width,
      @ForAll @IntRange(min = 1, max = 3) int images,
      @ForAll @IntRange(max = 999) int seed) {
    Window window = new Window(3, 2, stride, 2, dilation, 1, top, left, 1, 1);
    agrees(Geometry.of(window, height, width), images, 120, 100, seed);
  }

  /** More than 1,024 pixels. */
  @Example
  void agreesInBlocks() {
    Window window = new Window(3, 3, 2, 2, 1, 1, 1, 1, 1, 1);
    agrees(Geometry.of(window, 20, 20), 11, 64, 130, 3);
  }

  /** Short rows of windows go through the heap; windows of several images at once. */
  @Example
  void agreesWithFewChannels() {
    Window window = new Window(16, 6, 12, 5, 1, 1, 0, 0, 3, 0);
    agrees(Geometry.of(window, 40, 35), 3, 9, 920, 7);
  }

  /** So large patches that a block is 16 of them. */
  @Example
  void agreesWithLargePatches() {
    Window window = new Window(48, 47, 5, 5, 1, 1, 0, 0, 0, 0);
    agrees(Geometry.of(window, 58, 57), 2, 128, 64, 11);
  }

  @Example
  void leavesOthersToOthers() {
    assertTrue(fits(64, 128, 1));
    assertFalse(fits(1, 1 << 13, 1)); // patches lie transposed
    assertFalse(fits(160, 160, 2));
    assertFalse(fits(200, 60, 1)); // too few outputs
    assertFalse(fits(80, 80, 1)); // and weights
  }

  private static boolean fits(int inputs, int outputs, int groups) {
    INDArray x = Memory.array(DataType.FLOAT, 1, inputs, 3, 3);
    INDArray y = Memory.array(DataType.FLOAT, 1, outputs, 3, 3);
    return CpuWideConvolution.fits(x, groups, y);
  }

  private static void agrees(Geometry geometry, int images, int inputs, int outputs, int seed) {
    INDArray x = Memory.array(DataType.FLOAT, images, inputs, geometry.height(), geometry.width());
    INDArray y =
        Memory.array(DataType.FLOAT, images, outputs, geometry.outHeight(), geometry.outWidth());
    assertFalse(CpuWinograd.fits(Winograd.of(geometry.window()), x, 1, y));
    assertFalse(CpuDirectConvolution.fits(x, geometry.window(), 1, y));
    assertTrue(CpuWideConvolution.fits(x, 1, y));
    for (KernelSet set : List.of(KernelSet.CPU, KernelSet.CPU_WITH_VECTORS)) {
      WindowChecks.conv2d(set.kernels(), set.probe(seed), geometry, images, inputs, outputs, 1);
    }
  }
}
