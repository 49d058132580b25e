package org.slope.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.slope.layers.Layers.conv2d;
import static org.slope.layers.Layers.globalAvgPool2d;
import static org.slope.layers.Layers.layerNorm;
import static org.slope.layers.Layers.maxPool2d;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.slope.core.LayerSpec;
import org.slope.core.Shape;

/** Windows as large as a hostile file may ask for. */
class GeometryTest {
  private static final int MOST = 1 << 20;

  @Test
  void hugeSizesAreRefused() {
    assertRefuses(
        "a window, stride or dilation of 1000000000x1 was given; it needs 1048576 or fewer rows and"
            + " columns; choose a smaller one",
        () -> maxPool2d(1_000_000_000, 1));
    assertRefuses(
        "padding of (999999999, 0, 999999999, 0) was given; it needs 1048576 or less on each side;"
            + " choose a smaller one",
        () -> Padding.of(999_999_999, 0));
    assertRefuses(
        "padding of (1, 0, 0, 0) was given as Padding.same(), which finds its sizes itself; it needs"
            + " 0 on each side; use Padding.of",
        () -> new Padding(true, false, 1, 0, 0, 0, null));
    assertRefuses(
        "conv2d(1, 1048576).dilation(1048576).padding(Padding.same()) slides over"
            + " 1099510579201x1099510579201 pixels, padding included; it needs 1073741824 or fewer"
            + " rows and columns; make the window, its dilation or the padding smaller",
        () -> build(conv2d(1, MOST).dilation(MOST).padding(Padding.same()), 1, 1, 1));
    assertRefuses(
        "globalAvgPool2d() got images of 3000000000x1; it needs 1073741824 or fewer rows and"
            + " columns; cut them into smaller ones",
        () -> build(globalAvgPool2d(), 1, 3_000_000_000L, 1));
    assertRefuses(
        "layerNorm().lastDimensions(2) got 3000000000 channels; it needs 2147483647 or fewer;"
            + " reshape the input",
        () -> build(layerNorm().lastDimensions(2), 3_000_000_000L, 1, 1));
  }

  private static void assertRefuses(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  private static Shape build(LayerSpec spec, long... input) {
    return spec.build(Shape.of(input), 1).outputShape();
  }

  @Test
  void theLargestWindowsAreBuiltAtOnce() {
    MaxPool2d window = maxPool2d(MOST, 1).stride(1).padding(Padding.of(MOST - 1, 0));
    MaxPool2d sparse = maxPool2d(2, 1).stride(1).dilation(MOST, 1).padding(Padding.of(MOST, 0));
    assertTimeoutPreemptively(
        Duration.ofSeconds(10), // tap by tap, the first takes hours
        () -> {
          assertEquals(Shape.of(1, MOST, 1), build(window, 1, 1, 1));
          assertThrows(IllegalArgumentException.class, () -> build(sparse, 1, 1, 1));
        });
  }

  /** Small windows, against the definition: some tap of each window lies in the input. */
  @Test
  void windowsInTheBorderAloneAreThoseOfTheDefinition() {
    int refused = 0;
    for (int code = 0; code < 4 * 4 * 4 * 4 * 4; code++) {
      int taps = 1 + code % 4;
      int stride = 1 + code / 4 % 4;
      int dilation = 1 + code / 16 % 4;
      int before = code / 64 % 4;
      int size = 1 + code / 256;
      int after = 3;
      if ((taps - 1) * dilation + 1 > size + before + after) {
        continue;
      }
      boolean expected = everyWindowTouches(taps, stride, dilation, before, size, after);
      LayerSpec pool =
          maxPool2d(taps, 1)
              .stride(stride, 1)
              .dilation(dilation, 1)
              .padding(Padding.of(before, 0, after, 0));
      boolean actual = true;
      try {
        build(pool, 1, size, 1);
      } catch (IllegalArgumentException e) {
        actual = false;
        refused++;
      }
      assertEquals(expected, actual, pool + " on " + size);
    }
    assertEquals(true, refused > 100);
  }

  private static boolean everyWindowTouches(
      int taps, int stride, int dilation, int before, int size, int after) {
    int last = (taps - 1) * dilation;
    for (int start = -before; start + last < size + after; start += stride) {
      boolean touches = false;
      for (int tap = 0; tap < taps; tap++) {
        int at = start + tap * dilation;
        touches |= at >= 0 && at < size;
      }
      if (!touches) {
        return false;
      }
    }
    return true;
  }
}
