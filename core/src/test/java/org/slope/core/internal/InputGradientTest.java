package org.slope.core.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@link InputGradient} through strides, against the loops of {@link Oracle} in double. */
class InputGradientTest {
  private static final Window HALF = new Window(3, 3, 2, 2, 1, 1, 1, 1, 1, 1);

  @Test
  void agreesWithTheOracle() {
    agrees(HALF, 15, 14, 9, 20, 24, 1);
    // nine taps for each of four, by Winograd's way
    agrees(new Window(6, 6, 2, 2, 1, 1, 2, 3, 2, 1), 31, 30, 9, 20, 24, 1);
    // windows of several sizes, and more inputs on one side than windows reach
    agrees(new Window(5, 7, 3, 2, 1, 1, 4, 0, 1, 3), 23, 18, 8, 12, 40, 2);
    // one stride alone; a stride that passes over rows
    agrees(new Window(2, 3, 3, 1, 1, 1, 0, 1, 0, 1), 17, 9, 8, 16, 16, 1);
    // so many weights that several threads turn them
    agrees(new Window(7, 7, 2, 2, 1, 1, 3, 3, 3, 3), 12, 12, 8, 64, 72, 1);
  }

  private static void agrees(
      Window window, int height, int width, int images, int inputs, int outputs, int groups) {
    Geometry geometry = Geometry.of(window, height, width);
    int in = inputs * groups;
    int out = outputs * groups;
    assertTrue(fits(window, height, width, in, out, groups));
    for (KernelSet set :
        List.of(KernelSet.CPU, KernelSet.CPU_WITH_VECTORS, KernelSet.CPU_WITH_SCALARS)) {
      WindowChecks.conv2d(set.kernels(), set.probe(11), geometry, images, in, out, groups);
    }
  }

  @Test
  void leavesToPatchesWhatTheyAreFasterWith() {
    assertTrue(fits(HALF, 28, 28, 64, 64, 1));
    assertFalse(fits(HALF, 28, 28, 7, 64, 1)); // few channels
    assertFalse(fits(HALF, 28, 28, 128, 64, 1)); // many weights
    assertTrue(fits(HALF, 28, 28, 128, 128, 4));
    assertFalse(fits(new Window(3, 3, 2, 2, 2, 2, 1, 1, 1, 1), 28, 28, 64, 64, 1));
    assertFalse(fits(new Window(5, 5, 5, 5, 1, 1, 0, 0, 0, 0), 30, 30, 64, 64, 1));
    assertFalse(fits(new Window(3, 3, 1 << 16, 1 << 16, 1, 1, 0, 0, 0, 0), 3, 3, 64, 64, 1));
    // dy is much smaller than the inputs by strides: most products would be with its border
    assertFalse(fits(new Window(7, 7, 2, 2, 1, 1, 0, 0, 0, 0), 8, 8, 64, 64, 1));
    Window plain = new Window(5, 5, 1, 1, 1, 1, 0, 0, 0, 0);
    assertTrue(fits(plain, 40, 40, 8, 16, 1));
    assertFalse(fits(plain, 40, 40, 8, 17, 1));
    assertFalse(fits(plain, 36, 36, 8, 16, 1));
  }

  private static boolean fits(
      Window window, int height, int width, int inputs, int outputs, int groups) {
    Geometry g = Geometry.of(window, height, width);
    INDArray x = Memory.array(DataType.FLOAT, 1, inputs, height, width);
    INDArray dy = Memory.array(DataType.FLOAT, 1, outputs, g.outHeight(), g.outWidth());
    return InputGradient.fits(x, window, groups, dy);
  }
}
