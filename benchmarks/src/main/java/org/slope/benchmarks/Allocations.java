package org.slope.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.factory.Nd4j;

/** Counts what a task allocates. */
final class Allocations {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocations() {}

  /** Returns the bytes that all threads allocate on the heap. */
  static double heap(Runnable task) {
    long before = allocated();
    task.run();
    return allocated() - before;
  }

  /** Returns by how many bytes JavaCPP's memory outside the heap grows. */
  static double offHeap(Runnable task) {
    long before = Pointer.totalBytes();
    task.run();
    return Pointer.totalBytes() - before;
  }

  /** Returns how many INDArrays are made, views included. */
  static double arrays(Runnable task) {
    long before = Nd4j.createUninitialized(1).getId();
    task.run();
    return Nd4j.createUninitialized(1).getId() - before - 1;
  }

  private static long allocated() {
    long[] ids = THREADS.getAllThreadIds();
    return Arrays.stream(THREADS.getThreadAllocatedBytes(ids)).filter(n -> n > 0).sum();
  }
}
