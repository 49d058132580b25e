package org.slope.training;

import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.core.internal.Memory;

/**
 * Copies rows of a source, each of which lies in one block of memory, to the first rows of a
 * destination: whole blocks where type and layout agree, else element by element through the heap.
 */
final class Gather {
  private final INDArray destination;
  private final int width;
  private final long sourceStep;
  private final boolean blocks;
  private final long start;
  private final long elementBytes;
  private final BytePointer from;
  private final BytePointer to;
  private final Converter converter;

  Gather(INDArray source, INDArray destination) {
    this.destination = destination;
    width = Math.toIntExact(destination.length() / destination.size(0));
    sourceStep = source.stride(0);
    blocks =
        source.dataType() == destination.dataType()
            && Arrays.equals(exampleStrides(source), exampleStrides(destination));
    elementBytes = source.dataType().width();
    from = new BytePointer(source.data().pointer());
    to = new BytePointer(destination.data().pointer());
    start = source.offset() * elementBytes;
    converter = new Converter(source, destination, width);
  }

  /** Copies the rows order[begin] to order[end], excluded. */
  void copy(int[] order, int begin, int end) {
    try {
      if (blocks) {
        copyBlocks(order, begin, end);
      } else {
        for (int i = begin; i < end; i++) {
          converter.copy(order[i] * sourceStep, (long) (i - begin) * width);
        }
      }
    } finally {
      Reference.reachabilityFence(this); // a pointer does not keep its memory; the arrays do
    }
  }

  private void copyBlocks(int[] order, int begin, int end) {
    long stepBytes = sourceStep * elementBytes;
    long rowBytes = width * elementBytes;
    long target = destination.offset() * elementBytes;
    boolean adjacent = sourceStep == width;
    for (int i = begin; i < end; ) {
      int run = 1;
      while (adjacent && i + run < end && order[i + run] == order[i] + run) {
        run++;
      }
      to.position(target + (i - begin) * rowBytes);
      Pointer.memcpy(to, from.position(start + order[i] * stepBytes), run * rowBytes);
      i += run;
    }
  }

  /** Returns rows of an array: a view if they lie together, else a copy of the same layout. */
  static INDArray rows(INDArray a, int[] order) {
    int first = order[0];
    if (IntStream.range(1, order.length).allMatch(i -> order[i] == first + i)) {
      return Memory.rows(a, first, first + order.length);
    }
    long[] shape = a.shape().clone();
    long[] strides = a.stride().clone();
    shape[0] = order.length;
    strides[0] = a.length() / a.size(0);
    INDArray flat = Nd4j.createUninitialized(a.dataType(), strides[0] * order.length);
    INDArray copy = Nd4j.create(flat.data(), shape, strides, 0, 'c');
    new Gather(a, copy).copy(order, 0, order.length);
    return copy;
  }

  /** The strides of one example, 0 where the size is 1 and the stride does not matter. */
  private static long[] exampleStrides(INDArray a) {
    long[] strides = new long[a.rank() - 1];
    Arrays.setAll(strides, i -> a.size(i + 1) == 1 ? 0 : a.stride(i + 1));
    return strides;
  }

  /** Returns the array itself if each example lies in one block of memory, else a copy. */
  static INDArray dense(INDArray a) {
    return isDense(a) ? a : Memory.copyOf(a);
  }

  /** Whether each example of an array lies in one block of memory, in whatever order. */
  private static boolean isDense(INDArray a) {
    long[] shape = Arrays.copyOfRange(a.shape(), 1, a.rank());
    long[] strides = exampleStrides(a);
    long step = 1;
    for (int placed = 0; placed < shape.length; placed++) {
      int next = -1;
      for (int i = 0; i < shape.length; i++) {
        if (strides[i] == step && shape[i] > 1) {
          next = i;
        }
      }
      if (next < 0) {
        break;
      }
      step *= shape[next];
    }
    return step == Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }
}
