package org.slope.benchmarks.kernels;

import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;
import org.slope.benchmarks.Machine;
import org.slope.benchmarks.protocol.Peer;

/**
 * Measures what the machine can do before each iteration of a benchmark, in the same JVM: a product
 * of matrices and a copy of memory.
 */
public final class MachineProfiler implements InternalProfiler {
  /** The result that has 10⁹ operations a second of the product. */
  static final String PRODUCT = "product";

  /** The result that has 10⁹ bytes a second of the copy, read and written. */
  static final String COPY = "copy";

  private static final int TIMES = 5;

  private final Machine machine = new Machine();
  private double product;
  private double copy;

  @Override
  public String getDescription() {
    return "the rates of a product of matrices and of a copy";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    product = Machine.PRODUCT_OPERATIONS / Peer.time(TIMES, machine::multiply) / 1e6;
    copy = 2.0 * Machine.BYTES / Peer.time(TIMES, machine::copy) / 1e6;
  }

  @Override
  public Collection<ScalarResult> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    return List.of(
        new ScalarResult(PRODUCT, product, "GFLOP/s", AggregationPolicy.AVG),
        new ScalarResult(COPY, copy, "GB/s", AggregationPolicy.AVG));
  }
}
