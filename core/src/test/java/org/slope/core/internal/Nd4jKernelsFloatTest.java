package org.slope.core.internal;

class Nd4jKernelsFloatTest extends KernelsContract {
  Nd4jKernelsFloatTest() {
    super(KernelSet.ND4J_FLOAT);
  }
}
