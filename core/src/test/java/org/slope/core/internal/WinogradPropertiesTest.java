package org.slope.core.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@link CpuWinograd}, with images that tiles do not divide, borders of different widths, and
 * groups, against the loops of {@link Oracle} in double.
 */
class WinogradPropertiesTest {
  @Property(seed = "33", tries = 40)
  void agreesWithTheOracle(
      @ForAll @IntRange(min = 6, max = 13) int height,
      @ForAll @IntRange(min = 6, max = 13) int width,
      @ForAll @IntRange(max = 2) int top,
      @ForAll @IntRange(max = 2) int left,
      @ForAll @IntRange(max = 2) int bottom,
      @ForAll @IntRange(max = 2) int right,
      @ForAll @IntRange(min = 1, max = 2) int groups,
      @ForAll @IntRange(min = 32, max = 40) int inputs,
      @ForAll @IntRange(min = 16, max = 40) int outputs,
      @ForAll @IntRange(max = 999) int seed) {
    Geometry geometry =
        Geometry.of(new Window(3, 3, 1, 1, 1, 1, top, left, bottom, right), height, width);
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

  private static boolean fits(Geometry g, int images, int inputs, int outputs, int groups) {
    INDArray x = Memory.array(DataType.FLOAT, images, inputs, g.height(), g.width());
    INDArray y = Memory.array(DataType.FLOAT, images, outputs, g.outHeight(), g.outWidth());
    return CpuWinograd.fits(x, g.window(), groups, y);
  }
}
