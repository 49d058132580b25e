package org.slope.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slope.benchmarks.protocol.Workload;

/** Other networks on Slope and PyTorch: Slope is nowhere to be much slower. */
final class OthersSection implements Section {
  /** How many times as long as PyTorch Slope may take. */
  private static final double LIMIT = 1.25;

  private static final List<PeerKind> KINDS = List.of(PeerKind.SLOPE, PeerKind.SLOPE_PLAIN);

  @Override
  public String run(Session session) throws IOException {
    List<String> titles = new ArrayList<>(List.of("workload", "mode", "PyTorch, ms"));
    KINDS.forEach(
        kind -> titles.addAll(List.of(kind.title() + ", ms", "PyTorch / Slope", "limit")));
    Table table = new Table(titles.toArray(String[]::new));
    int rows = 0;
    Map<PeerKind, List<String>> slow = new EnumMap<>(PeerKind.class);
    for (Workload workload : Workloads.others(session.pace().isQuick())) {
      if (!session.wants(workload)) {
        continue;
      }
      Rounds rounds =
          Rounds.start(
              session,
              workload,
              session.pace(),
              PeerKind.SLOPE,
              PeerKind.TORCH,
              PeerKind.SLOPE_PLAIN);
      for (String mode : modes(workload)) {
        session.progress(workload.name() + " " + mode);
        Row row = rounds.measure(workload, mode, false);
        rows++;
        List<String> cells =
            new ArrayList<>(List.of(workload.name(), mode, Numbers.times(row.of(PeerKind.TORCH))));
        for (PeerKind kind : KINDS) {
          double ratio = row.ratio(PeerKind.TORCH, kind);
          boolean exceeded = ratio < 1 / LIMIT;
          if (exceeded) {
            slow.computeIfAbsent(kind, k -> new ArrayList<>()).add(workload.name() + " " + mode);
          }
          cells.add(Numbers.times(row.of(kind)));
          cells.add(Numbers.ratio(ratio));
          cells.add(exceeded ? "EXCEEDED" : "kept");
        }
        table.add(cells);
      }
    }
    StringBuilder text =
        new StringBuilder(
            "Slope may take at most %s times as long as PyTorch.%n%n".formatted(LIMIT));
    for (PeerKind kind : KINDS) {
      List<String> exceeded = slow.getOrDefault(kind, List.of());
      text.append(
          "- %s: kept in %s of %s rows%s.%n"
              .formatted(
                  kind.title(),
                  rows - exceeded.size(),
                  rows,
                  exceeded.isEmpty() ? "" : ", exceeded in " + String.join(", ", exceeded)));
    }
    return text + "\n" + table;
  }

  /** Dense networks also predict into a given array, as those who want every microsecond do. */
  private static List<String> modes(Workload workload) {
    return workload.input().size() == 1
        ? List.of("train", "predict-into", "predict")
        : List.of("train", "predict");
  }
}
