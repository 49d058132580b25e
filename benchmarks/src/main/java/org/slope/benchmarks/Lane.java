package org.slope.benchmarks;

import java.io.IOException;

/** One peer in one mode: it warms up, then runs a chunk of steps whenever it is its turn. */
final class Lane {
  private static final long MOST_BYTES = 256L << 20;

  /** Training has several times as much to compile, and takes as much longer to settle. */
  private static final int TRAINING = 4;

  private final PeerProcess peer;
  private final String mode;
  private final int mostSteps;
  private int steps = 1;

  /**
   * Makes a lane.
   *
   * @param bytesPerStep how much memory a step of a chunk takes, which bounds the chunks
   */
  Lane(PeerProcess peer, String mode, long bytesPerStep) {
    this.peer = peer;
    this.mode = mode;
    this.mostSteps = (int) Math.min(1 << 20, Math.max(1, MOST_BYTES / bytesPerStep));
  }

  PeerProcess peer() {
    return peer;
  }

  String mode() {
    return mode;
  }

  /** Runs until the time is up and a chunk is long enough. */
  void warmUp(Pace pace) throws IOException {
    double chunk = pace.chunk().toMillis();
    long time = pace.warmUp().toNanos();
    if (!peer.kind().isCompiled()) {
      time /= 4;
    } else if (mode.equals("train")) {
      time *= TRAINING;
    }
    long end = System.nanoTime() + time;
    boolean tooShort = true;
    while (tooShort || System.nanoTime() < end) {
      double took = run() * steps;
      tooShort = took < chunk * 0.9 && steps < mostSteps;
      if (tooShort) {
        double factor = Math.min(8, chunk * 1.2 / took);
        steps = (int) Math.min(mostSteps, Math.ceil(steps * factor));
      }
    }
  }

  /** Runs a chunk; returns how many milliseconds a step took. */
  double run() throws IOException {
    return peer.run(mode, steps);
  }
}
