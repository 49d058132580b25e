package org.slope.benchmarks;

import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * How fast the machine multiplies large matrices, by BLAS, and copies memory, on all processors.
 */
public final class Machine {
  /** How large the matrices are. */
  static final int SIZE = 1024;

  /** How many bytes are copied, far more than caches hold. */
  public static final long BYTES = 128L << 20;

  /** How many floating-point operations a product has. */
  public static final double PRODUCT_OPERATIONS = 2.0 * SIZE * SIZE * SIZE;

  private static final int ROW_MAJOR = 101;
  private static final int PLAIN = 111;
  private static final int THREADS = Runtime.getRuntime().availableProcessors();

  private final FloatPointer a = new FloatPointer(filled(4L * SIZE * SIZE));
  private final FloatPointer b = new FloatPointer(filled(4L * SIZE * SIZE));
  private final FloatPointer c = new FloatPointer(filled(4L * SIZE * SIZE));
  private final BytePointer from = filled(BYTES);
  private final BytePointer to = filled(BYTES);

  /** Returns memory whose floats are all 0.186. */
  private static BytePointer filled(long bytes) {
    BytePointer pointer = new BytePointer(bytes);
    Pointer.memset(pointer, 0x3e, bytes);
    return pointer;
  }

  /** Makes the arrays, and sets OpenBLAS to one thread, as Slope does. */
  public Machine() {
    openblas_nolapack.blas_set_num_threads(1);
  }

  /** Multiplies two matrices, a block of rows on each processor. */
  public void multiply() {
    IntStream.range(0, THREADS).parallel().forEach(this::multiplyRows);
  }

  private void multiplyRows(int i) {
    int start = SIZE * i / THREADS;
    int rows = SIZE * (i + 1) / THREADS - start;
    FloatPointer x = new FloatPointer(a).position((long) start * SIZE);
    FloatPointer y = new FloatPointer(c).position((long) start * SIZE);
    openblas_nolapack.cblas_sgemm(
        ROW_MAJOR, PLAIN, PLAIN, rows, SIZE, SIZE, 1, x, SIZE, b, SIZE, 0, y, SIZE);
  }

  /** Copies memory, a part on each processor. */
  public void copy() {
    IntStream.range(0, THREADS).parallel().forEach(this::copyPart);
  }

  private void copyPart(int i) {
    long start = BYTES * i / THREADS;
    long end = BYTES * (i + 1) / THREADS;
    Pointer.memcpy(
        new BytePointer(to).position(start), new BytePointer(from).position(start), end - start);
  }
}
