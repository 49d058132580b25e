package org.slope.core.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ParallelTest {
  @AfterEach
  void restore() {
    Parallel.setThreads(Runtime.getRuntime().availableProcessors());
  }

  @Test
  void everyChunkRunsOnce() {
    for (int threads : new int[] {1, 2, 4}) {
      Parallel.setThreads(threads);
      for (int chunks : new int[] {0, 1, 2, 3, 100}) {
        AtomicIntegerArray runs = new AtomicIntegerArray(100);
        Parallel.run(chunks, runs::incrementAndGet);
        for (int i = 0; i < 100; i++) {
          assertEquals(i < chunks ? 1 : 0, runs.get(i), threads + " threads, chunk " + i);
        }
      }
    }
  }

  /** So that each thread meets the same examples in the next task. */
  @Test
  void theCallerTakesTheFirstChunksAndAHelperTheLast() {
    Parallel.setThreads(2);
    Thread caller = Thread.currentThread();
    AtomicReference<Thread> first = new AtomicReference<>();
    AtomicReference<Thread> last = new AtomicReference<>();
    CyclicBarrier meeting = new CyclicBarrier(2);
    Parallel.run(
        10,
        chunk -> {
          if (chunk == 0 || chunk == 9) {
            (chunk == 0 ? first : last).set(Thread.currentThread());
            meet(meeting);
          }
        });
    assertSame(caller, first.get());
    assertNotSame(caller, last.get());
  }

  @Test
  void chunksRunAtTheSameTime() {
    Parallel.setThreads(3);
    chunksMeet(3);
  }

  private static void chunksMeet(int chunks) {
    CyclicBarrier meeting = new CyclicBarrier(chunks);
    Parallel.run(chunks, chunk -> meet(meeting));
  }

  private static void meet(CyclicBarrier meeting) {
    try {
      meeting.await(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("the chunks do not meet", e);
    }
  }

  @Test
  void oneChunkRunsOnTheCaller() {
    Parallel.setThreads(4);
    Thread caller = Thread.currentThread();
    Parallel.run(1, chunk -> assertSame(caller, Thread.currentThread()));
  }

  @Test
  void aTaskWithinATaskRunsOnItsOwnThread() {
    Parallel.setThreads(2);
    AtomicInteger inner = new AtomicInteger();
    Parallel.run(
        4,
        chunk -> {
          Thread outer = Thread.currentThread();
          Parallel.run(
              5,
              i -> {
                assertSame(outer, Thread.currentThread());
                inner.incrementAndGet();
              });
        });
    assertEquals(20, inner.get());
  }

  @Test
  void theCallerGetsTheException() {
    for (int threads : new int[] {1, 2}) {
      Parallel.setThreads(threads);
      IllegalStateException bad = new IllegalStateException("chunk 7");
      Parallel.Task task =
          chunk -> {
            if (chunk == 7) {
              throw bad;
            }
          };
      assertSame(bad, assertThrows(IllegalStateException.class, () -> Parallel.run(20, task)));
      AssertionError error = new AssertionError();
      Parallel.Task worse =
          chunk -> {
            throw error;
          };
      assertSame(error, assertThrows(AssertionError.class, () -> Parallel.run(20, worse)));
      everyChunkRunsOnce();
    }
  }

  @Test
  void anInterruptIsKeptForTheCaller() {
    Parallel.setThreads(2);
    Thread.currentThread().interrupt();
    AtomicInteger runs = new AtomicInteger();
    Parallel.run(50, chunk -> runs.incrementAndGet());
    assertTrue(Thread.interrupted());
    assertEquals(50, runs.get());
  }

  @Test
  void manyCallersAtOnceAllFinish() throws Exception {
    Parallel.setThreads(3);
    ExecutorService callers = Executors.newFixedThreadPool(16);
    try {
      List<Future<Integer>> sums = new ArrayList<>();
      for (int caller = 0; caller < 16; caller++) {
        sums.add(
            callers.submit(
                () -> {
                  AtomicInteger sum = new AtomicInteger();
                  for (int repeat = 0; repeat < 100; repeat++) {
                    Parallel.run(10, sum::addAndGet);
                  }
                  return sum.get();
                }));
      }
      for (Future<Integer> sum : sums) {
        assertEquals(4500, sum.get(30, TimeUnit.SECONDS));
      }
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void noMoreThreadsComputeThanWereSet() throws Exception {
    for (int threads : new int[] {1, 2, 3}) {
      Parallel.setThreads(threads);
      AtomicInteger running = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      int[] chunks = {1, 2, 7, 1, 3};
      Callable<Integer> caller =
          () -> {
            AtomicInteger sum = new AtomicInteger();
            for (int repeat = 0; repeat < 200; repeat++) {
              Parallel.run(
                  chunks[repeat % chunks.length],
                  chunk -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    long end = System.nanoTime() + 20_000;
                    while (System.nanoTime() < end) {
                      Thread.onSpinWait();
                    }
                    Parallel.run(2, i -> sum.incrementAndGet());
                    running.decrementAndGet();
                  });
            }
            return sum.get();
          };
      for (int sum : callAtOnce(8, caller)) {
        assertEquals(40 * (1 + 2 + 7 + 1 + 3) * 2, sum);
      }
      assertTrue(most.get() <= threads, most + " at a time with " + threads + " threads");
    }
  }

  /** A turn between passes is 6 ms, in the midst of one 20: counted in passes of 1 ms. */
  @Test
  void betweenTwoPassesOthersHaveTheirTurn() throws Exception {
    Parallel.setThreads(1);
    ExecutorService other = Executors.newSingleThreadExecutor();
    List<Integer> passes = new ArrayList<>();
    try {
      for (int repeat = 0; repeat < 9; repeat++) {
        pass();
        CountDownLatch served = new CountDownLatch(1);
        Future<?> one = other.submit(() -> Parallel.run(1, chunk -> served.countDown()));
        int count = 0;
        for (; served.getCount() > 0; count++) { // a thread that never stops by itself
          Parallel.letOthers();
          pass();
        }
        passes.add(count);
        one.get(30, TimeUnit.SECONDS);
      }
    } finally {
      other.shutdownNow();
    }
    Collections.sort(passes);
    assertTrue(passes.get(4) <= 13, "the median of " + passes);
  }

  private static void pass() {
    Parallel.run(
        1,
        chunk -> {
          long start = System.nanoTime();
          while (System.nanoTime() - start < 1_000_000) {
            Thread.onSpinWait();
          }
        });
  }

  /** As small networks do not, which need no permit, and those in double. */
  @Test
  void whoRanNoTaskWaitsForNobody() throws Exception {
    Parallel.setThreads(1);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    ExecutorService others = Executors.newCachedThreadPool();
    try {
      // inside a task, it goes on at once, whoever waits
      Future<?> holds = others.submit(() -> hold(begun, free, Parallel::letOthers));
      await(begun);
      AtomicReference<Thread> waiting = new AtomicReference<>();
      Future<?> waits =
          others.submit(
              () -> {
                waiting.set(Thread.currentThread());
                Parallel.run(1, chunk -> {});
              });
      while (waiting.get() == null || waiting.get().getState() == Thread.State.RUNNABLE) {
        Thread.onSpinWait();
      }
      others.submit(Parallel::letOthers).get(30, TimeUnit.SECONDS);
      free.countDown();
      holds.get(30, TimeUnit.SECONDS);
      waits.get(30, TimeUnit.SECONDS);
    } finally {
      free.countDown();
      others.shutdownNow();
    }
  }

  @Test
  void failedTasksGiveTheirPermitsBack() throws Exception {
    Parallel.setThreads(2);
    Callable<Integer> caller =
        () -> {
          int failures = 0;
          for (int repeat = 0; repeat < 200; repeat++) {
            int failing = repeat % 4;
            try {
              Parallel.run(
                  1 + repeat % 3,
                  chunk -> {
                    if (chunk == failing) {
                      throw new IllegalStateException();
                    }
                  });
            } catch (IllegalStateException e) {
              failures++;
            }
          }
          return failures;
        };
    for (int failures : callAtOnce(8, caller)) {
      assertEquals(IntStream.range(0, 200).filter(i -> i % 4 <= i % 3).count(), failures);
    }
    chunksMeet(2);
  }

  @Test
  void aTaskWithinATaskOfOneChunkNeedsNoSecondPermit() {
    Parallel.setThreads(1);
    AtomicInteger inner = new AtomicInteger();
    Parallel.run(1, chunk -> Parallel.run(3, i -> inner.incrementAndGet()));
    assertEquals(3, inner.get());
  }

  @Test
  void whoWaitsForAPermitKeepsItsInterrupt() throws Exception {
    Parallel.setThreads(1);
    CountDownLatch holding = new CountDownLatch(1);
    CountDownLatch enough = new CountDownLatch(1);
    ExecutorService callers = Executors.newFixedThreadPool(2);
    try {
      Future<?> holder = callers.submit(() -> hold(holding, enough, () -> {}));
      await(holding);
      Future<Boolean> waiter =
          callers.submit(
              () -> {
                Thread.currentThread().interrupt();
                AtomicInteger runs = new AtomicInteger();
                Parallel.run(1, chunk -> runs.incrementAndGet());
                return Thread.interrupted() && runs.get() == 1;
              });
      assertThrows(TimeoutException.class, () -> waiter.get(50, TimeUnit.MILLISECONDS));
      enough.countDown();
      assertTrue(waiter.get(30, TimeUnit.SECONDS));
      holder.get(30, TimeUnit.SECONDS);
    } finally {
      callers.shutdownNow();
    }
  }

  /** Holds a permit until it is enough, and then does something before it gives it back. */
  private static void hold(CountDownLatch holding, CountDownLatch enough, Runnable then) {
    Parallel.run(
        1,
        chunk -> {
          holding.countDown();
          await(enough);
          then.run();
        });
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Integer> callAtOnce(int callers, Callable<Integer> body) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      List<Integer> results = new ArrayList<>();
      for (Future<Integer> result : threads.invokeAll(Collections.nCopies(callers, body))) {
        results.add(result.get(30, TimeUnit.SECONDS));
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }
}
