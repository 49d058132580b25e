package org.slope.benchmarks;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slope.benchmarks.protocol.Workload;

/**
 * What the rounds of a workload in a mode brought.
 *
 * @param workload what ran
 * @param mode how it ran
 * @param times milliseconds a step of each peer, round by round
 * @param products milliseconds of a product of large matrices meanwhile, by each BLAS
 * @param copies milliseconds of a copy of memory meanwhile
 */
record Row(
    Workload workload,
    String mode,
    Map<PeerKind, double[]> times,
    Map<PeerKind, double[]> products,
    Map<PeerKind, double[]> copies) {

  /** Returns the times of a peer, or null if it did not run. */
  double @Nullable [] of(PeerKind kind) {
    return times.get(kind);
  }

  /** Returns the faster of the PyTorches that ran. */
  Optional<PeerKind> fastestPyTorch() {
    return times.entrySet().stream()
        .filter(entry -> entry.getKey().isPyTorch())
        .min(Comparator.comparingDouble(entry -> Statistics.median(entry.getValue())))
        .map(Map.Entry::getKey);
  }

  /** Returns how many times as long as Slope a peer takes; NaN if either did not run. */
  double ratio(PeerKind kind) {
    return ratio(kind, PeerKind.SLOPE);
  }

  /** Returns how many times as long as another a peer takes; NaN if either did not run. */
  double ratio(PeerKind kind, PeerKind other) {
    double[] longer = of(kind);
    double[] shorter = of(other);
    return longer == null || shorter == null ? Double.NaN : Statistics.medianRatio(longer, shorter);
  }

  /** Returns how many times as long as Slope the faster PyTorch takes; NaN if none ran. */
  double ratioToPyTorch() {
    return fastestPyTorch().map(this::ratio).orElse(Double.NaN);
  }
}
