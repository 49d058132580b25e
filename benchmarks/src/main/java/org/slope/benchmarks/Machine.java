package org.slope.benchmarks;

import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.core.internal.Arena;
import org.slope.core.internal.Kernels;

/** What the machine can do at most: multiply matrices and copy memory, on all processors. */
final class Machine {
  /** How large the matrices are. */
  static final int SIZE = 1024;

  /** How many bytes are copied, far more than caches hold. */
  static final long BYTES = 128L << 20;

  /** How many floating-point operations a product has. */
  static final double PRODUCT_OPERATIONS = 2.0 * SIZE * SIZE * SIZE;

  private static final int THREADS = Runtime.getRuntime().availableProcessors();

  private final Kernels kernels = Kernels.of(DataType.FLOAT, new Arena(DataType.FLOAT));
  private final INDArray a = Nd4j.rand(DataType.FLOAT, SIZE, SIZE);
  private final INDArray b = Nd4j.rand(DataType.FLOAT, SIZE, SIZE);
  private final INDArray c = Nd4j.zeros(DataType.FLOAT, SIZE, SIZE);
  private final BytePointer from = filled();
  private final BytePointer to = filled();

  private static BytePointer filled() {
    BytePointer pointer = new BytePointer(BYTES);
    Pointer.memset(pointer, 1, BYTES);
    return pointer;
  }

  /** Multiplies two matrices as a dense layer does. */
  void multiply() {
    kernels.linear(a, b, null, false, c);
  }

  /** Copies memory, a part on each processor. */
  void copy() {
    IntStream.range(0, THREADS).parallel().forEach(this::copyPart);
  }

  private void copyPart(int i) {
    long start = BYTES * i / THREADS;
    long end = BYTES * (i + 1) / THREADS;
    Pointer.memcpy(
        new BytePointer(to).position(start), new BytePointer(from).position(start), end - start);
  }
}
