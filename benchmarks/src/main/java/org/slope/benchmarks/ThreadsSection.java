package org.slope.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slope.benchmarks.Workloads.Goal;
import org.slope.benchmarks.protocol.Workload;

/** Threads that predict on one network at the same time: more than there are processors, too. */
final class ThreadsSection implements Section {
  private static final List<String> WORKLOADS = List.of("lenet-b64", "mlp-b32", "mlp-1row");
  private static final List<Integer> THREADS = List.of(1, 2, 8);

  /** What 8 threads may lose of what 2 reach. */
  private static final double LEAST = 0.9;

  /**
   * Makes a turn much longer than those in which threads take permits, a round of which is 24 ms.
   */
  private static final int LONGER = 5;

  @Override
  public String run(Session session) throws IOException {
    Table table =
        new Table(
            "predict", "1 thread, ms", "2 threads, ms", "8 threads, ms", "2 / 8 threads", "limit");
    for (Goal goal : Workloads.main()) {
      Workload workload = goal.workload();
      if (WORKLOADS.contains(workload.name()) && session.wants(workload)) {
        session.progress(workload.name() + " threads");
        table.add(measure(session, workload));
      }
    }
    return table.toString();
  }

  private static List<String> measure(Session session, Workload workload) throws IOException {
    Pace pace = session.pace().longer(LONGER);
    Rounds rounds = Rounds.start(session, workload, pace, PeerKind.SLOPE);
    List<String> cells = new ArrayList<>(List.of(workload.name()));
    double[] medians = new double[THREADS.size()];
    for (int i = 0; i < medians.length; i++) {
      Row row = rounds.measure(workload, SlopePeer.PREDICT_BY + THREADS.get(i), false);
      double[] times = row.of(PeerKind.SLOPE);
      medians[i] = times == null ? Double.NaN : Statistics.median(times);
      cells.add(Numbers.times(times));
    }
    double ratio = medians[1] / medians[2];
    cells.add(Numbers.ratio(ratio));
    cells.add(Numbers.judged("at least " + Numbers.ratio(LEAST), ratio >= LEAST));
    return cells;
  }
}
