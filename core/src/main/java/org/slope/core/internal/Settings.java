package org.slope.core.internal;

/** The system properties that Slope reads; a misspelt value is an error, not a default. */
final class Settings {
  private Settings() {}

  /** Returns {@code slope.threads}; the number of processors unless it is set. */
  static int threads() {
    String text = System.getProperty("slope.threads");
    if (text == null) {
      return Runtime.getRuntime().availableProcessors();
    }
    try {
      int threads = Integer.parseInt(text.strip());
      if (threads >= 1) {
        return threads;
      }
    } catch (NumberFormatException e) {
      // told below, together with numbers that are too small
    }
    throw new IllegalArgumentException(
        "-Dslope.threads was '%s', expected a whole number of 1 or more; leave it out to use all processors"
            .formatted(text));
  }

  /** Tells whether {@code slope.kernels} asks for ND4J's plain operations. */
  static boolean plainKernels() {
    String text = System.getProperty("slope.kernels");
    if (text == null || text.equals("nd4j")) {
      return text != null;
    }
    throw new IllegalArgumentException(
        "-Dslope.kernels was '%s', expected nd4j, for plain operations; leave it out for Slope's own"
            .formatted(text));
  }
}
