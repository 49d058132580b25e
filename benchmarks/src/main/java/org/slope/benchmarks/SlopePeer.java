package org.slope.benchmarks;

import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.benchmarks.protocol.Jars;
import org.slope.benchmarks.protocol.Peer;
import org.slope.benchmarks.protocol.PeerLoop;
import org.slope.benchmarks.protocol.Workload;
import org.slope.core.Network;
import org.slope.core.internal.Parallel;

/**
 * Slope, as its users train and predict. Its modes: {@code train}; {@code predict} into a new array
 * and {@code predict-into} into a given one; {@code predict-by-8}, the same on 8 threads; {@code
 * gemm} and {@code copy} of {@link Machine}; {@code heap}, {@code off-heap} and {@code arrays}, the
 * bytes and INDArrays that a training step allocates.
 */
public final class SlopePeer implements Peer {
  /** A mode that ends with a number of threads, which predict on one network. */
  static final String PREDICT_BY = "predict-by-";

  private @Nullable Built built;
  private @Nullable Machine machine;

  private SlopePeer() {}

  /** Serves until its input ends. */
  public static void main(String[] args) throws IOException {
    PeerLoop.serve(new SlopePeer());
  }

  @Override
  public String versions() {
    return "Slope on ND4J "
        + Jars.version(Nd4j.class)
        + " and OpenBLAS "
        + Jars.version(openblas_nolapack.class)
        + ", "
        + Parallel.threads()
        + " threads";
  }

  @Override
  public long open(Workload workload) {
    if (built != null) {
      built.close();
    }
    built = new Built(workload);
    return built.network.parameters().flat().length();
  }

  @Override
  public double run(String mode, int steps) {
    return switch (mode) {
      case "train" -> built().train(steps);
      case "predict" -> Peer.time(steps, built()::predict);
      case "predict-into" -> Peer.time(steps, built()::predictInto);
      case "heap" -> Allocations.heap(() -> built().train(steps)) / steps;
      case "off-heap" -> Allocations.offHeap(() -> built().train(steps)) / steps;
      case "arrays" -> Allocations.arrays(() -> built().train(steps)) / steps;
      case "gemm" -> Peer.time(steps, machine()::multiply);
      case "copy" -> Peer.time(steps, machine()::copy);
      default -> {
        if (!mode.startsWith(PREDICT_BY)) {
          throw new IllegalArgumentException("no mode " + mode);
        }
        int threads = Integer.parseInt(mode.substring(PREDICT_BY.length()));
        yield built().predictBy(threads, (steps + threads - 1) / threads);
      }
    };
  }

  private Built built() {
    if (built == null) {
      throw new IllegalStateException("nothing was opened");
    }
    return built;
  }

  private Machine machine() {
    if (machine == null) {
      machine = new Machine();
    }
    return machine;
  }

  /** A workload, built, with one batch to predict from. */
  private static final class Built implements AutoCloseable {
    private final Workload workload;
    private final Network network;
    private final INDArray x;
    private final INDArray y;
    private final Map<Integer, ExecutorService> pools = new HashMap<>();
    private @Nullable SteppedFit fit;

    Built(Workload workload) {
      this.workload = workload;
      network = Networks.build(workload);
      x = Networks.inputs(workload, workload.batch());
      y = Nd4j.zeros(DataType.FLOAT, workload.batch(), workload.outputSize());
    }

    double train(int steps) {
      if (fit == null || fit.steps() != steps) {
        close();
        fit = new SteppedFit(network, workload, steps);
      }
      return fit.epoch();
    }

    void predict() {
      network.predict(x);
    }

    void predictInto() {
      network.predict(x, y);
    }

    /**
     * Predicts so often on each of some threads, which stay as a server's do; returns the
     * milliseconds of a prediction.
     */
    double predictBy(int threads, int times) {
      ExecutorService pool = pools.computeIfAbsent(threads, Executors::newFixedThreadPool);
      Callable<Void> task =
          () -> {
            INDArray own = y.dup();
            for (int i = 0; i < times; i++) {
              network.predict(x, own);
            }
            return null;
          };
      try {
        long start = System.nanoTime();
        for (Future<Void> done : pool.invokeAll(Collections.nCopies(threads, task))) {
          done.get();
        }
        return (System.nanoTime() - start) / 1e6 / times / threads;
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      pools.values().forEach(ExecutorService::shutdown);
      pools.clear();
      if (fit != null) {
        fit.close();
        fit = null;
      }
    }
  }
}
