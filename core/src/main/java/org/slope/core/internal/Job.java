package org.slope.core.internal;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A thread's task in chunks, at which helpers may work too; one object a thread, set anew. */
final class Job {
  private static final ThreadLocal<Job> OWN =
      ThreadLocal.withInitial(() -> new Job(Thread.currentThread()));

  /** Whether the thread holds a permit, and whether it is inside a chunk of several. */
  boolean permitted;

  boolean inside;

  /** Whether it ran a task since it last let others have their turn. */
  boolean owesTurn;

  private final @Nullable Thread owner;
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicInteger takenByHelpers = new AtomicInteger();
  private final AtomicInteger helpers = new AtomicInteger();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Spin spin = new Spin();
  private int chunks;
  private Parallel.@Nullable Task task;
  private volatile boolean awaited;

  Job(@Nullable Thread owner) {
    this.owner = owner;
  }

  /** Returns the calling thread's. */
  static Job own() {
    return OWN.get();
  }

  /** Marks a helper's thread: it has its permit, and a task within a task runs on it alone. */
  void becomeHelper() {
    permitted = true;
    inside = true;
  }

  /** Runs all chunks, with the help of others. */
  void run(Crew crew, int count, Parallel.Task body) {
    chunks = count;
    task = body;
    taken.set(0);
    takenByHelpers.set(0);
    crew.help(this, count - 1);
    inside = true;
    takeChunks(null);
    inside = false;
    if (!isLeft()) {
      crew.dismiss(this);
      await();
    }
    task = null;
    Throwable thrown = failure.get();
    if (thrown != null) {
      failure.set(null);
      Job.<RuntimeException>rethrow(thrown);
    }
  }

  /**
   * Takes chunks until there are none; a helper stops when its permit is wanted. The owner begins
   * with the first and helpers with the last, so that from one task to the next a thread has much
   * of the same examples, which its cache holds.
   */
  void takeChunks(@Nullable Permits wanted) {
    Parallel.Task body = task;
    int count = chunks;
    int own = 0;
    try {
      while (taken.getAndIncrement() < count) {
        int chunk = wanted == null ? own++ : count - takenByHelpers.incrementAndGet();
        if (body != null && failure.get() == null) {
          body.run(chunk);
        }
        if (wanted != null && wanted.isWanted()) {
          return;
        }
      }
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
      taken.set(count);
    }
  }

  /** Counts a helper, before it can begin. */
  void join() {
    helpers.incrementAndGet();
  }

  /** Takes a helper off, which no longer touches the task. */
  void leave() {
    if (helpers.decrementAndGet() == 0 && awaited) {
      LockSupport.unpark(owner);
    }
  }

  /** Tells whether no helper is at it. */
  boolean isLeft() {
    return helpers.get() == 0;
  }

  private void await() {
    spin.begin();
    while (!isLeft() && spin.goesOn()) {}
    spin.end(isLeft());
    boolean interrupted = false;
    awaited = true;
    while (!isLeft()) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    awaited = false;
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Throws it as it is: a body written in another language may throw what Java would declare. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void rethrow(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
