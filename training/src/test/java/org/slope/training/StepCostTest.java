package org.slope.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slope.layers.Layers.conv2d;
import static org.slope.layers.Layers.dense;
import static org.slope.layers.Layers.flatten;
import static org.slope.layers.Layers.maxPool2d;
import static org.slope.layers.Layers.relu;
import static org.slope.layers.Layers.sequential;
import static org.slope.training.Losses.mse;
import static org.slope.training.Losses.softmaxCrossEntropy;
import static org.slope.training.Optimizers.adam;

import com.sun.management.ThreadMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.core.Network;
import org.slope.core.Shape;
import org.slope.core.internal.Counters;
import org.slope.core.internal.Parallel;

/**
 * What a training step costs in the steady state, in counts, which are the same on a busy machine.
 * Of some windows of steps the least is taken, so that a compilation, or a thread that starts late,
 * does not matter. The limits hold for the interpreter, too: nothing is left to the compiler's
 * escape analysis, which turns out differently from run to run. Only the Vector API makes objects
 * until it is compiled: with it, there are more windows until the compiler had its turn.
 */
class StepCostTest {
  private static final int WINDOW = 20;
  private static final int WINDOWS = 6;
  private static final int MOST_WINDOWS = 150;
  private static final int HEAP_LIMIT = 10_000;
  private static final int WARM_UP = 40;

  private final int threads = Parallel.threads();

  /** The least that a step took in one of the windows. */
  private static final class Cost {
    long arrays = Long.MAX_VALUE;
    long offHeap = Long.MAX_VALUE;
    long heap = Long.MAX_VALUE;
    long products = Long.MAX_VALUE;
    long multiplications = Long.MAX_VALUE;
    long unfolded = Long.MAX_VALUE;
  }

  @BeforeEach
  void setThreads() {
    Parallel.setThreads(2);
  }

  @AfterEach
  void resetThreads() {
    Parallel.setThreads(threads);
    Counters.stop();
  }

  @Test
  void stepsOfAnMlpTakeNoMemoryAndNoMoreProductsThanTheEquationsHave() {
    Network net = sequential(dense(64), relu(), dense(64), relu(), dense(1)).build(Shape.of(8), 1);
    Cost cost = cost(net, mse(), 32);
    assertEquals(0, cost.arrays, "INDArrays made");
    assertEquals(0, cost.offHeap, "bytes taken outside the heap");
    assertTrue(
        cost.heap < 2048, "bytes taken on the heap: " + cost.heap); // measured: 1,420 to 1,620
    // y, dw and dx of each of three layers, but dx of the first; each too small to be cut
    assertEquals(3 * 3 - 1, cost.products, "products");
    assertEquals(
        2L * 32 * 8 * 64 + 3L * 32 * 64 * 64 + 3L * 32 * 64, cost.multiplications, "in products");
    assertEquals(0, cost.unfolded, "elements unfolded");
  }

  @Test
  void stepsOfALenetTakeNoMemoryAndUnfoldEachImageOnceEachWay() {
    Cost cost = cost(lenet(), softmaxCrossEntropy(), 64);
    assertEquals(0, cost.arrays, "INDArrays made");
    assertEquals(0, cost.offHeap, "bytes taken outside the heap");
    assertTrue(
        cost.heap < HEAP_LIMIT,
        "bytes taken on the heap: " + cost.heap); // measured: 7,500 to 7,800
    long pixels1 = 64 * 24 * 24; // of 28 x 28 under windows of 5 x 5
    long pixels2 = 64 * 8 * 8; // of 12 x 12
    long taps1 = 5 * 5;
    long taps2 = 5 * 5 * 20;
    // Winograd's tiles have 4 x 4 pixels, and 64 components in place of 16 x 25 multiplications
    long tiles = pixels2 / 16;
    long winograd = tiles * 64 * 20 * 50;
    // y and dw of all layers, dx of all but the first
    long others = 2 * pixels1 * taps1 * 20 + 3L * 64 * 800 * 500 + 3L * 64 * 500 * 10;
    // dx in the same way with the Vector API, by patches without
    boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    long inputs = vectors ? winograd : pixels2 * taps2 * 50;
    assertEquals(others + 2 * winograd + inputs, cost.multiplications, "in products");
    // the patches of every pixel, for y and again for dw; a cleverer way may copy less
    long patches = pixels1 * taps1 + pixels2 * taps2;
    assertTrue(cost.unfolded > 0 && cost.unfolded <= 2 * patches, "unfolded: " + cost.unfolded);
    // of each of the 64 components, for some tiles at a time; measured: 1,250, by vectors 3,090
    assertTrue(cost.products <= 3500, "products: " + cost.products);
  }

  /**
   * Rows of an array take 10 µs to describe; small examples are predicted all at once. What the
   * first layer computes is described once, not for every input.
   */
  @Test
  void predictingIntoAnArrayMakesNoneAndFewObjects() throws InterruptedException {
    Network net = sequential(dense(64), relu(), dense(64), relu(), dense(1)).build(Shape.of(8), 1);
    INDArray x = Nd4j.rand(DataType.FLOAT, 512, 8);
    INDArray y = Nd4j.create(DataType.FLOAT, 512, 1);
    net.predict(x, y);
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("slope-vectors")) {
        thread.join(); // it makes objects until loops are compiled
      }
    }
    Cost cost = new Cost();
    for (int window = 0; window < WINDOWS; window++) {
      long before = newestArray();
      long heap = heap();
      for (int i = 0; i < WINDOW; i++) {
        net.predict(x, y);
      }
      cost.heap = Math.min(cost.heap, (heap() - heap) / WINDOW);
      cost.arrays = Math.min(cost.arrays, newestArray() - before - 1);
    }
    assertEquals(0, cost.arrays, "INDArrays made");
    assertTrue(cost.heap < 500, "bytes taken on the heap: " + cost.heap); // measured: 422 to 427
  }

  @Test
  void arraysAreCounted() {
    long before = newestArray();
    Nd4j.create(DataType.FLOAT, 2, 3).reshape(3, 2);
    assertTrue(newestArray() - before > 2);
  }

  private static Network lenet() {
    return sequential(
            conv2d(20, 5),
            relu(),
            maxPool2d(2),
            conv2d(50, 5),
            relu(),
            maxPool2d(2),
            flatten(),
            dense(500),
            relu(),
            dense(10))
        .build(Shape.of(1, 28, 28), 1);
  }

  /** Trains on random examples: some steps that do not count, then the windows. */
  private static Cost cost(Network net, Loss loss, int batch) {
    long n = 25L * batch;
    Nd4j.getRandom().setSeed(1);
    INDArray inputs = Nd4j.rand(DataType.FLOAT, net.inputShape().withBatch(n));
    INDArray targets = Nd4j.zeros(DataType.FLOAT, net.outputShape().withBatch(n));
    for (long i = 0; i < n; i++) {
      targets.putScalar(i, i % net.outputShape().count(), 1);
    }
    Cost cost = new Cost();
    Trainer.of(net, loss, adam(1e-3))
        .epochs(Integer.MAX_VALUE)
        .batchSize(batch)
        .with(run -> new Windows(run, cost))
        .fit(Dataset.of(inputs, targets));
    return cost;
  }

  /** Measures from the beginning of a step to that of another. */
  private static final class Windows implements Callback.Listener {
    private final TrainingRun run;
    private final Cost cost;
    private Counters counters = Counters.start();
    private int step;
    private long array;
    private long offHeap;
    private long heap;

    Windows(TrainingRun run, Cost cost) {
      this.run = run;
      this.cost = cost;
    }

    @Override
    public void onIteration(Iteration iteration) {
      int measured = step++ - WARM_UP;
      if (measured < 0 || measured % WINDOW != 0) {
        return;
      }
      if (measured > 0) {
        cost.heap = Math.min(cost.heap, (heap() - heap) / WINDOW);
        cost.offHeap = Math.min(cost.offHeap, Math.max(0, offHeap() - offHeap));
        cost.arrays = Math.min(cost.arrays, newestArray() - array - 1);
        cost.products = Math.min(cost.products, counters.products() / WINDOW);
        cost.multiplications = Math.min(cost.multiplications, counters.multiplications() / WINDOW);
        cost.unfolded = Math.min(cost.unfolded, counters.unfolded() / WINDOW);
      }
      int windows = measured / WINDOW;
      if (windows >= WINDOWS && (cost.heap < HEAP_LIMIT || windows == MOST_WINDOWS)) {
        run.stop("measured");
      }
      counters = Counters.start();
      array = newestArray();
      offHeap = offHeap();
      heap = heap();
    }
  }

  /** Makes an array; ND4J numbers all of them, views too. */
  private static long newestArray() {
    return Nd4j.scalar(1f).getId();
  }

  private static long offHeap() {
    long direct =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return Pointer.totalBytes() + direct;
  }

  /** What all threads have taken so far. */
  private static long heap() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
      sum += Math.max(0, bytes);
    }
    return sum;
  }
}
