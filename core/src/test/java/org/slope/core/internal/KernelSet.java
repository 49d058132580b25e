package org.slope.core.internal;

import java.util.Objects;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The sets of kernels, and how far each may be from the oracle, relative to the largest element.
 */
enum KernelSet {
  CPU(DataType.FLOAT, 1e-5),
  CPU_WITH_VECTORS(DataType.FLOAT, 1e-5),

  /** As long as vectors are not compiled. */
  CPU_WITH_SCALARS(DataType.FLOAT, 1e-5),
  ND4J_FLOAT(DataType.FLOAT, 1e-5),
  ND4J_DOUBLE(DataType.DOUBLE, 1e-12);

  private static final VectorLoops VECTORS =
      Objects.requireNonNull(
          VectorLoops.find(), "start the tests with --add-modules=jdk.incubator.vector");

  private static final VectorLoops SCALARS = new ScalarLoops(16);

  final DataType type;
  private final double tolerance;

  KernelSet(DataType type, double tolerance) {
    this.type = type;
    this.tolerance = tolerance;
  }

  Kernels kernels() {
    return kernels(new Arena(type));
  }

  Kernels kernels(Arena arena) {
    return switch (this) {
      case CPU -> new CpuKernels(arena, kind -> null);
      case CPU_WITH_VECTORS -> new CpuKernels(arena, kind -> VECTORS);
      case CPU_WITH_SCALARS -> new CpuKernels(arena, kind -> SCALARS);
      case ND4J_FLOAT, ND4J_DOUBLE -> new Nd4jKernels();
    };
  }

  Probe probe(long seed) {
    return new Probe(type, tolerance, seed);
  }
}
