package org.slope.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The main workloads on all peers: milliseconds a step, ratios, and whether targets are met. */
final class MainTable {
  /** How many times as fast as Deeplearning4j Slope is to be. */
  static final double DL4J_TARGET = 10;

  private final Table table =
      new Table(
          "workload",
          "mode",
          "Slope, ms",
          "PyTorch, ms",
          "DJL, ms",
          "DL4J, ms",
          "faster PyTorch / Slope",
          "target",
          "DL4J / Slope",
          "target",
          "PyTorch keeping memory, ms",
          "it / Slope",
          "Slope without the Vector API, ms",
          "Slope on ND4J kernels, ms");

  /** Adds a row. */
  void add(Row row, Map<String, Double> targets) {
    double target = targets.getOrDefault(row.mode(), 0.0);
    List<String> cells = new ArrayList<>();
    cells.add(row.workload().name());
    cells.add(row.mode());
    for (PeerKind kind : List.of(PeerKind.SLOPE, PeerKind.TORCH, PeerKind.DJL, PeerKind.DL4J)) {
      cells.add(Numbers.times(row.of(kind)));
    }
    cells.add(Numbers.ratio(row.ratioToPyTorch()));
    cells.add(judged(row.ratioToPyTorch(), target));
    cells.add(Numbers.ratio(row.ratio(PeerKind.DL4J)));
    cells.add(judged(row.ratio(PeerKind.DL4J), DL4J_TARGET));
    cells.add(Numbers.times(row.of(PeerKind.TORCH_KEEPING)));
    cells.add(Numbers.ratio(row.ratio(PeerKind.TORCH_KEEPING)));
    cells.add(Numbers.times(row.of(PeerKind.SLOPE_PLAIN)));
    cells.add(Numbers.times(row.of(PeerKind.SLOPE_ND4J)));
    table.add(cells);
  }

  /** A target and whether a ratio meets it. */
  private static String judged(double ratio, double target) {
    if (target == 0) {
      return "";
    }
    String text = Numbers.ratio(target);
    return Double.isNaN(ratio) ? text : Numbers.judged(text, ratio >= target);
  }

  @Override
  public String toString() {
    return table.toString();
  }
}
