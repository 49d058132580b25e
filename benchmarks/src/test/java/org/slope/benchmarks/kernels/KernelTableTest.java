package org.slope.benchmarks.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class KernelTableTest {
  @Test
  void timesSlopesKernelsAndPlainOnes() {
    assertEquals(0, KernelTable.execute("--quick", "--nd4j", "Products.forward"));
  }
}
