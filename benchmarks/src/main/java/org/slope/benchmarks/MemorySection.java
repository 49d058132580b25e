package org.slope.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slope.benchmarks.protocol.Workload;

/** The memory of whole processes, how it grows, and what a training step allocates. */
final class MemorySection implements Section {
  private static final double PEAK_LIMIT = 1.5;

  /** A page here and there is not growth; 1 MiB over 20,000 steps would be 52 bytes a step. */
  private static final int GROWTH_LIMIT = 1;

  private static final int SETTLING = 5;
  private static final int LASTING = 20;
  private static final Map<String, Integer> STEPS =
      Map.of("lenet-b64", 100, "vggbn-b32", 50, "mlp-b32", 1000);
  private static final Map<String, Double> HEAP_LIMITS = Map.of("lenet-b64", 10e3, "mlp-b32", 2e3);
  private static final List<PeerKind> PEERS = List.of(PeerKind.SLOPE, PeerKind.TORCH, PeerKind.DJL);

  @Override
  public String run(Session session) throws IOException {
    Table peaks =
        new Table("training", "steps", "Slope", "PyTorch", "DJL", "Slope / PyTorch", "limit");
    Table growth = new Table("training", "first", "then", "growth", "limit");
    Table allocations =
        new Table("training", "heap bytes", "limit", "JavaCPP bytes", "limit", "INDArrays made");
    for (Workload workload : Workloads.main().stream().map(Workloads.Goal::workload).toList()) {
      if (STEPS.containsKey(workload.name()) && session.wants(workload)) {
        session.progress(workload.name() + " memory");
        addPeaks(session, workload, peaks);
        if (workload.name().equals("mlp-b32")) {
          addGrowth(session, workload, growth);
        }
        addAllocations(session, workload, allocations);
      }
    }
    return "The most memory that a process held (`VmHWM`), each in a process of its own:\n\n"
        + peaks
        + "\nThe memory of Slope's process (`VmRSS`) while it trains on, with `"
        + String.join(" ", Launcher.STEADY)
        + "`: a young\ngeneration that is soon all in use, where garbage"
        + " takes no new pages, and without C2, whose own memory comes\nand goes:\n\n"
        + growth
        + "\nWhat a training step of Slope allocates once it is compiled, on all threads, an epoch's"
        + " shuffle included: bytes\non the heap, bytes by which JavaCPP's memory grows, and"
        + " INDArrays, views included:\n\n"
        + allocations;
  }

  private static int steps(Session session, Workload workload) {
    return STEPS.getOrDefault(workload.name(), 1) / (session.pace().isQuick() ? 10 : 1);
  }

  private static void addPeaks(Session session, Workload workload, Table table) throws IOException {
    List<Double> peaks = new ArrayList<>();
    int steps = steps(session, workload);
    for (PeerKind kind : PEERS) {
      double peak = Double.NaN;
      for (PeerProcess peer : session.start(kind)) {
        peer.open(workload);
        peer.run("train", steps);
        peak = peer.memory().peak();
      }
      peaks.add(peak);
    }
    double ratio = peaks.get(0) / peaks.get(1);
    List<String> cells = new ArrayList<>();
    cells.add(workload.name());
    cells.add(Numbers.count(steps));
    peaks.forEach(peak -> cells.add(Numbers.three(peak) + " MiB"));
    cells.add(Numbers.ratio(ratio));
    cells.add(Numbers.judged("at most " + Numbers.ratio(PEAK_LIMIT), ratio <= PEAK_LIMIT));
    table.add(cells);
  }

  /** Memory once the young generation is all in use, and 20 times the usual steps later. */
  private static void addGrowth(Session session, Workload workload, Table table)
      throws IOException {
    int steps = steps(session, workload);
    for (PeerProcess peer : session.start(PeerKind.SLOPE_STEADY)) {
      peer.open(workload);
      double first = present(peer, steps, SETTLING);
      double then = present(peer, steps, LASTING);
      double growth = then - first;
      long before = (long) steps * SETTLING;
      table.add(
          List.of(
              workload.name(),
              "%s MiB after %s steps".formatted(Numbers.three(first), Numbers.count(before)),
              "%s MiB %s steps later"
                  .formatted(Numbers.three(then), Numbers.count((long) steps * LASTING)),
              Numbers.three(growth) + " MiB",
              Numbers.judged("at most " + GROWTH_LIMIT + " MiB", growth <= GROWTH_LIMIT)));
    }
  }

  /** Trains on; returns how much memory is in use then. */
  private static double present(PeerProcess peer, int steps, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      peer.run("train", steps);
    }
    return peer.memory().present();
  }

  private static void addAllocations(Session session, Workload workload, Table table)
      throws IOException {
    int steps = steps(session, workload);
    for (PeerProcess peer : session.start(PeerKind.SLOPE)) {
      peer.open(workload);
      // compiled code allocates less, and what is compiled aside takes longer
      long end = System.nanoTime() + session.pace().warmUp().multipliedBy(2).toNanos();
      do {
        peer.run("train", steps);
      } while (System.nanoTime() < end);
      double heap = peer.run("heap", steps);
      double offHeap = peer.run("off-heap", steps);
      double limit = HEAP_LIMITS.getOrDefault(workload.name(), Double.NaN);
      table.add(
          List.of(
              workload.name(),
              Numbers.three(heap),
              Double.isNaN(limit)
                  ? ""
                  : Numbers.judged("under " + Numbers.count((int) limit), heap < limit),
              Numbers.three(offHeap),
              Numbers.judged("0", offHeap <= 0),
              Numbers.three(peer.run("arrays", steps))));
    }
  }
}
