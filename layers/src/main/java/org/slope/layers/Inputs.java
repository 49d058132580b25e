package org.slope.layers;

import org.slope.core.Builder;
import org.slope.core.Shape;

/** What layers check of the shape that reaches them. */
final class Inputs {
  /** Along a side of an image, padding included: sums of two still fit an int. */
  static final int MOST_PIXELS = 1 << 30;

  private Inputs() {}

  /** Returns the input's shape, which must be one of images. */
  static Shape images(Builder builder) {
    Shape shape = builder.inputShape();
    if (shape.rank() != 3) {
      throw mismatch(builder, "[batch, channels, height, width]", imageOf(shape));
    }
    if (Math.max(shape.size(1), shape.size(2)) > MOST_PIXELS) {
      throw builder.error(
          "got images of %sx%s; it needs %s or fewer rows and columns; cut them into smaller ones"
              .formatted(shape.size(1), shape.size(2), MOST_PIXELS));
    }
    return shape;
  }

  /** Returns the input's shape, which must be one of feature vectors or of images. */
  static Shape channels(Builder builder) {
    Shape shape = builder.inputShape();
    if (shape.rank() != 1 && shape.rank() != 3) {
      throw mismatch(
          builder, "[batch, features] or [batch, channels, height, width]", imageOf(shape));
    }
    return shape;
  }

  /** Returns the input's shape, which must be one of feature vectors. */
  static Shape features(Builder builder) {
    Shape shape = builder.inputShape();
    if (shape.rank() != 1) {
      throw mismatch(builder, "[batch, features]", "flatten()");
    }
    return shape;
  }

  private static IllegalArgumentException mismatch(
      Builder builder, String expected, String remedy) {
    Shape shape = builder.inputShape();
    String leaveOut =
        shape.rank() == 4 ? "; if %s is the size of the batch, leave it out of the shape" : "";
    return builder.error(
        "expects input %s, got %s%s; add %s before it"
            .formatted(expected, shape.batchText(), leaveOut.formatted(shape.size(0)), remedy));
  }

  /** Guesses the image that a shape stands for. */
  private static String imageOf(Shape shape) {
    if (shape.rank() == 2) {
      return "reshape(1, %s, %s)".formatted(shape.size(0), shape.size(1));
    }
    for (int channels : new int[] {1, 3}) {
      long side = Math.round(Math.sqrt((double) shape.count() / channels));
      if (shape.rank() == 1 && side > 1 && channels * side * side == shape.count()) {
        return "reshape(%s, %s, %s)".formatted(channels, side, side);
      }
    }
    return "reshape(channels, height, width)";
  }

  /** Checks a hyper-parameter of a layer that is called by a name. */
  static void atLeast(String layer, String what, long given, long least) {
    if (given < least) {
      throw new IllegalArgumentException(
          "%s was given %s of %s; it needs %s or more; choose another"
              .formatted(layer, what, given, least));
    }
  }

  /** Checks a hyper-parameter that must lie in a range; NaN does not. */
  static void require(boolean fits, String layer, String what, double given, String range) {
    if (!fits) {
      throw new IllegalArgumentException(
          "%s was given %s of %s; it needs %s; choose another"
              .formatted(layer, what, given, range));
    }
  }
}
