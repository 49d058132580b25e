package org.slope.benchmarks;

import java.util.List;

/** The processes that are measured. */
enum PeerKind {
  /** Slope with {@link Launcher#VECTORS}. */
  SLOPE("Slope"),
  TORCH("PyTorch"),

  /** PyTorch with {@link Launcher#KEEPING}. */
  TORCH_KEEPING("PyTorch, keeping memory"),
  DJL("DJL"),
  DL4J("Deeplearning4j"),
  SLOPE_PLAIN("Slope without the Vector API"),
  SLOPE_ND4J("Slope, ND4J kernels"),

  /** Slope with {@link Launcher#STEADY}. */
  SLOPE_STEADY("Slope, " + String.join(" ", Launcher.STEADY));

  /** Those whose steps the first table times. */
  static final List<PeerKind> TIMED =
      List.of(SLOPE, TORCH, DJL, DL4J, TORCH_KEEPING, SLOPE_PLAIN, SLOPE_ND4J);

  private final String title;

  PeerKind(String title) {
    this.title = title;
  }

  /** Returns what the tables call it. */
  String title() {
    return title;
  }

  boolean isSlope() {
    return switch (this) {
      case SLOPE, SLOPE_PLAIN, SLOPE_ND4J, SLOPE_STEADY -> true;
      case TORCH, TORCH_KEEPING, DJL, DL4J -> false;
    };
  }

  /** Tells whether it is PyTorch as one installs it. */
  boolean isPyTorch() {
    return this == TORCH || this == DJL;
  }

  /** Tells whether it runs on the JVM, which compiles while it runs. */
  boolean isCompiled() {
    return this != TORCH && this != TORCH_KEEPING;
  }
}
