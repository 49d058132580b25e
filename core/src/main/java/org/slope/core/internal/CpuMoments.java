package org.slope.core.internal;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Mean and variance of the columns of a matrix in one pass: those of each tile, joined as Chan,
 * Golub and LeVeque (1979) join two samples, so that a large mean costs no digits.
 */
final class CpuMoments {
  private static final int GRAIN = 1 << 15;
  private static final int MOST_CHUNKS = 32;

  /** Slots of {@link Scratch#tile}, apart from those of {@link Tiles}. */
  private static final int X = 4;

  private static final int MEANS = 5;
  private static final int DEVIATIONS = 6;
  private static final int SQUARES = 7;

  private final double[] mean;

  /** The sums of squared deviations. */
  private final double[] squares;

  private long count;

  private CpuMoments(int columns) {
    mean = new double[columns];
    squares = new double[columns];
  }

  static void of(@Nullable VectorLoops loops, INDArray x, INDArray mean, INDArray variance) {
    Tiles tiles = Tiles.channels(x);
    VectorLoops now = VectorLoops.forChannels(loops, tiles.columns());
    Floats xs = Floats.of(x);
    long rows = tiles.rows();
    int columns = tiles.columns();
    long least = Math.max(Tiles.ceil(GRAIN, columns), Tiles.ceil(rows, MOST_CHUNKS));
    long chunkRows = Tiles.roundUp(least, tiles.tileRows());
    CpuMoments[] parts = new CpuMoments[(int) Tiles.ceil(rows, chunkRows)];
    Parallel.run(
        parts.length,
        chunk -> {
          CpuMoments moments = new CpuMoments(columns);
          long from = chunk * chunkRows;
          long to = Math.min(rows, from + chunkRows);
          tiles.forEach(
              Scratch.own(),
              from,
              to,
              (s, at, n) -> {
                if (now == null) {
                  moments.add(xs, at, n, s);
                } else {
                  moments.add(now, xs, at, n, s);
                }
              });
          parts[chunk] = moments;
        });
    CpuMoments all = parts[0];
    for (int chunk = 1; chunk < parts.length; chunk++) {
      all.add(parts[chunk]);
    }
    for (int k = 0; k < columns; k++) {
      all.squares[k] /= rows;
    }
    Floats.set(mean, all.mean);
    Floats.set(variance, all.squares);
  }

  /** Adds n elements, whole rows. */
  private void add(Floats x, long at, int n, Scratch s) {
    int columns = mean.length;
    int rows = n / columns;
    float[] t = s.tile(X, n);
    float[] m = s.tile(MEANS, n);
    x.get(at, t, n);
    System.arraycopy(t, 0, m, 0, n);
    Tiles.fold(m, n, columns, s);
    for (int k = 0; k < columns; k++) {
      m[k] /= rows;
    }
    Tiles.repeat(m, columns, n);
    for (int i = 0; i < n; i++) {
      float d = t[i] - m[i];
      t[i] = d * d;
    }
    Tiles.fold(t, n, columns, s);
    for (int k = 0; k < columns; k++) {
      join(k, rows, m[k], t[k]);
    }
    count += rows;
  }

  /**
   * The same by vectors, whose sums are not by halves: the mean is off by some digits of the last
   * place, which the mean deviation from it tells.
   */
  private void add(VectorLoops loops, Floats x, long at, int n, Scratch s) {
    int columns = mean.length;
    int rows = n / columns;
    float[] t = s.tile(X, n);
    float[] m = s.tile(MEANS, columns);
    float[] deviations = s.tile(DEVIATIONS, columns);
    float[] sums = s.tile(SQUARES, columns);
    x.get(at, t, n);
    loops.columnSums(t, rows, columns, m);
    for (int k = 0; k < columns; k++) {
      m[k] /= rows;
    }
    loops.columnDeviations(t, rows, columns, m, deviations, sums);
    for (int k = 0; k < columns; k++) {
      double off = (double) deviations[k] / rows;
      join(k, rows, m[k] + off, Math.max(0, sums[k] - off * deviations[k]));
    }
    count += rows;
  }

  private void add(CpuMoments other) {
    for (int k = 0; k < mean.length; k++) {
      join(k, other.count, other.mean[k], other.squares[k]);
    }
    count += other.count;
  }

  private void join(int k, long otherCount, double otherMean, double otherSquares) {
    double share = (double) otherCount / (count + otherCount);
    double delta = otherMean - mean[k];
    mean[k] += delta * share;
    squares[k] += otherSquares + delta * delta * count * share;
  }
}
