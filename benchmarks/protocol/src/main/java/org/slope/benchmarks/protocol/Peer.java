package org.slope.benchmarks.protocol;

/** A framework that builds a workload and runs steps of it. */
public interface Peer {

  /** Returns the versions of what it runs on, on one line. */
  String versions();

  /** Builds a workload in place of the last one; returns how many numbers it trains. */
  long open(Workload workload) throws Exception;

  /**
   * Runs steps one after the other.
   *
   * @param mode {@code train} or {@code predict}, or what else the peer can do
   * @return how many milliseconds each took, on average
   */
  double run(String mode, int steps) throws Exception;

  /** Returns how many milliseconds a step takes when it is run a number of times. */
  static double time(int steps, Runnable step) {
    long start = System.nanoTime();
    for (int i = 0; i < steps; i++) {
      step.run();
    }
    return (System.nanoTime() - start) / 1e6 / steps;
  }
}
