package org.slope.core.internal;

import org.nd4j.linalg.api.buffer.DataType;

class Nd4jKernelsDoubleTest extends KernelsContract {
  Nd4jKernelsDoubleTest() {
    super(DataType.DOUBLE, 1e-12, arena -> new Nd4jKernels());
  }
}
