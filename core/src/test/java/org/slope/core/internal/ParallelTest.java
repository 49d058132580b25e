package org.slope.core.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
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

  @Test
  void chunksRunAtTheSameTime() {
    Parallel.setThreads(3);
    CyclicBarrier meeting = new CyclicBarrier(3);
    Parallel.run(
        3,
        chunk -> {
          try {
            meeting.await(30, TimeUnit.SECONDS);
          } catch (Exception e) {
            throw new AssertionError("three threads do not meet", e);
          }
        });
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
}
