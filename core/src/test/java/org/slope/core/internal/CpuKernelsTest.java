package org.slope.core.internal;

import org.nd4j.linalg.api.buffer.DataType;

class CpuKernelsTest extends KernelsContract {
  CpuKernelsTest() {
    super(DataType.FLOAT, 1e-5, CpuKernels::new);
  }
}
