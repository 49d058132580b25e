package org.slope.benchmarks;

import java.time.Duration;

/**
 * How long is measured.
 *
 * @param rounds how often each peer gets its turn
 * @param warmUp how long each peer runs before
 * @param chunk how long a turn is at least
 * @param pause how long all wait before each turn
 */
record Pace(int rounds, Duration warmUp, Duration chunk, Duration pause) {
  /** Returns the usual pace. */
  static Pace usual() {
    return new Pace(9, Duration.ofSeconds(3), Duration.ofMillis(150), Duration.ofMillis(250));
  }

  /** Returns a pace that shows that everything runs; its figures mean little. */
  static Pace quick() {
    return new Pace(3, Duration.ofMillis(200), Duration.ofMillis(30), Duration.ZERO);
  }

  /** Tells whether it only shows that everything runs. */
  boolean isQuick() {
    return chunk.compareTo(usual().chunk) < 0;
  }

  /** Returns this pace with another number of rounds. */
  Pace rounds(int number) {
    return new Pace(number, warmUp, chunk, pause);
  }

  /** Returns this pace with turns that are so many times longer. */
  Pace longer(int times) {
    return new Pace(rounds, warmUp, chunk.multipliedBy(times), pause);
  }
}
