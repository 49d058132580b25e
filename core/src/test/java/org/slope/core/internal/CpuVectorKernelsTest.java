package org.slope.core.internal;

class CpuVectorKernelsTest extends KernelsContract {
  CpuVectorKernelsTest() {
    super(KernelSet.CPU_WITH_VECTORS);
  }
}
