package org.slope.reference.onnx;

/** Why a test of ONNX says nothing about Slope. */
final class OutOfScope extends RuntimeException {
  private static final long serialVersionUID = 1;

  OutOfScope(String reason) {
    super(reason);
  }

  static void when(boolean condition, String reason) {
    if (condition) {
      throw new OutOfScope(reason);
    }
  }

  /** Returns the reason. */
  String reason() {
    return String.valueOf(getMessage());
  }
}
