package org.slope.core.internal;

import org.nd4j.linalg.api.buffer.DataType;

class Nd4jKernelsFloatTest extends KernelsContract {
  Nd4jKernelsFloatTest() {
    super(DataType.FLOAT, 1e-5, arena -> new Nd4jKernels());
  }
}
