package org.slope.benchmarks.kernels;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.slope.core.internal.Finish;
import org.slope.core.internal.Window;

/** Convolution, forward and all gradients. */
@State(Scope.Benchmark)
public class Convolutions extends KernelState {
  /** What is convolved. */
  @Param public ConvolutionShape shape = ConvolutionShape.LENET_1;

  private final Arrays arrays = new Arrays();

  /** The arrays of the shape. */
  private static final class Arrays {
    private INDArray x = random(1);
    private INDArray w = random(1);
    private INDArray b = random(1);
    private INDArray y = random(1);
    private INDArray dx = random(1);
    private INDArray dw = random(1);
    private INDArray db = random(1);
    private Window window = ConvolutionShape.LENET_1.window();
  }

  /** Makes the arrays. */
  @Setup
  public void make() {
    arrays.window = shape.window();
    int out = shape.outputSide();
    arrays.x = random(shape.batch, shape.channels, shape.side, shape.side);
    arrays.w = random(shape.filters, shape.channels / shape.groups, shape.kernel, shape.kernel);
    arrays.b = random(shape.filters);
    arrays.y = random(shape.batch, shape.filters, out, out);
    arrays.dx = random(arrays.x.shape());
    arrays.dw = random(arrays.w.shape());
    arrays.db = random(shape.filters);
  }

  /** Computes the outputs. */
  @Benchmark
  public INDArray forward() {
    Arrays a = arrays;
    kernels().conv2d(a.x, a.w, new Finish(a.b, null, false), a.window, shape.groups, 0, a.y);
    return a.y;
  }

  /** Computes the gradients of inputs, weights and biases. */
  @Benchmark
  public INDArray backward() {
    Arrays a = arrays;
    kernels().conv2dBackward(a.y, a.x, a.w, a.window, shape.groups, 0, a.dx, a.dw, a.db);
    return a.dx;
  }
}
