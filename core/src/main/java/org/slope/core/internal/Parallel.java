package org.slope.core.internal;

import java.lang.ref.Reference;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs the chunks of a task on the calling thread and a few daemon threads: {@code -Dslope.threads}
 * of them together, or as many as there are processors.
 *
 * <p>A task has the same chunks at any number of threads, so what it computes does not depend on
 * it. The caller takes chunks like the others and waits only for chunks that have started, so many
 * callers at once cannot deadlock. A task within a task runs on its own thread.
 */
public final class Parallel {
  /** A task in chunks that may run at the same time, in any order. */
  @FunctionalInterface
  public interface Task {
    /** Runs one chunk, counted from 0. */
    void run(int chunk);
  }

  private static final ThreadLocal<Boolean> INSIDE = ThreadLocal.withInitial(() -> false);
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static volatile Crew crew =
      new Crew(Integer.getInteger("slope.threads", Runtime.getRuntime().availableProcessors()));

  private Parallel() {}

  /** Runs chunks 0..chunks−1; throws what the first chunk that failed threw. */
  public static void run(int chunks, Task task) {
    try {
      if (chunks == 1) {
        task.run(0);
      } else if (INSIDE.get() || crew.threads == 1) {
        for (int i = 0; i < chunks; i++) {
          task.run(i);
        }
      } else {
        crew.run(new Job(chunks, task));
      }
    } finally {
      // the arrays that it captured stay while native code uses their memory
      Reference.reachabilityFence(task);
    }
  }

  /** Returns the number of threads of a task, the caller's included. */
  public static int threads() {
    return crew.threads;
  }

  /** Sets the number of threads of later tasks, the caller's included. */
  public static void setThreads(int threads) {
    crew = new Crew(threads);
  }

  private static final class Crew {
    final int threads;
    private final ThreadPoolExecutor helpers;

    Crew(int threads) {
      this.threads = Math.max(1, threads);
      int size = Math.max(1, threads - 1);
      helpers =
          new ThreadPoolExecutor(
              size, size, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Crew::daemon);
      helpers.allowCoreThreadTimeOut(true);
    }

    void run(Job job) {
      for (int i = 1; i < Math.min(threads, job.chunks); i++) {
        helpers.execute(job);
      }
      job.run();
      job.await();
    }

    private static Thread daemon(Runnable work) {
      Thread thread = new Thread(work, "slope-" + NAMES.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    }
  }

  private static final class Job implements Runnable {
    final int chunks;
    private final Task task;
    private final AtomicInteger next = new AtomicInteger();
    private final CountDownLatch unfinished;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    Job(int chunks, Task task) {
      this.chunks = chunks;
      this.task = task;
      this.unfinished = new CountDownLatch(chunks);
    }

    @Override
    public void run() {
      INSIDE.set(true);
      for (int i = next.getAndIncrement(); i < chunks; i = next.getAndIncrement()) {
        runChunk(i);
      }
      INSIDE.set(false);
    }

    private void runChunk(int i) {
      try {
        if (failure.get() == null) {
          task.run(i);
        }
      } catch (Throwable e) {
        failure.compareAndSet(null, e);
      } finally {
        unfinished.countDown();
      }
    }

    void await() {
      boolean interrupted = false;
      while (true) {
        try {
          unfinished.await();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      Throwable thrown = failure.get();
      if (thrown instanceof RuntimeException e) {
        throw e;
      }
      if (thrown instanceof Error e) {
        throw e;
      }
    }
  }
}
