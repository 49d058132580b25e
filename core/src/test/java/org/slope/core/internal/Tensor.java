package org.slope.core.internal;

import java.util.Arrays;

/** A row-major array of doubles and its shape: what the oracle computes with. */
final class Tensor {
  final double[] values;
  final int[] shape;

  Tensor(double[] values, int... shape) {
    this.values = values;
    this.shape = shape;
    if (values.length != count(shape)) {
      throw new IllegalArgumentException(values.length + " values for " + Arrays.toString(shape));
    }
  }

  static Tensor zeros(int... shape) {
    return new Tensor(new double[count(shape)], shape);
  }

  static Tensor like(Tensor other) {
    return zeros(other.shape);
  }

  private static int count(int... shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  Tensor copy() {
    return new Tensor(values.clone(), shape);
  }

  long[] longShape() {
    return Arrays.stream(shape).asLongStream().toArray();
  }

  /** The size of a dimension; [n, c] is [n, c, 1, 1]. */
  int size(int dimension) {
    return dimension < shape.length ? shape[dimension] : 1;
  }

  int index(int n, int c, int i, int j) {
    return ((n * size(1) + c) * size(2) + i) * size(3) + j;
  }

  double at(int n, int c, int i, int j) {
    return values[index(n, c, i, j)];
  }

  void add(int n, int c, int i, int j, double value) {
    values[index(n, c, i, j)] += value;
  }

  double largest() {
    return Arrays.stream(values).map(Math::abs).filter(Double::isFinite).max().orElse(0);
  }
}
