package org.slope.core;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The sizes of one example, without the batch: {@code [channels, height, width]} of an image,
 * {@code [features]} of a table's row; also the sizes of a parameter.
 *
 * @param sizes the sizes, each at least 1
 */
public record Shape(List<Long> sizes) {

  /** Checks the sizes and takes a copy of them. */
  public Shape {
    sizes = List.copyOf(sizes);
    long count = 1;
    for (long size : sizes) {
      if (size < 1) {
        throw new IllegalArgumentException(
            "shape " + sizes + " has the size " + size + "; every size must be 1 or more");
      }
      if (size > Long.MAX_VALUE / count) {
        throw new IllegalArgumentException(
            "shape " + sizes + " has more elements than can be counted; make it smaller");
      }
      count *= size;
    }
  }

  /** Returns the shape of these sizes: {@code Shape.of(1, 28, 28)}. */
  public static Shape of(long... sizes) {
    return new Shape(LongStream.of(sizes).boxed().toList());
  }

  /** Returns the shape of one example of a batch of this shape: all sizes but the first. */
  public static Shape ofExample(long... batchShape) {
    return of(Arrays.copyOfRange(batchShape, 1, batchShape.length));
  }

  /** Returns the number of dimensions. */
  public int rank() {
    return sizes.size();
  }

  /** Returns the size of a dimension, counted from 0. */
  public long size(int dimension) {
    return sizes.get(dimension);
  }

  /** Returns the number of elements: the product of the sizes. */
  public long count() {
    long count = 1;
    for (int i = 0; i < rank(); i++) {
      count *= size(i);
    }
    return count;
  }

  /** Returns the sizes as a new array. */
  public long[] toArray() {
    long[] array = new long[rank()];
    for (int i = 0; i < array.length; i++) {
      array[i] = size(i);
    }
    return array;
  }

  /** Returns the sizes with a batch size in front, as a new array. */
  public long[] withBatch(long batch) {
    long[] array = new long[rank() + 1];
    array[0] = batch;
    for (int i = 1; i < array.length; i++) {
      array[i] = size(i - 1);
    }
    return array;
  }

  /** Tells whether an array is a batch of examples of this shape. */
  public boolean isExampleOf(INDArray batch) {
    if (batch.rank() != rank() + 1) {
      return false;
    }
    for (int i = 0; i < rank(); i++) {
      if (batch.size(i + 1) != size(i)) {
        return false;
      }
    }
    return true;
  }

  /** Prints the shape of a batch: {@code [batch, 1, 28, 28]}. */
  public String batchText() {
    return sizes.stream().map(size -> ", " + size).collect(Collectors.joining("", "[batch", "]"));
  }

  /** Prints the sizes: {@code [1, 28, 28]}. */
  @Override
  public String toString() {
    return sizes.toString();
  }
}
