package org.slope.training;

import java.lang.ref.Reference;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.internal.Memory;

/**
 * The elements of an array in row-major order of its shape, copied to and from double[] a stretch
 * at a time: loops over heap arrays are vectorized, loops over native memory are not. Belongs to
 * one thread.
 */
abstract class Elements {
  final INDArray array;

  private Elements(INDArray array) {
    this.array = array;
  }

  static Elements of(INDArray a) {
    if (Memory.isRowMajor(a)) {
      if (a.dataType() == DataType.FLOAT) {
        return new Floats(a);
      }
      if (a.dataType() == DataType.DOUBLE) {
        return new Doubles(a);
      }
    }
    return new Copied(a);
  }

  /** Copies elements {@code from..from + n} to the beginning of an array. */
  final void read(long from, double[] to, int n) {
    try {
      get(from, to, n);
    } finally {
      Reference.reachabilityFence(array); // a pointer does not keep its memory
    }
  }

  /** Copies the beginning of an array to elements {@code to..to + n}. */
  final void write(long to, double[] from, int n) {
    try {
      put(to, from, n);
    } finally {
      Reference.reachabilityFence(array);
    }
  }

  /** Puts in place what was written so far. */
  void finish() {}

  abstract void get(long from, double[] to, int n);

  abstract void put(long to, double[] from, int n);

  private static final class Floats extends Elements {
    private static final int KEPT = 4096;

    /** Used within one call alone. */
    private static final ThreadLocal<float[]> BUFFER =
        ThreadLocal.withInitial(() -> new float[KEPT]);

    private final FloatPointer pointer;
    private final long start;

    Floats(INDArray array) {
      super(array);
      this.pointer = Memory.floats(array);
      this.start = pointer.position();
    }

    private static float[] buffer(int n) {
      if (n > KEPT) {
        return new float[n];
      }
      return BUFFER.get();
    }

    @Override
    void get(long from, double[] to, int n) {
      float[] floats = buffer(n);
      pointer.position(start + from).get(floats, 0, n);
      for (int i = 0; i < n; i++) {
        to[i] = floats[i];
      }
    }

    @Override
    void put(long to, double[] from, int n) {
      float[] floats = buffer(n);
      for (int i = 0; i < n; i++) {
        floats[i] = (float) from[i];
      }
      pointer.position(start + to).put(floats, 0, n);
    }
  }

  private static final class Doubles extends Elements {
    private final DoublePointer pointer;
    private final long start;

    Doubles(INDArray array) {
      super(array);
      this.pointer = Memory.doubles(array);
      this.start = pointer.position();
    }

    @Override
    void get(long from, double[] to, int n) {
      pointer.position(start + from).get(to, 0, n);
    }

    @Override
    void put(long to, double[] from, int n) {
      pointer.position(start + to).put(from, 0, n);
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
    void get(long from, double[] to, int n) {
      System.arraycopy(values, (int) from, to, 0, n);
    }

    @Override
    void put(long to, double[] from, int n) {
      System.arraycopy(from, 0, values, (int) to, n);
    }

    @Override
    void finish() {
      Memory.set(array, values);
    }
  }
}
