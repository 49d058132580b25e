package org.slope.benchmarks.kernels;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.slope.core.internal.Finish;

/** Dense layers, forward and all gradients. */
@State(Scope.Benchmark)
public class Products extends KernelState {
  /** What is multiplied. */
  @Param public ProductShape shape = ProductShape.MLP;

  private INDArray x = random(1);
  private INDArray w = random(1);
  private INDArray b = random(1);
  private INDArray y = random(1);
  private INDArray dx = random(1);
  private INDArray dw = random(1);
  private INDArray db = random(1);

  /** Makes the arrays. */
  @Setup
  public void make() {
    x = random(shape.rows, shape.in);
    w = random(shape.out, shape.in);
    b = random(shape.out);
    y = random(shape.rows, shape.out);
    dx = random(shape.rows, shape.in);
    dw = random(shape.out, shape.in);
    db = random(shape.out);
  }

  /** Computes the outputs. */
  @Benchmark
  public INDArray forward() {
    kernels().linear(x, w, new Finish(b, null, false), y);
    return y;
  }

  /** Computes the gradients of inputs, weights and biases. */
  @Benchmark
  public INDArray backward() {
    kernels().linearBackward(y, x, w, dx, dw, db);
    return dx;
  }
}
