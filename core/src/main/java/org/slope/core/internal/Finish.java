package org.slope.core.internal;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a layer does to its products while they are in the cache, channel by channel: {@code y ←
 * max(norm(y + bias), 0)}. It gives the bits that one kernel after the other would.
 *
 * @param bias [channels], or nothing to add
 * @param norm a batch norm, or nothing
 * @param relu whether the maximum is taken
 */
public record Finish(@Nullable INDArray bias, @Nullable Norm norm, boolean relu) {
  /** Leaves the products as they are. */
  public static final Finish NONE = new Finish(null, null, false);

  /** The arguments of {@link Kernels#batchNorm}. */
  public record Norm(
      INDArray mean,
      INDArray variance,
      @Nullable INDArray gamma,
      @Nullable INDArray beta,
      double epsilon) {}
}
