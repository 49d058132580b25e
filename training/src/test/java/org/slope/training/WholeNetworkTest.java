package org.slope.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slope.layers.Layers.*;
import static org.slope.training.Losses.softmaxCrossEntropy;
import static org.slope.training.Optimizers.adam;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.core.Forward;
import org.slope.core.Gradients;
import org.slope.core.Network;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;
import org.slope.core.internal.Parallel;
import org.slope.layers.Padding;

/** What holds for a whole network on the CPU kernels: bits, threads and memory. */
class WholeNetworkTest {
  /** The steps that are looked at together, and the KiB that they may leave. */
  private static final int WINDOW = 1500;

  private static final long MOST_GROWTH = 20 * 1024;

  @TempDir Path folder;

  private static Network net() {
    return sequential(
            conv2d(8, 3).padding(Padding.same()),
            batchNorm(),
            relu(),
            maxPool2d(2),
            residual(
                sequential(conv2d(8, 3).padding(Padding.of(1, 1).value(0.5)).groups(2), relu())),
            avgPool2d(2),
            flatten(),
            dense(32),
            relu(),
            dropout(0.2),
            dense(10))
        .build(Shape.of(3, 16, 16), 11);
  }

  private static Dataset data(int n) {
    Nd4j.getRandom().setSeed(3);
    INDArray y = Nd4j.zeros(DataType.FLOAT, n, 10);
    for (int i = 0; i < n; i++) {
      y.putScalar(i, i % 10, 1);
    }
    return Dataset.of(Nd4j.rand(DataType.FLOAT, n, 3, 16, 16), y);
  }

  @Test
  void bitsDoNotDependOnTheNumberOfThreads() {
    List<double[]> values = new ArrayList<>();
    int before = Parallel.threads();
    try {
      for (int threads : new int[] {1, 2, 4}) {
        Parallel.setThreads(threads);
        Network net = net();
        Trainer.of(net, softmaxCrossEntropy(), adam(1e-3)).epochs(2).fit(data(150));
        values.add(Memory.toDoubles(net.parameters().flat()));
        values.add(Memory.toDoubles(net.predict(data(150).inputs())));
      }
    } finally {
      Parallel.setThreads(before);
    }
    for (int i = 2; i < values.size(); i++) {
      assertArrayEquals(values.get(i % 2), values.get(i), 0.0);
    }
  }

  @Test
  void eightThreadsPredictTheSameBits() throws Exception {
    Network net = net();
    INDArray x = data(70).inputs();
    double[] expected = Memory.toDoubles(net.predict(x));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<double[]>> results = new ArrayList<>();
      for (int i = 0; i < 80; i++) {
        results.add(threads.submit(() -> Memory.toDoubles(net.predict(x))));
      }
      for (Future<double[]> result : results) {
        assertArrayEquals(expected, result.get(), 0.0);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void aLoadedNetworkPredictsTheSameBits() throws IOException {
    Network net = net();
    Trainer.of(net, softmaxCrossEntropy(), adam(1e-3)).fit(data(64));
    Path file = folder.resolve("net.safetensors");
    net.save(file);
    Network loaded = Network.load(file);
    INDArray x = data(33).inputs();
    assertArrayEquals(Memory.toDoubles(net.predict(x)), Memory.toDoubles(loaded.predict(x)), 0.0);
    assertTrue(loaded.spec().equals(net.spec()));
  }

  /**
   * Resident memory, which JavaCPP's counters do not see for ND4J's arrays. The build touches all
   * of the heap at the start, so that only what lies outside of it can grow. The JVM's compiler
   * takes tens of megabytes now and then, once; what leaks grows in each of the windows.
   */
  @Test
  void memoryStaysFlat() throws IOException {
    Path status = Path.of("/proc/self/status");
    Assumptions.assumeTrue(Files.exists(status), "only Linux tells the resident memory");
    Network net = net();
    Gradients gradients = net.newGradients();
    Optimizer.State state = adam(1e-3).start(net.parameters());
    Batches batches = data(72).batches(32, 1); // the last one is short
    long last = 0;
    long grown = Long.MAX_VALUE;
    int step = 0;
    for (int epoch = 0; step < 500 + 4 * WINDOW && grown >= MOST_GROWTH; epoch++) {
      for (Batch batch : batches.epoch(epoch)) {
        gradients.clear();
        Forward forward = net.forward(batch.inputs());
        Loss.Value loss = softmaxCrossEntropy().evaluate(forward.output(), batch.targets());
        forward.pullback().apply(loss.gradient(), gradients);
        state.step(gradients);
        if (step % 100 == 0) {
          net.predict(batch.inputs());
        }
        if (++step >= 500 && (step - 500) % WINDOW == 0) {
          System.gc();
          long now = residentKiB(status);
          grown = step == 500 ? grown : Math.min(grown, now - last);
          last = now;
        }
      }
    }
    assertTrue(grown < MOST_GROWTH, "resident memory grew by " + grown + " KiB");
  }

  /** Each of these passes holds 2 MB that the collector does not see. */
  @Test
  void passesWithoutAPullbackDoNotPileUp() throws IOException {
    Path status = Path.of("/proc/self/status");
    Assumptions.assumeTrue(Files.exists(status), "only Linux tells the resident memory");
    Network net = net();
    INDArray x = data(32).inputs();
    net.forward(x);
    long before = residentKiB(status);
    for (int i = 0; i < 600; i++) {
      net.forward(x);
    }
    long grown = residentKiB(status) - before;
    assertTrue(grown < 700 * 1024, "resident memory grew by " + grown + " KiB");
  }

  private static long residentKiB(Path status) throws IOException {
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
