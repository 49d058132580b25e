package org.slope.testkit;

import org.nd4j.linalg.api.buffer.DataType;

/** What a network computes with: a type, and one of the two sets of kernels. */
public enum Arithmetic {
  /** Double, on ND4J's operations. */
  DOUBLE(DataType.DOUBLE, false),
  /** Float, on the fast kernels. */
  FLOAT(DataType.FLOAT, false),
  /** Float, on ND4J's operations. */
  FLOAT_INDARRAYS(DataType.FLOAT, true);

  private static final String SETTING = "slope.kernels";

  private final DataType type;
  private final boolean plain;

  Arithmetic(DataType type, boolean plain) {
    this.type = type;
    this.plain = plain;
  }

  /** Returns what the network's arrays hold. */
  public DataType type() {
    return type;
  }

  /** Runs something with these kernels; a setting of the whole process, put back at the end. */
  public void run(Runnable test) {
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
