package org.slope.training;

import java.lang.ref.Reference;
import org.bytedeco.javacpp.DoublePointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.internal.Floats;
import org.slope.core.internal.Memory;

/**
 * The elements of an array in row-major order of its shape, copied to and from double[] a stretch
 * at a time: loops over heap arrays are vectorized, loops over native memory are not. Threads may
 * share it if they write different elements.
 */
abstract class Elements {
  final INDArray array;

  private Elements(INDArray array) {
    this.array = array;
  }

  static Elements of(INDArray a) {
    if (Memory.isRowMajor(a)) {
      if (a.dataType() == DataType.FLOAT) {
        return new OfFloats(a);
      }
      if (a.dataType() == DataType.DOUBLE) {
        return new OfDoubles(a);
      }
    }
    return new Copied(a);
  }

  /** Copies elements {@code from..from + n} to the beginning of an array. */
  abstract void read(long from, double[] to, int n);

  /** Copies the beginning of an array to elements {@code to..to + n}. */
  abstract void write(long to, double[] from, int n);

  /** Returns their memory, if they are floats in one block. */
  @Nullable Floats floats() {
    return null;
  }

  /** Puts in place what was written so far. */
  void finish() {}

  private static final class OfFloats extends Elements {
    private final Floats memory;

    OfFloats(INDArray array) {
      super(array);
      this.memory = Floats.of(array);
    }

    @Override
    Floats floats() {
      return memory;
    }

    @Override
    void read(long from, double[] to, int n) {
      memory.get(from, to, n);
    }

    @Override
    void write(long to, double[] from, int n) {
      memory.put(to, from, n);
    }
  }

  private static final class OfDoubles extends Elements {
    OfDoubles(INDArray array) {
      super(array);
    }

    @Override
    void read(long from, double[] to, int n) {
      try {
        at(from).get(to, 0, n);
      } finally {
        Reference.reachabilityFence(array); // a pointer does not keep its memory
      }
    }

    @Override
    void write(long to, double[] from, int n) {
      try {
        at(to).put(from, 0, n);
      } finally {
        Reference.reachabilityFence(array);
      }
    }

    private DoublePointer at(long index) {
      DoublePointer start = Memory.doubles(array);
      return start.position(start.position() + index);
    }
  }

  /** Any other strides or type, through a copy of the whole array. */
  private static final class Copied extends Elements {
    private final double[] values;

    Copied(INDArray array) {
      super(array);
      this.values = Memory.toDoubles(array);
    }

    @Override
    void read(long from, double[] to, int n) {
      System.arraycopy(values, (int) from, to, 0, n);
    }

    @Override
    void write(long to, double[] from, int n) {
      System.arraycopy(from, 0, values, (int) to, n);
    }

    @Override
    void finish() {
      Memory.set(array, values);
    }
  }
}
