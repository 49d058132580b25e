package org.slope.core;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The usual initializers of weights. {@code in} and {@code out} are a weight's fan-in and fan-out:
 * of {@code [out, in]}, its sizes; of {@code [out, in, height, width]}, these times the kernel's
 * area.
 */
public final class Initializers {
  private Initializers() {}

  /** Uniform in ±√(6/in): He et al. 2015, for layers before a ReLU. */
  public static Initializer heUniform() {
    return new HeUniform();
  }

  /** Normal with σ = √(2/in): He et al. 2015, for layers before a ReLU. */
  public static Initializer heNormal() {
    return new HeNormal();
  }

  /** Uniform in ±√(6/(in + out)): Glorot and Bengio 2010. */
  public static Initializer glorotUniform() {
    return new GlorotUniform();
  }

  /** Normal with σ = √(2/(in + out)): Glorot and Bengio 2010. */
  public static Initializer glorotNormal() {
    return new GlorotNormal();
  }

  /** Normal with σ = √(1/in): LeCun et al. 1998. */
  public static Initializer lecunNormal() {
    return new LecunNormal();
  }

  /** Uniform in [low, high). */
  public static Initializer uniform(double low, double high) {
    return new Uniform(low, high);
  }

  /** Normal with a mean and a standard deviation. */
  public static Initializer normal(double mean, double standardDeviation) {
    return new Normal(mean, standardDeviation);
  }

  /** A random matrix with orthonormal rows or columns, whichever are fewer: Saxe et al. 2013. */
  public static Initializer orthogonal() {
    return new Orthogonal(1);
  }

  /** All 0. */
  public static Initializer zeros() {
    return new Filled(0);
  }

  /** All 1. */
  public static Initializer ones() {
    return new Filled(1);
  }

  /** All of one value. */
  public static Initializer filled(double value) {
    return new Filled(value);
  }

  /**
   * {@link #heUniform} for a layer before a ReLU, {@link #glorotUniform} otherwise: the default.
   */
  public static Initializer automatic() {
    return new Automatic();
  }

  private static double fanIn(Shape shape) {
    return (double) shape.count() / shape.size(0);
  }

  private static double fanOut(Shape shape) {
    return shape.rank() < 2 ? shape.count() : (double) shape.count() / shape.size(1);
  }

  private static double[] uniform(Shape shape, RandomGenerator random, double bound) {
    return random.doubles(shape.count(), -bound, bound).toArray();
  }

  private static double[] normal(Shape shape, RandomGenerator random, double deviation) {
    double[] values = new double[Math.toIntExact(shape.count())];
    Arrays.setAll(values, i -> deviation * random.nextGaussian());
    return values;
  }

  record HeUniform() implements Initializer {
    @Override
    public double[] values(Shape shape, RandomGenerator random) {
      return uniform(shape, random, Math.sqrt(6 / fanIn(shape)));
    }

    @Override
    public String toString() {
      return "heUniform()";
    }
  }

  record HeNormal() implements Initializer {
    @Override
    public double[] values(Shape shape, RandomGenerator random) {
      return normal(shape, random, Math.sqrt(2 / fanIn(shape)));
    }

    @Override
    public String toString() {
      return "heNormal()";
    }
  }

  record GlorotUniform() implements Initializer {
    @Override
    public double[] values(Shape shape, RandomGenerator random) {
      return uniform(shape, random, Math.sqrt(6 / (fanIn(shape) + fanOut(shape))));
    }

    @Override
    public String toString() {
      return "glorotUniform()";
    }
  }

  record GlorotNormal() implements Initializer {
    @Override
    public double[] values(Shape shape, RandomGenerator random) {
      return normal(shape, random, Math.sqrt(2 / (fanIn(shape) + fanOut(shape))));
    }

    @Override
    public String toString() {
      return "glorotNormal()";
    }
  }

  record LecunNormal() implements Initializer {
    @Override
    public double[] values(Shape shape, RandomGenerator random) {
      return normal(shape, random, Math.sqrt(1 / fanIn(shape)));
    }

    @Override
    public String toString() {
      return "lecunNormal()";
    }
  }

  record Uniform(double low, double high) implements Initializer {
    Uniform {
      if (!(low < high)) {
        throw new IllegalArgumentException(
            "uniform(%s, %s) is empty; give a low end below the high end".formatted(low, high));
      }
    }

    @Override
    public double[] values(Shape shape, RandomGenerator random) {
      return random.doubles(shape.count(), low, high).toArray();
    }

    @Override
    public String toString() {
      return "uniform(" + low + ", " + high + ")";
    }
  }

  record Normal(double mean, double standardDeviation) implements Initializer {
    Normal {
      if (!(standardDeviation >= 0)) {
        throw new IllegalArgumentException(
            "normal(%s, %s) has no spread; give a standard deviation of 0 or more"
                .formatted(mean, standardDeviation));
      }
    }

    @Override
    public double[] values(Shape shape, RandomGenerator random) {
      double[] values = normal(shape, random, standardDeviation);
      Arrays.setAll(values, i -> mean + values[i]);
      return values;
    }

    @Override
    public String toString() {
      return "normal(" + mean + ", " + standardDeviation + ")";
    }
  }

  record Orthogonal(double gain) implements Initializer {
    @Override
    public double[] values(Shape shape, RandomGenerator random) {
      int rows = Math.toIntExact(shape.size(0));
      int columns = Math.toIntExact(shape.count() / rows);
      int vectors = Math.min(rows, columns);
      int length = Math.max(rows, columns);
      double[][] basis = new double[vectors][];
      for (int i = 0; i < vectors; i++) {
        basis[i] = orthonormal(basis, i, new double[length], random);
      }
      double[] values = new double[rows * columns];
      for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++) {
          values[r * columns + c] = gain * (rows <= columns ? basis[r][c] : basis[c][r]);
        }
      }
      return values;
    }

    /** A Gaussian vector minus its part in the first k, by Gram and Schmidt twice, of length 1. */
    private static double[] orthonormal(
        double[][] basis, int k, double[] v, RandomGenerator random) {
      Arrays.setAll(v, i -> random.nextGaussian());
      for (int repeat = 0; repeat < 2; repeat++) {
        for (int j = 0; j < k; j++) {
          double dot = 0;
          for (int i = 0; i < v.length; i++) {
            dot += v[i] * basis[j][i];
          }
          for (int i = 0; i < v.length; i++) {
            v[i] -= dot * basis[j][i];
          }
        }
      }
      double norm = Math.sqrt(Arrays.stream(v).map(x -> x * x).sum());
      Arrays.setAll(v, i -> v[i] / norm);
      return v;
    }

    @Override
    public String toString() {
      return "orthogonal()";
    }
  }

  record Filled(double value) implements Initializer {
    @Override
    public double[] values(Shape shape, RandomGenerator random) {
      double[] values = new double[Math.toIntExact(shape.count())];
      Arrays.fill(values, value);
      return values;
    }

    @Override
    public String toString() {
      return "filled(" + value + ")";
    }
  }

  record Automatic() implements Initializer {
    @Override
    public double[] values(Shape shape, RandomGenerator random) {
      return glorotUniform().values(shape, random);
    }

    @Override
    public String toString() {
      return "automatic()";
    }
  }
}
