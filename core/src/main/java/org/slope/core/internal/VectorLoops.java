package org.slope.core.internal;

import org.jspecify.annotations.Nullable;

/**
 * The innermost loops of convolutions, pooling, batch norm, sums and conversions in vector
 * instructions of the processor, where the JVM offers them: Java's Vector API is there if the JVM
 * was started with {@code --add-modules jdk.incubator.vector}. What takes {@code channels} takes as
 * many as a vector has floats or more, and sets arrays that are none of those it reads.
 */
interface VectorLoops {
  /** How many pixels, or taps, the loops take that are two vectors wide. */
  int WIDE = 6;

  /**
   * How many taps, or pixels of channels that stay apart, they take of one vector; a multiple of
   * {@link #WIDE}, so that room for whole twelves is enough for all loops.
   */
  int NARROW = 12;

  /** As many floats as the longest vectors have. */
  int MOST_LANES = 16;

  /** Returns them; null where the JVM does not have them, or cannot count their objects. */
  static @Nullable VectorLoops find() {
    ModuleLayer modules = ModuleLayer.boot();
    if (modules.findModule("jdk.incubator.vector").isEmpty()
        || modules.findModule("jdk.management").isEmpty()) {
      return null;
    }
    try {
      // by name, because the class cannot be linked where the module is not
      return Class.forName(VectorLoops.class.getPackageName() + ".VectorApiLoops")
          .asSubclass(VectorLoops.class)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new IllegalStateException(
          "the Vector API of Java %s is not the one that Slope knows; leave out --add-modules jdk.incubator.vector"
              .formatted(Runtime.version()),
          e);
    }
  }

  /** Returns the loops if there are as many channels as a vector has floats, else null. */
  static @Nullable VectorLoops forChannels(@Nullable VectorLoops loops, long channels) {
    return loops != null && channels >= loops.lanes() ? loops : null;
  }

  /** Returns how many floats a vector has. */
  int lanes();

  /**
   * Adds the products of runs of taps and their weights to the sums of some pixels, one vector
   * wide, or two and six pixels at a time: {@code y[p] = sums[p] + Σᵢₖ x[pixels[p] + tap + apart·i
   * + k]·w[run·i + k]}, where rows of w are as wide. Where the first sums are all the same, they
   * may be one row; y may be the sums. The last six may reach beyond the end: there is room for
   * whole sixes, and all of them are written.
   *
   * @param isWide whether there are two vectors
   * @param from the index of the first pixel in {@code pixels}
   * @param end that of the last and 1
   * @param tap where the first run begins
   * @param run how many taps each has, at least one
   * @param runs how many there are
   * @param apart how far two are apart
   * @param first where the weights begin
   * @param at where the sums of the first pixel begin
   * @param apartSums how far those of two pixels are apart
   * @param to where the results of the first pixel begin
   * @param step how far those of two pixels are apart
   */
  void add(
      boolean isWide,
      float[] x,
      int[] pixels,
      int from,
      int end,
      int tap,
      int run,
      int runs,
      int apart,
      float[] w,
      int first,
      float[] sums,
      int at,
      int apartSums,
      float[] y,
      int to,
      int step);

  /**
   * Adds the products of some pixels and their gradients to those of taps side by side: {@code
   * dw[r] += Σₚ x[pixels[p] + tap + r]·dy[p]}, where rows of dw are one or two vectors long.
   *
   * @param isWide whether there are two vectors
   * @param taps how many there are: {@link #WIDE}, if there are two vectors, or {@link #NARROW}
   * @param from the index of the first pixel in {@code pixels}
   * @param n how many pixels there are
   * @param first where the gradients of the first pixel begin
   * @param step how far the gradients of two pixels are apart
   * @param to where the sums begin
   */
  void addGradients(
      boolean isWide,
      int taps,
      float[] x,
      int[] pixels,
      int from,
      int n,
      int tap,
      float[] dy,
      int first,
      int step,
      float[] dw,
      int to);

  /**
   * Returns how many taps are best for gradients, if so many are left: a processor whose vectors
   * have 16 floats has registers for 24 of them, others for twelve.
   */
  default int gradientTaps(boolean isWide, int left) {
    return isWide && (left <= WIDE || lanes() < MOST_LANES) ? WIDE : NARROW;
  }

  /**
   * Sets the sums of twelve pixels for a vector of channels that stay apart: {@code y[r, c] = Σₜ
   * x[pixels[r] + taps[t] + c]·w[t, c]}.
   *
   * @param channel the first channel
   * @param first where the weights begin
   * @param width how far the weights of two taps are apart
   */
  void depthwise(
      float[] x,
      int[] pixels,
      int from,
      int[] taps,
      int count,
      int channel,
      float[] w,
      int first,
      int width,
      float[] y,
      int to,
      int step);

  /**
   * A map of some x to some y: {@code y[to + r·toStep] = Σ_k M[r, k]·x[at + k·step]}, for n
   * channels of some tiles; added to y, which tiles may then share, if the map {@linkplain
   * WinogradMap#adds adds}.
   *
   * @param apart how far the x of two tiles are apart
   * @param n how many channels there are; as many as a vector has floats or more, whole vectors if
   *     the map adds
   * @param toApart how far the y of two tiles are apart
   */
  void winograd(
      WinogradMap map,
      float[] x,
      int at,
      int step,
      int apart,
      int tiles,
      int n,
      float[] y,
      int to,
      int toStep,
      int toApart);

  /**
   * Sets the maxima of windows of two by two pixels side by side: {@code y[j, c] = max x[p, 2·j +
   * q, c]} over p, q from 0 to 1.
   *
   * @param at where the first row of x begins; y begins at a quarter of it
   * @param below how far the second row is from it
   * @param windows how many windows there are
   * @param channels how many channels there are
   */
  void maxima(float[] x, int at, int below, int windows, int channels, float[] y);

  /**
   * The gradient of each goes to the first x that equals y, row by row, or is NaN; that of the
   * others is 0.
   *
   * @param clipped whether it goes nowhere unless y > 0
   */
  void maximaGradients(
      float[] x,
      int at,
      int below,
      int windows,
      int channels,
      boolean clipped,
      float[] y,
      float[] dy,
      float[] dx);

  /** {@code y = x} for n elements, exactly. */
  void widen(float[] x, double[] y, int n);

  /** {@code y = x} for n elements, rounded. */
  void narrow(double[] x, float[] y, int n);

  /** Sums rows: {@code sums[c] = Σ x[·, c]}. */
  void columnSums(float[] x, int rows, int channels, float[] sums);

  /**
   * Sums what rows are off a mean: {@code deviations[c] = Σ d} and {@code squares[c] = Σ d²}, with
   * {@code d = x[·, c] − mean[c]}.
   */
  void columnDeviations(
      float[] x, int rows, int channels, float[] mean, float[] deviations, float[] squares);

  /**
   * A batch norm: {@code y = (x − mean)·scale + shift}, clipped at 0 if wanted.
   *
   * @param values the means of all channels, then their scales and shifts
   */
  void norm(float[] x, int rows, int channels, boolean relu, float[] values, float[] y);

  /**
   * Sums over rows for the gradients of a batch norm: with {@code d = dy}, or with relu where
   * {@code (x − mean)·scale + shift > 0} and otherwise 0, {@code sumDy = Σ d} and {@code
   * sumDyNormalized = Σ d·(x − mean)·slope} of each channel.
   *
   * @param values the means of all channels, then their scales, shifts and slopes: here 1/σ
   */
  void normSums(
      float[] x,
      float[] dy,
      int rows,
      int channels,
      boolean relu,
      float[] values,
      float[] sumDy,
      float[] sumDyNormalized);

  /**
   * {@code dx = scale·(d − meanDy − (x − mean)·slope)}, with d as above.
   *
   * @param values the same, then the means of d
   */
  void normGradient(
      float[] x, float[] dy, int rows, int channels, boolean relu, float[] values, float[] dx);
}
