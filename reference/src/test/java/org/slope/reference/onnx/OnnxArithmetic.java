package org.slope.reference.onnx;

import org.nd4j.linalg.api.buffer.DataType;

/** What a network computes with: a type, and one of the two sets of kernels. */
enum OnnxArithmetic {
  FLOAT(DataType.FLOAT, false),
  FLOAT_INDARRAYS(DataType.FLOAT, true),
  DOUBLE(DataType.DOUBLE, true);

  private static final String SETTING = "slope.kernels";

  final DataType type;
  private final boolean plain;

  OnnxArithmetic(DataType type, boolean plain) {
    this.type = type;
    this.plain = plain;
  }

  /** Runs something with these kernels. */
  void run(Runnable test) {
    String before = System.getProperty(SETTING);
    if (plain) {
      System.setProperty(SETTING, "nd4j");
    } else {
      System.clearProperty(SETTING);
    }
    try {
      test.run();
    } finally {
      if (before == null) {
        System.clearProperty(SETTING);
      } else {
        System.setProperty(SETTING, before);
      }
    }
  }
}
