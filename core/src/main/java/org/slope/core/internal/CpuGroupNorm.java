package org.slope.core.internal;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Normalization of each example's groups: consecutive channels of all its pixels. */
final class CpuGroupNorm {
  private static final int GRAIN = 1 << 15;
  private static final int X = 4;
  private static final int FIRST = 5;
  private static final int SECOND = 6;
  private static final int THIRD = 7;

  /** An example's pixels × channels. */
  private final Tiles tiles;

  private final long examples;
  private final int groups;

  private CpuGroupNorm(INDArray x, int groups) {
    examples = x.size(0);
    tiles = Tiles.of(x.length() / examples / x.size(1), x.size(1));
    this.groups = groups;
  }

  static void normalize(
      INDArray x, int groups, double epsilon, INDArray normalized, INDArray inverse) {
    new CpuGroupNorm(x, groups)
        .normalize(Floats.of(x), epsilon, Floats.of(normalized), Floats.of(inverse));
  }

  static void backward(
      INDArray dNormalized, INDArray normalized, int groups, INDArray inverse, INDArray dx) {
    new CpuGroupNorm(dx, groups)
        .backward(Floats.of(dNormalized), Floats.of(normalized), Floats.of(inverse), Floats.of(dx));
  }

  private void normalize(Floats x, double epsilon, Floats normalized, Floats inverse) {
    forEachExample(
        (s, example, start) -> {
          double[] rough =
              means(
                  s,
                  1,
                  (t, at, n, sum, none) -> {
                    x.get(start + at, sum, n);
                    return n;
                  });
          float[] m = spread(FIRST, rough, 0);
          // what rounding the mean to a float left over, and the mean square around it
          double[] rest =
              means(
                  s,
                  2,
                  (t, at, n, d, square) -> {
                    x.get(start + at, d, n);
                    for (int i = 0; i < n; i++) {
                      d[i] -= m[i];
                      square[i] = d[i] * d[i];
                    }
                    return n;
                  });
          double[] r = new double[groups];
          for (int g = 0; g < groups; g++) {
            r[g] = 1 / Math.sqrt(Math.max(0, rest[groups + g] - rest[g] * rest[g]) + epsilon);
          }
          inverse.put(example * groups, Floats.toFloats(r), groups);
          float[] shift = spread(SECOND, rest, 0);
          float[] scale = spread(THIRD, r, 0);
          tiles.forEach(
              s,
              0,
              tiles.rows(),
              (t, at, n) -> {
                float[] y = t.tile(X, n);
                x.get(start + at, y, n);
                for (int i = 0; i < n; i++) {
                  y[i] = (y[i] - m[i] - shift[i]) * scale[i];
                }
                normalized.put(start + at, y, n);
              });
        });
  }

  private void backward(Floats dNormalized, Floats normalized, Floats inverse, Floats dx) {
    forEachExample(
        (s, example, start) -> {
          double[] means =
              means(
                  s,
                  2,
                  (t, at, n, d, product) -> {
                    float[] x = t.tile(X, n);
                    dNormalized.get(start + at, d, n);
                    normalized.get(start + at, x, n);
                    for (int i = 0; i < n; i++) {
                      product[i] = d[i] * x[i];
                    }
                    return n;
                  });
          float[] r = new float[groups];
          inverse.get(example * groups, r, groups);
          double[] inverses = new double[groups];
          for (int g = 0; g < groups; g++) {
            inverses[g] = r[g];
          }
          float[] mean = spread(FIRST, means, 0);
          float[] slope = spread(SECOND, means, groups);
          float[] scale = spread(THIRD, inverses, 0);
          tiles.forEach(
              s,
              0,
              tiles.rows(),
              (t, at, n) -> {
                float[] d = t.tile(0, n);
                float[] x = t.tile(X, n);
                dNormalized.get(start + at, d, n);
                normalized.get(start + at, x, n);
                for (int i = 0; i < n; i++) {
                  x[i] = (d[i] - mean[i] - x[i] * slope[i]) * scale[i];
                }
                dx.put(start + at, x, n);
              });
        });
  }

  private interface Example {
    void run(Scratch scratch, long example, long start);
  }

  private void forEachExample(Example body) {
    long size = tiles.rows() * tiles.columns();
    long together = Math.max(1, GRAIN / size);
    Parallel.run(
        (int) Tiles.ceil(examples, together),
        chunk -> {
          long from = chunk * together;
          for (long e = from; e < Math.min(examples, from + together); e++) {
            body.run(Scratch.own(), e, e * size);
          }
        });
  }

  /** The mean of the terms over each group. */
  private double[] means(Scratch scratch, int count, Tiles.Terms terms) {
    double[] sums = tiles.columnSums(scratch, 0, tiles.rows(), count, terms);
    double[] means = new double[count * groups];
    int channels = tiles.columns() / groups;
    for (int i = 0; i < sums.length; i++) {
      means[i / channels] += sums[i] / channels / tiles.rows();
    }
    return means;
  }

  /** A tile of each channel's value of its group. */
  private float[] spread(int number, double[] values, int from) {
    float[] row = new float[tiles.columns()];
    int channels = tiles.columns() / groups;
    for (int c = 0; c < row.length; c++) {
      row[c] = (float) values[from + c / channels];
    }
    return tiles.repeat(number, row);
  }
}
