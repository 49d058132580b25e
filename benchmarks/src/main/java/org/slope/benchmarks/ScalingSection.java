package org.slope.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slope.benchmarks.protocol.Workload;

/** How the time for an example grows with one size. */
final class ScalingSection implements Section {
  private static final String PICTURE = "benchmarks-scaling.png";
  private static final int MOST_ROUNDS = 5;
  private static final List<String> MODES = List.of("train", "predict");

  @Override
  public String run(Session session) throws IOException {
    StringBuilder text = new StringBuilder();
    List<Curves> pictures = new ArrayList<>();
    for (Workloads.Series series : Workloads.series(session.pace().isQuick())) {
      Table table =
          new Table(
              "size",
              "train: Slope, µs",
              "PyTorch, µs",
              "ratio",
              "predict: Slope, µs",
              "PyTorch, µs",
              "ratio");
      Curves curves = new Curves(series.title());
      for (Map.Entry<Integer, Workload> point : series.points().entrySet()) {
        if (session.wants(point.getValue())) {
          session.progress(point.getValue().name());
          table.add(measure(session, point.getKey(), point.getValue(), curves));
        }
      }
      if (!curves.isEmpty()) {
        text.append("%n### %s%n%n".formatted(series.title())).append(table);
        pictures.add(curves);
      }
    }
    if (pictures.isEmpty()) {
      return text.toString();
    }
    Path picture = session.page().resolveSibling(PICTURE);
    Curves.save(pictures, picture);
    return "![Time for an example against size](%s)%n%s".formatted(PICTURE, text);
  }

  private static List<String> measure(Session session, int size, Workload workload, Curves curves)
      throws IOException {
    Pace pace = session.pace().rounds(Math.min(MOST_ROUNDS, session.pace().rounds()));
    Rounds rounds = Rounds.start(session, workload, pace, PeerKind.SLOPE, PeerKind.TORCH);
    List<String> cells = new ArrayList<>();
    cells.add(Integer.toString(size));
    for (String mode : MODES) {
      Row row = rounds.measure(workload, mode, false);
      for (PeerKind kind : List.of(PeerKind.SLOPE, PeerKind.TORCH)) {
        double[] times = row.of(kind);
        double micros =
            times == null ? Double.NaN : Statistics.median(times) * 1e3 / workload.batch();
        cells.add(Numbers.three(micros));
        curves.add(kind.title() + ", " + mode, size, micros);
      }
      cells.add(Numbers.ratio(row.ratio(PeerKind.TORCH)));
    }
    return cells;
  }
}
