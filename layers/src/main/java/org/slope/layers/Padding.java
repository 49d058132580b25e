package org.slope.layers;

import org.jspecify.annotations.Nullable;

/**
 * The border around an image that a window may reach into.
 *
 * @param automatic whether the border finds its sizes itself, as {@link #same()}; they are then 0
 * @param leading whether top and left get the larger half then, as in {@link #sameLower()}
 * @param top rows above the image
 * @param left columns on its left
 * @param bottom rows below it
 * @param right columns on its right
 * @param value what the border holds; null for the layer's own choice: 0 for convolution and
 *     average pooling, −infinity for max pooling
 */
public record Padding(
    boolean automatic,
    boolean leading,
    int top,
    int left,
    int bottom,
    int right,
    @Nullable Double value) {
  private static final int MOST = 1 << 20;

  /** Checks that the sizes lie in 0 to 2²⁰ and that the value is finite. */
  public Padding {
    if (top < 0 || left < 0 || bottom < 0 || right < 0) {
      throw new IllegalArgumentException(
          "padding of (%s, %s, %s, %s) was given; it needs 0 or more on each side; slice the input to make it smaller"
              .formatted(top, left, bottom, right));
    }
    if (Math.max(Math.max(top, left), Math.max(bottom, right)) > MOST) {
      throw new IllegalArgumentException(
          "padding of (%s, %s, %s, %s) was given; it needs %s or less on each side; choose a smaller one"
              .formatted(top, left, bottom, right, MOST));
    }
    if (automatic && top + left + bottom + right > 0) {
      throw new IllegalArgumentException(
          "padding of (%s, %s, %s, %s) was given as Padding.same(), which finds its sizes itself; it needs 0 on each side; use Padding.of"
              .formatted(top, left, bottom, right));
    }
    if (leading && !automatic) {
      throw new IllegalArgumentException(
          "padding of sizes of its own was given with a larger half that leads; only"
              + " Padding.sameLower() has halves; use Padding.of with four sizes");
    }
    if (value != null && !Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "padding with the value "
              + value
              + " was given; it needs a finite one; without a value, max pooling pads with"
              + " -infinity");
    }
  }

  /** No border. */
  public static Padding none() {
    return of(0, 0);
  }

  /** As many rows above as below, and as many columns on the left as on the right. */
  public static Padding of(int rows, int columns) {
    return of(rows, columns, rows, columns);
  }

  /** A border with a size for each side. */
  public static Padding of(int top, int left, int bottom, int right) {
    return new Padding(false, false, top, left, bottom, right, null);
  }

  /**
   * The border that makes the output {@code ⌈input/stride⌉} large, so the input's size at stride 1.
   * Where its size is odd, the bottom and the right get the larger half, as in TensorFlow and
   * PyTorch.
   */
  public static Padding same() {
    return new Padding(true, false, 0, 0, 0, 0, null);
  }

  /**
   * As {@link #same()}, but the top and the left get the larger half: ONNX's {@code SAME_LOWER}.
   */
  public static Padding sameLower() {
    return new Padding(true, true, 0, 0, 0, 0, null);
  }

  /** Returns this border, filled with a value. */
  public Padding value(double value) {
    return new Padding(automatic, leading, top, left, bottom, right, value);
  }

  double valueOr(double choice) {
    return value == null ? choice : value;
  }

  boolean isNone() {
    return equals(none());
  }

  /** The sizes, for a summary: {@code 1x2}, {@code same}, {@code 0,1,2,1}. */
  String sizes() {
    if (automatic) {
      return leading ? "same lower" : "same";
    }
    return top == bottom && left == right
        ? top + "x" + left
        : top + "," + left + "," + bottom + "," + right;
  }

  /** Prints the call that makes it: {@code Padding.of(1, 2).value(0.5)}. */
  @Override
  public String toString() {
    String border =
        automatic
            ? leading ? "Padding.sameLower()" : "Padding.same()"
            : top + left + bottom + right == 0
                ? "Padding.none()"
                : top == bottom && left == right
                    ? "Padding.of(%s, %s)".formatted(top, left)
                    : "Padding.of(%s, %s, %s, %s)".formatted(top, left, bottom, right);
    return value == null ? border : border + ".value(" + value + ")";
  }
}
