package org.slope.core.internal;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code y = x·wᵀ}, finished. */
final class LinearForward implements Work {
  private final INDArray x;
  private final INDArray w;
  private final INDArray y;
  private final Finish finish;
  private final Product product;

  /** Null if what it does depends on values that may change. */
  private final @Nullable CpuFinish last;

  LinearForward(INDArray x, INDArray w, Finish finish, INDArray y) {
    this.x = x;
    this.w = w;
    this.finish = finish;
    this.y = y;
    product = new Product(CpuLinear.matrix(x), CpuLinear.matrix(w).t(), 0, CpuLinear.matrix(y));
    last = finish.norm() == null ? new CpuFinish(finish) : null;
  }

  boolean is(INDArray x, INDArray w, Finish finish, INDArray y) {
    return x == this.x
        && w == this.w
        && y == this.y
        && finish.bias() == this.finish.bias()
        && finish.relu() == this.finish.relu()
        && finish.norm() == null
        && last != null;
  }

  @Override
  public boolean uses(INDArray a) {
    return a == x;
  }

  @Override
  public void run() {
    CpuFinish now = last == null ? new CpuFinish(finish) : last;
    int chunks = product.chunks();
    if (chunks == 1) {
      now.apply(product.run(0));
    } else {
      Parallel.run(chunks, chunk -> now.apply(product.run(chunk)));
    }
  }
}
