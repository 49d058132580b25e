package org.slope.reference;

import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;

/** How far Slope may be from a recorded array. */
final class Tolerances {

  /** In double, as a share of the array's largest element. */
  private static final double DOUBLE = 1e-10;

  /** In float, as a share of the array's largest element. */
  private static final double FLOAT = 1e-5;

  /**
   * An array that cannot be compared as closely.
   *
   * @param fixture its case
   * @param output its name
   * @param type what it is computed in
   * @param absolute how far off each element may be
   * @param bounded whether it is only bounded: the largest element itself is no more than that
   * @param reason why
   */
  record Exemption(
      String fixture,
      String output,
      DataType type,
      double absolute,
      boolean bounded,
      String reason) {

    Exemption(String fixture, String output, DataType type, double absolute, String reason) {
      this(fixture, output, type, absolute, false, reason);
    }

    /** Returns this for an array that is rounding and no more. */
    Exemption onlyBounded() {
      return new Exemption(fixture, output, type, absolute, true, reason);
    }
  }

  private static final String CONSTANT =
      "batch norm removes what a bias adds, so that its gradient is 0 but for rounding";

  private static final String BLOWN_UP =
      "Adam divides that rounding by its size, to five steps of up to 0.01 either way; its"
          + " twin without that bias is compared closely";

  static final List<Exemption> EXEMPTIONS =
      List.of(
          new Exemption(
              "act_hardsigmoid",
              "gx",
              DataType.DOUBLE,
              2e-8,
              "PyTorch 1.13 multiplies by 1/6 as a float holds it, off by 3e-8 of itself"),
          new Exemption(
                  "act_softmax_x200",
                  "gx",
                  DataType.FLOAT,
                  3e-9,
                  "where one class has all but 1e-9, terms of 0.2 cancel; PyTorch's own error is"
                      + " 1e-9; act_softmax_x10 is compared closely")
              .onlyBounded(),
          new Exemption(
              "bn_2d_train_2values",
              "gx",
              DataType.FLOAT,
              1e-6,
              "two values are normalised to -1 and 1 wherever they lie: terms of 0.7 cancel"),
          new Exemption(
              "gn_row_eps1e-3",
              "gx",
              DataType.FLOAT,
              1e-5,
              "two values are normalised to near -1 and 1: terms of 1 cancel"),
          new Exemption("net_lenet_bn_momentum", "g0.0.bias", DataType.DOUBLE, 1e-15, CONSTANT)
              .onlyBounded(),
          new Exemption("net_lenet_bn_momentum", "g0.0.bias", DataType.FLOAT, 1e-6, CONSTANT)
              .onlyBounded(),
          new Exemption("net_cnn_huber_adamw", "g0.2.bias", DataType.DOUBLE, 1e-15, CONSTANT)
              .onlyBounded(),
          new Exemption("net_cnn_huber_adamw", "g0.2.bias", DataType.FLOAT, 1e-7, CONSTANT)
              .onlyBounded(),
          new Exemption("net_cnn_huber_adamw", "w5.2.bias", DataType.DOUBLE, 1e-9, BLOWN_UP),
          new Exemption(
              "net_cnn_huber_adamw", "w5.3.running_mean", DataType.DOUBLE, 1e-9, BLOWN_UP),
          new Exemption("net_cnn_huber_adamw", "eval_y", DataType.DOUBLE, 1e-9, BLOWN_UP),
          new Exemption("net_cnn_huber_adamw", "w5.2.bias", DataType.FLOAT, 0.1, BLOWN_UP),
          new Exemption("net_cnn_huber_adamw", "w5.3.running_mean", DataType.FLOAT, 0.02, BLOWN_UP),
          new Exemption("net_cnn_huber_adamw", "eval_y", DataType.FLOAT, 0.1, BLOWN_UP));

  private Tolerances() {}

  /** Returns how far off an element may be. */
  static double of(String fixture, String output, DataType type, double largest) {
    for (Exemption e : EXEMPTIONS) {
      if (e.fixture.equals(fixture) && e.output.equals(output) && e.type == type) {
        return e.absolute;
      }
    }
    return largest * (type == DataType.DOUBLE ? DOUBLE : FLOAT);
  }
}
