package org.slope.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slope.benchmarks.protocol.Workload;

/** Other networks on Slope and PyTorch: Slope is nowhere to be much slower. */
final class OthersSection implements Section {
  /** How many times as long as PyTorch Slope may take. */
  private static final double LIMIT = 1.25;

  @Override
  public String run(Session session) throws IOException {
    Table table =
        new Table("workload", "mode", "Slope, ms", "PyTorch, ms", "PyTorch / Slope", "limit");
    int rows = 0;
    List<String> slow = new ArrayList<>();
    for (Workload workload : Workloads.others()) {
      if (!session.wants(workload)) {
        continue;
      }
      Rounds rounds =
          Rounds.start(session, workload, session.pace(), PeerKind.SLOPE, PeerKind.TORCH);
      for (String mode : modes(workload)) {
        session.progress(workload.name() + " " + mode);
        Row row = rounds.measure(workload, mode, false);
        double ratio = row.ratio(PeerKind.TORCH);
        rows++;
        if (ratio < 1 / LIMIT) {
          slow.add(workload.name() + " " + mode);
        }
        table.add(
            List.of(
                workload.name(),
                mode,
                Numbers.times(row.of(PeerKind.SLOPE)),
                Numbers.times(row.of(PeerKind.TORCH)),
                Numbers.ratio(ratio),
                ratio < 1 / LIMIT ? "EXCEEDED" : "kept"));
      }
    }
    return String.format(
            Locale.ROOT,
            "Slope may take at most %s times as long as PyTorch: kept in %s of %s rows%s.%n%n",
            LIMIT,
            rows - slow.size(),
            rows,
            slow.isEmpty() ? "" : ", exceeded in " + String.join(", ", slow))
        + table;
  }

  /** Dense networks also predict into a given array, as those who want every microsecond do. */
  private static List<String> modes(Workload workload) {
    return workload.input().size() == 1
        ? List.of("train", "predict-into", "predict")
        : List.of("train", "predict");
  }
}
