package org.slope.core.internal;

import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * Runs the chunks of a task on the calling thread and a few daemon threads. In the whole process,
 * at most {@code -Dslope.threads} threads are at chunks at a time, or as many as there are
 * processors; more callers wait.
 *
 * <p>A task has the same chunks at any number of threads, so what it computes does not depend on
 * it. The caller takes chunks like the others and waits only for chunks that have started, and a
 * task within a task runs on its own thread, so many callers at once cannot deadlock.
 */
public final class Parallel {
  /** A task in chunks that may run at the same time, in any order. */
  @FunctionalInterface
  public interface Task {
    /** Runs one chunk, counted from 0. */
    void run(int chunk);
  }

  /** Not before it is needed: a misspelt setting is to be an exception, not a class without use. */
  private static volatile @Nullable Crew crew;

  private Parallel() {}

  private static Crew crew() {
    Crew now = crew;
    return now == null ? firstCrew() : now;
  }

  private static synchronized Crew firstCrew() {
    Crew first = crew;
    if (first == null) {
      first = new Crew(Settings.threads());
      crew = first;
    }
    return first;
  }

  /** Runs chunks 0..chunks−1; throws what the first chunk that failed threw. */
  public static void run(int chunks, Task task) {
    Job own = Job.own();
    Crew now = crew();
    boolean outermost = !own.permitted;
    if (outermost) {
      now.permits.acquire();
      own.permitted = true;
      own.owesTurn = true;
    }
    try {
      if (chunks == 1 || own.inside || now.threads == 1) {
        for (int i = 0; i < chunks; i++) {
          task.run(i);
        }
      } else {
        own.run(now, chunks, task);
      }
    } finally {
      if (outermost) {
        own.permitted = false;
        now.permits.release();
      }
      // the arrays that it captured stay while native code uses their memory
      Reference.reachabilityFence(task);
    }
  }

  /**
   * Lets others have their turn, if they wait, before a pass that comes after another with tasks:
   * until then, it needs no memory, and has nothing in the caches that it would have to read again.
   */
  public static void letOthers() {
    Job own = Job.own();
    if (own.owesTurn && !own.permitted) {
      own.owesTurn = false;
      crew().permits.letOthers();
    }
  }

  /** Returns the number of threads of a task, the caller's included. */
  public static int threads() {
    return crew().threads;
  }

  /** Sets the number of threads of later tasks, the caller's included. */
  public static synchronized void setThreads(int threads) {
    crew = new Crew(threads);
  }
}
