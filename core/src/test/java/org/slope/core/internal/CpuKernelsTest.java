package org.slope.core.internal;

class CpuKernelsTest extends KernelsContract {
  CpuKernelsTest() {
    super(KernelSet.CPU);
  }
}
