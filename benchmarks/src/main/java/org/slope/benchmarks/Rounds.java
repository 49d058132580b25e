package org.slope.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.slope.benchmarks.protocol.Workload;

/**
 * Runs peers in turn: each round, one chunk of each, while all others wait. A pause before each
 * chunk lets the threads of the last peer, which spin for a while, fall asleep. Each workload has
 * fresh processes, so that what a JVM learned from one network does not help or hurt the next.
 */
final class Rounds {
  /** Modes that measure the machine: products of large matrices, and copies. */
  private static final String GEMM = "gemm";

  private static final String COPY = "copy";

  private final List<PeerProcess> peers;
  private final Pace pace;

  private Rounds(List<PeerProcess> peers, Pace pace) {
    this.peers = peers;
    this.pace = pace;
  }

  /** Starts peers afresh and builds a workload on each. */
  static Rounds start(Session session, Workload workload, Pace pace, PeerKind... kinds)
      throws IOException {
    Rounds rounds = new Rounds(session.start(kinds), pace);
    rounds.open(workload);
    return rounds;
  }

  /** Builds a workload on all peers, which must agree on how many numbers it trains. */
  private void open(Workload workload) throws IOException {
    if (peers.isEmpty()) {
      throw new IOException("no peer could be started");
    }
    long first = peers.get(0).open(workload);
    for (PeerProcess peer : peers.subList(1, peers.size())) {
      long other = peer.open(workload);
      if (other != first) {
        throw new IOException(
            "%s trains %,d numbers in %s, %s trains %,d; they are to build the same network"
                .formatted(
                    peers.get(0).kind().title(),
                    first,
                    workload.name(),
                    peer.kind().title(),
                    other));
      }
    }
  }

  /** Measures an opened workload in a mode. */
  Row measure(Workload workload, String mode, boolean withMachine) throws IOException {
    List<Lane> lanes = new ArrayList<>();
    for (PeerProcess peer : peers) {
      boolean slope = peer.kind().isSlope();
      String peerMode = !slope && mode.equals("predict-into") ? "predict" : mode;
      long bytes = mode.equals("train") && slope ? batchBytes(workload) : 1;
      lanes.add(new Lane(peer, peerMode, bytes));
      if (withMachine && peer.kind() == PeerKind.SLOPE) {
        lanes.add(new Lane(peer, GEMM, 1));
        lanes.add(new Lane(peer, COPY, 1));
      } else if (withMachine && peer.kind() == PeerKind.TORCH) {
        lanes.add(new Lane(peer, GEMM, 1));
      }
    }
    for (Lane lane : lanes) {
      lane.warmUp(pace);
    }
    Map<PeerKind, double[]> times = new EnumMap<>(PeerKind.class);
    Map<PeerKind, double[]> products = new EnumMap<>(PeerKind.class);
    Map<PeerKind, double[]> copies = new EnumMap<>(PeerKind.class);
    for (int round = 0; round < pace.rounds(); round++) {
      for (Lane lane : lanes) {
        double[] column =
            switch (lane.mode()) {
              case COPY -> column(copies, lane.peer());
              case GEMM -> column(products, lane.peer());
              default -> column(times, lane.peer());
            };
        pause();
        column[round] = lane.run();
      }
    }
    return new Row(workload, mode, times, products, copies);
  }

  private double[] column(Map<PeerKind, double[]> columns, PeerProcess peer) {
    return columns.computeIfAbsent(peer.kind(), k -> new double[pace.rounds()]);
  }

  private void pause() {
    try {
      Thread.sleep(pace.pause().toMillis());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long batchBytes(Workload workload) {
    return 4L * workload.batch() * (workload.inputSize() + workload.outputSize());
  }
}
