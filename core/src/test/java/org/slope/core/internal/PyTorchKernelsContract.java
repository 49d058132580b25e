package org.slope.core.internal;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Convolution and pooling, forward and backward, on values of PyTorch 1.13.1 ({@code
 * torch.nn.functional}, float64). Inputs, filters and output gradients are waves: {@code (arange(n)
 * * 7 % 11 - 5).reshape(shape)}.
 */
abstract class PyTorchKernelsContract {
  final KernelSet set;

  PyTorchKernelsContract(KernelSet set) {
    this.set = set;
  }

  final Kernels kernels() {
    return set.kernels();
  }

  final Probe probe(long seed) {
    return set.probe(seed);
  }

  private static Tensor wave(int... shape) {
    Tensor t = Tensor.zeros(shape);
    Arrays.setAll(t.values, k -> k * 7 % 11 - 5);
    return t;
  }

  /** {@code conv2d(x, w, [0.5, -0.25], stride=(2,1), padding=(1,2), dilation=(2,1), groups=2)}. */
  @Test
  void convolutionWithStridePaddingDilationAndGroups() {
    Window window = new Window(2, 3, 2, 1, 2, 1, 1, 2, 1, 2);
    double[] y = {
      -15.5, -24.5, 18.5, 18.5, -25.5, -4.5, 15.5, -6.5, -30.5, 29.5, -5.5, -7.5, 25.5, -22.5, 5.75,
      -19.25, 57.75, -22.25, 7.75, -13.25, -8.25, -7.25, -19.25, 31.75, 34.75, -6.25, -2.25, -3.25
    };
    double[] dx = {
      0, 0, 0, 0, 0, -16, 36, 33, -47, 38, 0, 0, 0, 0, 0, 11, 10, -35, 8, 7, 0, 0, 0, 0, 0, 29, 19,
      -24, -23, 22, 0, 0, 0, 0, 0, 13, 14, -29, 16, 17, 0, 0, 0, 0, 0, 23, -16, 0, -6, 32, 0, 0, 0,
      0, 0, 13, -28, 19, -22, 14, 0, 0, 0, 0, 0, 25, -10, -12, -14, 28, 0, 0, 0, 0, 0, 21, -18, 9,
      -30, 8
    };
    double[] dw = {
      -27, 50, -27, 44, -52, 50, 37, -34, -17, -50, 42, -31, 43, -22, 1, -49, 99, -17, 1, -14, 59,
      -3, 3, -46
    };
    Tensor b = new Tensor(new double[] {0.5, -0.25}, 2);
    Tensor x = wave(1, 4, 4, 5);
    checkConvolution(x, wave(2, 2, 2, 3), b, window, 2, 0, new Tensor(y, 1, 2, 2, 7), dx, dw);
  }

  /** {@code conv2d(pad(x, (1,0,0,1), value=1.5), w)}. */
  @Test
  void convolutionOfABorderWithAValue() {
    Window window = new Window(2, 2, 1, 1, 1, 1, 0, 1, 1, 0);
    double[] y = {
      -15.5, 12, 12, 12, -28.5, 12, 12, -43, -11, 30.5, -12.5, -0.5, 22.5, -7, -4, -1, 4.5, -6, -3,
      0, 19.5, -7, 12, 20
    };
    double[] dx = {-28, 25, -43, 7, -7, -4, -12, 37, -6, -14, 44, -16};
    double[] dw = {-61, 135, 35.5, -46.5, -4, -54, -28, 70.5};
    Tensor b = Tensor.zeros(2);
    Tensor x = wave(1, 1, 3, 4);
    checkConvolution(x, wave(2, 1, 2, 2), b, window, 1, 1.5, new Tensor(y, 1, 2, 3, 4), dx, dw);
  }

  private void checkConvolution(
      Tensor x,
      Tensor w,
      Tensor b,
      Window window,
      int groups,
      double padding,
      Tensor y,
      double[] dx,
      double[] dw) {
    Probe p = probe(0);
    INDArray actualY = p.out(y.shape);
    Finish finish = new Finish(p.in(b), null, false);
    kernels().conv2d(p.in(x), p.in(w), finish, window, groups, padding, actualY);
    p.assertClose("y", y, actualY);
    INDArray actualDx = p.out(x.shape);
    INDArray actualDw = p.inOut(Tensor.like(w));
    INDArray dy = p.in(wave(y.shape));
    kernels()
        .conv2dBackward(dy, p.in(x), p.in(w), window, groups, padding, actualDx, actualDw, null);
    p.assertClose("dx", new Tensor(dx, x.shape), actualDx);
    p.assertClose("dw", new Tensor(dw, w.shape), actualDw);
    p.done();
  }

  /** {@code max_pool2d(x, (2,3), (2,2), (1,1), (1,2), ceil_mode=True)}. */
  @Test
  void maxPoolingWithDilationInCeilMode() {
    Window window = new Window(2, 3, 2, 2, 1, 2, 1, 1, 1, 1);
    double[] y = {5, 5, 5, 3, 4, 4, 5, 5, 2};
    double[] dx = {
      0, 0, 0, -5, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, -2, 0, 0, 0, 0, 0, -4, 0, 4, 0, 0, 0, 0
    };
    Tensor x = wave(1, 1, 5, 6);
    checkMaxPool(x, window, new Tensor(y, 1, 1, 3, 3), wave(1, 1, 3, 3), dx);
  }

  /** {@code max_pool2d(relu(x - 3), 2, 1)}, mostly of zeros; the output gradient is a wave + 6. */
  @Test
  void maxPoolingOfEqualValues() {
    Tensor x = wave(1, 1, 4, 4);
    Arrays.setAll(x.values, k -> Math.max(x.values[k] - 3, 0));
    double[] y = {0, 1, 2, 0, 1, 1, 0, 2, 2};
    double[] dx = {1, 0, 0, 4, 11, 0, 18, 0, 10, 0, 0, 0, 0, 0, 8, 0};
    Tensor dy = wave(1, 1, 3, 3);
    Arrays.setAll(dy.values, k -> dy.values[k] + 6);
    Window window = new Window(2, 2, 1, 1, 1, 1, 0, 0, 0, 0);
    checkMaxPool(x, window, new Tensor(y, 1, 1, 3, 3), dy, dx);
  }

  private void checkMaxPool(Tensor x, Window window, Tensor y, Tensor dy, double[] dx) {
    Probe p = probe(0);
    INDArray actualY = p.out(y.shape);
    kernels().maxPool(p.in(x), window, Double.NEGATIVE_INFINITY, actualY);
    p.assertClose("y", y, actualY);
    INDArray actualDx = p.out(x.shape);
    kernels()
        .maxPoolBackward(
            p.in(dy), p.in(x), actualY, window, Double.NEGATIVE_INFINITY, false, actualDx);
    p.assertClose("dx", new Tensor(dx, x.shape), actualDx);
    p.done();
  }

  /** {@code avg_pool2d(x, (3,2), (2,2), (1,1), ceil_mode=True)}. */
  @Test
  void averagePoolingCountsThePaddingButNotBeyond() {
    double[] y = {
      -1.3333333333333333,
      0.6666666666666666,
      0.8333333333333334,
      -0.5,
      0.3333333333333333,
      -0.3333333333333333,
      0.25,
      0.25,
      -1
    };
    double[] dx = {
      -0.8333333333333334,
      0.3333333333333333,
      0.3333333333333333,
      -0.3333333333333333,
      -0.3333333333333333,
      0,
      0.5,
      0.5,
      -0.8333333333333333,
      -0.8333333333333333,
      0.8333333333333334,
      0.16666666666666666,
      0.16666666666666666,
      -0.5,
      -0.5,
      1.8333333333333335,
      0.16666666666666666,
      0.16666666666666666,
      -1.5,
      -1.5
    };
    checkAvgPool(true, 0, y, dx);
  }

  /** The same with {@code count_include_pad=False}. */
  @Test
  void averagePoolingWithoutThePadding() {
    double[] y = {-4, 1, 1.25, -1, 0.3333333333333333, -0.3333333333333333, 1, 0.5, -2};
    double[] dx = {
      -2.5,
      0.5,
      0.5,
      -0.5,
      -0.5,
      -0.8333333333333333,
      0.6666666666666666,
      0.6666666666666666,
      -1,
      -1,
      1.6666666666666667,
      0.16666666666666666,
      0.16666666666666666,
      -0.5,
      -0.5,
      5.666666666666667,
      0.16666666666666666,
      0.16666666666666666,
      -2.5,
      -2.5
    };
    checkAvgPool(false, 0, y, dx);
  }

  /** The same with {@code divisor_override=3}, whether it counts the padding or not. */
  @Test
  void averagePoolingWithADivisor() {
    double[] y = {
      -2.6666666666666665,
      1.3333333333333333,
      1.6666666666666667,
      -1,
      0.6666666666666666,
      -0.6666666666666666,
      0.3333333333333333,
      0.3333333333333333,
      -1.3333333333333333
    };
    double[] dx = {
      -1.6666666666666667,
      0.6666666666666666,
      0.6666666666666666,
      -0.6666666666666666,
      -0.6666666666666666,
      0,
      1,
      1,
      -1.6666666666666665,
      -1.6666666666666665,
      1.6666666666666667,
      0.3333333333333333,
      0.3333333333333333,
      -1,
      -1,
      3,
      0.3333333333333333,
      0.3333333333333333,
      -2.333333333333333,
      -2.333333333333333
    };
    checkAvgPool(true, 3, y, dx);
    checkAvgPool(false, 3, y, dx);
  }

  private void checkAvgPool(boolean countPadding, int divisor, double[] y, double[] dx) {
    Probe p = probe(0);
    Window window = new Window(3, 2, 2, 2, 1, 1, 1, 1, 1, 1);
    INDArray actualY = p.out(1, 1, 3, 3);
    kernels().avgPool(p.in(wave(1, 1, 4, 5)), window, countPadding, 0, divisor, actualY);
    p.assertClose("y", new Tensor(y, 1, 1, 3, 3), actualY);
    INDArray actualDx = p.out(1, 1, 4, 5);
    INDArray dy = p.in(wave(1, 1, 3, 3));
    kernels().avgPoolBackward(dy, window, countPadding, divisor, actualDx);
    p.assertClose("dx", new Tensor(dx, 1, 1, 4, 5), actualDx);
    p.done();
  }
}
