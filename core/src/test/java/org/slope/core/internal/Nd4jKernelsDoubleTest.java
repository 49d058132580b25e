package org.slope.core.internal;

class Nd4jKernelsDoubleTest extends KernelsContract {
  Nd4jKernelsDoubleTest() {
    super(KernelSet.ND4J_DOUBLE);
  }
}
