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
    long height = input.size(1);
    long width = input.size(2);
    long spanRows = span(size.rows(), dilation.rows());
    long spanColumns = span(size.columns(), dilation.columns());
    long autoRows = padding.automatic() ? same(height, spanRows, stride.rows()) : 0;
    long autoColumns = padding.automatic() ? same(width, spanColumns, stride.columns()) : 0;
    long paddedRows = height + padding.top() + padding.bottom() + autoRows;
    long paddedColumns = width + padding.left() + padding.right() + autoColumns;
    if (Math.max(paddedRows, paddedColumns) > Inputs.MOST_PIXELS) {
      throw builder.error(
          "slides over %sx%s pixels, padding included; it needs %s or fewer rows and columns; make the window, its dilation or the padding smaller"
              .formatted(paddedRows, paddedColumns, Inputs.MOST_PIXELS));
    }
    int rows = (int) autoRows;
    int columns = (int) autoColumns;
    int more = padding.leading() ? 1 : 0;
    int above = (rows + more) / 2;
    int before = (columns + more) / 2;
    Window window =
        new Window(
            size.rows(),
            size.columns(),
            stride.rows(),
            stride.columns(),
            dilation.rows(),
            dilation.columns(),
            padding.top() + above,
            padding.left() + before,
            padding.bottom() + rows - above,
            padding.right() + columns - before);
    long missingRows = spanRows - paddedRows;
    long missingColumns = spanColumns - paddedColumns;
    if (missingRows > 0 || missingColumns > 0) {
      throw builder.error(
          "has a window of %sx%s pixels, but its input has %sx%s, padding included; make the window smaller or add .padding(Padding.of(%s, %s))"
              .formatted(
                  spanRows,
                  spanColumns,
                  paddedRows,
                  paddedColumns,
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

  private static long same(long size, long span, long stride) {
    long count = (size + stride - 1) / stride;
    return Math.max((count - 1) * stride + span - size, 0);
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

  /**
   * A window that starts in the input touches it; one that starts before it needs a first tap at or
   * after 0, the start modulo the dilation, that lies in the input.
   */
  private static boolean touch(
      long count, long stride, long before, long taps, long dilation, long size) {
    boolean lastTouches = (count - 1) * stride - before < size;
    boolean firstReaches = before <= (taps - 1) * dilation;
    boolean none = !lastTouches || !firstReaches;
    long starts = dilation <= size ? 0 : Math.min(count, (before + stride - 1) / stride);
    for (long i = 0; i < starts && !none; i++) {
      none = Math.floorMod(i * stride - before, dilation) >= size;
    }
    return !none;
  }

  /** Returns the output's shape for a number of channels. */
  Shape output(long channels) {
    return Shape.of(channels, height, width);
  }

  /** Prints the options of a window that are not the usual ones: {@code , stride 2x2}. */
  static String options(Size stride, Size usual, Size dilation, Padding padding) {
    return (stride.equals(usual) ? "" : ", stride " + stride)
        + (dilation.equals(Size.square(1)) ? "" : ", dilation " + dilation)
        + (padding.isNone() ? "" : ", padding " + padding.sizes());
  }
}
