package org.slope.layers;

import org.slope.core.Builder;
import org.slope.core.Shape;
import org.slope.core.internal.Window;

/**
 * A window that slides over an image, and how often it fits: {@code ⌊(size + padding −
 * span)/stride⌋ + 1} with {@code span = (window − 1)·dilation + 1}. In ceil mode it is rounded up,
 * unless the added window would start beyond the input and its leading padding (PyTorch's rule).
 */
record Geometry(Window window, long height, long width) {

  static Geometry of(
      Builder builder, Size size, Size stride, Size dilation, Padding padding, boolean ceil) {
    Shape input = Inputs.images(builder);
    int height = Math.toIntExact(input.size(1));
    int width = Math.toIntExact(input.size(2));
    long spanRows = span(size.rows(), dilation.rows());
    long spanColumns = span(size.columns(), dilation.columns());
    int rows = padding.automatic() ? same(height, spanRows, stride.rows()) : 0;
    int columns = padding.automatic() ? same(width, spanColumns, stride.columns()) : 0;
    Window window =
        new Window(
            size.rows(),
            size.columns(),
            stride.rows(),
            stride.columns(),
            dilation.rows(),
            dilation.columns(),
            padding.top() + rows / 2,
            padding.left() + columns / 2,
            padding.bottom() + rows - rows / 2,
            padding.right() + columns - columns / 2);
    long missingRows = spanRows - ((long) height + window.top() + window.bottom());
    long missingColumns = spanColumns - ((long) width + window.left() + window.right());
    if (missingRows > 0 || missingColumns > 0) {
      throw builder.error(
          "has a window of %dx%d pixels, but its input has %dx%d, padding included; add .padding(Padding.of(%d, %d)) or make the window smaller"
              .formatted(
                  spanRows,
                  spanColumns,
                  spanRows - missingRows,
                  spanColumns - missingColumns,
                  enough(missingRows, window.top(), window.bottom()),
                  enough(missingColumns, window.left(), window.right())));
    }
    return new Geometry(
        window,
        count(height, window.top(), window.bottom(), spanRows, stride.rows(), ceil),
        count(width, window.left(), window.right(), spanColumns, stride.columns(), ceil));
  }

  private static long span(long taps, long dilation) {
    return (taps - 1) * dilation + 1;
  }

  private static int same(long size, long span, long stride) {
    long count = (size + stride - 1) / stride;
    return Math.toIntExact(Math.max((count - 1) * stride + span - size, 0));
  }

  private static long enough(long missing, long before, long after) {
    return Math.max(before, after) + Math.max(0, (missing + 1) / 2);
  }

  private static long count(
      long size, long before, long after, long span, long stride, boolean ceil) {
    long slack = size + before + after - span;
    long count = slack / stride + 1;
    boolean more = ceil && slack % stride != 0 && count * stride < size + before;
    return more ? count + 1 : count;
  }

  /** Checks that no window lies in the border alone, where it has nothing to take. */
  void checkWindowsTouch(Builder builder) {
    Shape input = builder.inputShape();
    Window w = window;
    if (!touch(height, w.strideRows(), w.top(), w.rows(), w.dilationRows(), input.size(1))
        || !touch(
            width, w.strideColumns(), w.left(), w.columns(), w.dilationColumns(), input.size(2))) {
      throw builder.error(
          "has a window that lies in the padding alone; every window needs a pixel of the input;"
              + " make the padding smaller or choose its value");
    }
  }

  private static boolean touch(
      long count, long stride, long before, long taps, long dilation, long size) {
    for (long i = 0; i < count; i++) {
      boolean touches = false;
      for (long tap = 0; tap < taps; tap++) {
        long at = i * stride - before + tap * dilation;
        touches |= at >= 0 && at < size;
      }
      if (!touches) {
        return false;
      }
    }
    return true;
  }

  /** Returns the output's shape for a number of channels. */
  Shape output(long channels) {
    return Shape.of(channels, height, width);
  }

  /** Prints the options of a window that are not the usual ones: {@code , stride 2x2}. */
  static String options(Size stride, Size usual, Size dilation) {
    String text = stride.equals(usual) ? "" : ", stride " + stride;
    return dilation.equals(Size.square(1)) ? text : text + ", dilation " + dilation;
  }
}
