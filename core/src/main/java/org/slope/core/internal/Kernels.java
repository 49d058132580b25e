package org.slope.core.internal;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The arithmetic that layers are made of. All arrays have Slope's layout ({@link Memory}) and the
 * same type; results are written into arrays that the caller gives, which never overlap the inputs
 * unless it says so. {@code dw}, {@code db}, {@code dγ} and {@code dβ} are added to; everything
 * else is overwritten. A null gradient is not wanted.
 *
 * <p>An instance belongs to one pass: it takes its scratch arrays from the pass's arena.
 */
public interface Kernels {

  /**
   * Returns the kernels for a type: the CPU's own for float, unless {@code slope.kernels=nd4j}.
   *
   * @throws IllegalArgumentException if {@code slope.kernels} is anything else
   */
  static Kernels of(DataType type, Arena arena) {
    Blas.useOneThread();
    boolean plain = Settings.plainKernels();
    return plain || type != DataType.FLOAT ? new Nd4jKernels() : new CpuKernels(arena);
  }

  /** {@code y = x·wᵀ}, finished; x [n, in], w [out, in]. */
  void linear(INDArray x, INDArray w, Finish finish, INDArray y);

  /** {@code dx = dy·w, dw += dyᵀ·x, db += Σₙ dy}. */
  void linearBackward(
      INDArray dy,
      INDArray x,
      INDArray w,
      @Nullable INDArray dx,
      INDArray dw,
      @Nullable INDArray db);

  /**
   * Cross-correlates: {@code y[n,o,i,j] = Σ w[o,c,p,q]·x̃[n,g(o)+c, i·s+p·d, j·s+q·d]}, finished,
   * where x̃ is x with the border filled with the padding value. The output's size says where the
   * window stops; x [n, c, h, w], w [o, c/groups, rows, columns].
   */
  void conv2d(
      INDArray x, INDArray w, Finish finish, Window window, int groups, double padding, INDArray y);

  /** The derivative of {@link #conv2d} with a bias alone. */
  void conv2dBackward(
      INDArray dy,
      INDArray x,
      INDArray w,
      Window window,
      int groups,
      double padding,
      @Nullable INDArray dx,
      INDArray dw,
      @Nullable INDArray db);

  /** The maximum of each window; the border holds the padding value. NaN wins over any number. */
  void maxPool(INDArray x, Window window, double padding, INDArray y);

  /**
   * The gradient goes to the first maximum of each window, row by row; to none if that is padding.
   *
   * @param clipped whether it goes only where x > 0: x is relu's, whose derivative is taken too
   */
  void maxPoolBackward(
      INDArray dy,
      INDArray x,
      INDArray y,
      Window window,
      double padding,
      boolean clipped,
      INDArray dx);

  /**
   * The mean of each window. With {@code countPadding}, the border (but not what lies beyond it,
   * where ceil mode reaches) counts with its value; without, only taps inside the input count. A
   * divisor other than 0 replaces the count.
   */
  void avgPool(
      INDArray x, Window window, boolean countPadding, double padding, int divisor, INDArray y);

  /** The derivative of {@link #avgPool}. */
  void avgPoolBackward(INDArray dy, Window window, boolean countPadding, int divisor, INDArray dx);

  /** Mean and biased variance of each channel of [n, c] or [n, c, h, w], into arrays [c]. */
  void channelMoments(INDArray x, INDArray mean, INDArray variance);

  /** Tells whether {@link #batchNorm} that pools, too, takes less time than both, for such x. */
  default boolean poolsNorms(INDArray x) {
    return false;
  }

  /**
   * {@code y = γ·(x − mean)/√(variance + ε) + β} for each channel, then {@code max(y, 0)} if asked;
   * everything but x and y is [c]. Where y has half as many rows and columns as x, it is the
   * maximum of each two by two pixels of that.
   */
  void batchNorm(
      INDArray x,
      INDArray mean,
      INDArray variance,
      @Nullable INDArray gamma,
      @Nullable INDArray beta,
      double epsilon,
      boolean relu,
      INDArray y);

  /**
   * The derivative of {@link #batchNorm}; with relu, dy counts where its output is above 0, and
   * where that pools, dy has the size of its output and goes to the first maximum. With {@code
   * batchStatistics}, mean and variance are those of x and the gradient flows through them: {@code
   * dx = γ/σ·(dy − mean(dy) − x̂·mean(dy·x̂))}; otherwise they are constants: {@code dx = γ/σ·dy}.
   * dx may be dy unless that pools.
   */
  void batchNormBackward(
      INDArray dy,
      INDArray x,
      INDArray mean,
      INDArray variance,
      @Nullable INDArray gamma,
      @Nullable INDArray beta,
      double epsilon,
      boolean relu,
      boolean batchStatistics,
      @Nullable INDArray dx,
      @Nullable INDArray dGamma,
      @Nullable INDArray dBeta);

  /**
   * Normalises the elements of each group of an example to mean 0 and variance 1: {@code x̂ = (x −
   * mean)/√(variance + ε)}. A group is the elements of consecutive channels in all of [h, w], of x
   * [n, c] or [n, c, h, w]; {@code groups} divides c. Writes 1/√(variance + ε) of each to [n,
   * groups].
   */
  void groupNormalize(
      INDArray x, int groups, double epsilon, INDArray normalized, INDArray inverse);

  /** {@code dx = (dx̂ − mean(dx̂) − x̂·mean(dx̂·x̂))·inverse}, the means over each group. */
  void groupNormalizeBackward(
      INDArray dNormalized, INDArray normalized, int groups, INDArray inverse, INDArray dx);

  /**
   * {@code y = x·scale + shift}. Scale and shift are [c], one a channel, or have the shape of an
   * example's last dimensions, [h, w] or [c, h, w], one an element.
   */
  void scaleShift(INDArray x, INDArray scale, INDArray shift, INDArray y);

  /**
   * {@code dx = dy·scale, dscale += Σ dy·x, dshift += Σ dy}; the sums over what shares an element.
   */
  void scaleShiftBackward(
      INDArray dy, INDArray x, INDArray scale, INDArray dx, INDArray dScale, INDArray dShift);

  /** {@code y = max(x, 0)}; NaN stays; y may be x. */
  void relu(INDArray x, INDArray y);

  /** {@code dx = dy where y > 0, else 0}; dx may be dy. */
  void reluBackward(INDArray dy, INDArray y, INDArray dx);

  /** {@code y = f(x)}, element by element. */
  void activation(Activation f, INDArray x, INDArray y);

  /** {@code dx = dy·f′(x)}; {@code y = f(x)} is given too. */
  void activationBackward(Activation f, INDArray dy, INDArray x, INDArray y, INDArray dx);

  /** {@code y = exp(x − max x)/Σ exp(x − max x)} over the channels of [n, c] or [n, c, h, w]. */
  void softmax(INDArray x, INDArray y);

  /** {@code dx = y·(dy − Σ dy·y)}, the sum over the channels. */
  void softmaxBackward(INDArray dy, INDArray y, INDArray dx);

  /** {@code z = x + y}, of one shape; z may be x or y. */
  void add(INDArray x, INDArray y, INDArray z);

  /** {@code z = x·y}, element by element, of one shape; z may be x or y. */
  void multiply(INDArray x, INDArray y, INDArray z);

  /** Copies the elements in row-major order of their shapes; the shapes may differ. */
  void reshape(INDArray x, INDArray y);
}
