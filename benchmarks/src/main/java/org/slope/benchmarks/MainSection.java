package org.slope.benchmarks;

import java.io.IOException;
import java.util.List;
import org.slope.benchmarks.Workloads.Goal;

/** The main workloads on all peers, and what share of the machine's rate training reaches. */
final class MainSection implements Section {
  /** The share of the product's rate that training vggbn-b32 is to reach. */
  private static final double SHARE_TARGET = 0.6;

  private static final String SHARE_WORKLOAD = "vggbn-b32";

  @Override
  public String run(Session session) throws IOException {
    MainTable table = new MainTable();
    Table shares =
        new Table(
            "training",
            "operations a step",
            "Slope",
            "sgemm 1024³",
            "share",
            "target",
            "sgemm of PyTorch",
            "copy");
    for (Goal goal : Workloads.main()) {
      if (!session.wants(goal.workload())) {
        continue;
      }
      Rounds rounds =
          Rounds.start(
              session, goal.workload(), session.pace(), PeerKind.TIMED.toArray(PeerKind[]::new));
      for (String mode : goal.targets().keySet()) {
        session.progress(goal.workload().name() + " " + mode);
        boolean train = mode.equals("train");
        Row row = rounds.measure(goal.workload(), mode, train);
        table.add(row, goal.targets());
        if (train) {
          addShare(row, PeerKind.SLOPE, "", shares);
          addShare(row, PeerKind.SLOPE_PLAIN, ", without the Vector API", shares);
        }
      }
    }
    return table
        + "\nThe machine, measured in the same rounds: a product of two 1024x1024 matrices on all"
        + " processors, and a copy\nof memory, bytes read plus bytes written.\n\n"
        + shares;
  }

  private static void addShare(Row row, PeerKind kind, String note, Table shares) {
    if (row.of(kind) == null) {
      return;
    }
    double operations = Cost.of(row.workload()).trainingOperations(row.workload().batch());
    double[] slope = row.times().getOrDefault(kind, new double[0]);
    double[] gemm = row.products().getOrDefault(PeerKind.SLOPE, new double[0]);
    double[] copy = row.copies().getOrDefault(PeerKind.SLOPE, new double[0]);
    double[] torch = row.products().get(PeerKind.TORCH);
    double share = Statistics.medianRatio(gemm, slope) * operations / Machine.PRODUCT_OPERATIONS;
    shares.add(
        List.of(
            row.workload().name() + note,
            Numbers.three(operations / 1e6) + " M",
            rate(operations, slope),
            rate(Machine.PRODUCT_OPERATIONS, gemm),
            Numbers.percent(share),
            row.workload().name().equals(SHARE_WORKLOAD)
                ? Numbers.judged(Numbers.percent(SHARE_TARGET), share >= SHARE_TARGET)
                : "",
            torch == null ? "-" : rate(Machine.PRODUCT_OPERATIONS, torch),
            Numbers.three(2.0 * Machine.BYTES / Statistics.median(copy) / 1e6) + " GB/s"));
  }

  private static String rate(double operations, double[] milliseconds) {
    return Numbers.three(operations / Statistics.median(milliseconds) / 1e6) + " GFLOP/s";
  }
}
