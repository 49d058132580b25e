package org.slope.reference;

import org.nd4j.linalg.api.buffer.DataType;

/** What a network computes with: a type, and one of the two sets of kernels. */
enum Arithmetic {
  DOUBLE(DataType.DOUBLE, false),
  FLOAT(DataType.FLOAT, false),
  FLOAT_INDARRAYS(DataType.FLOAT, true);

  private static final String SETTING = "slope.kernels";

  private final DataType type;
  private final boolean plain;

  Arithmetic(DataType type, boolean plain) {
    this.type = type;
    this.plain = plain;
  }

  DataType type() {
    return type;
  }

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
