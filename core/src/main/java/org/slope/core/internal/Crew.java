package org.slope.core.internal;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads that compute at the same time, at most a number of them: those who call, and helpers
 * for those who call while others do not. Each holds one of the {@link Permits}; the caller takes
 * the permits of its helpers, and takes back those of helpers that have not begun when it is done.
 */
final class Crew {
  final int threads;
  final Permits permits;
  private final Helper[] helpers;

  Crew(int threads) {
    this.threads = Math.max(1, threads);
    this.permits = new Permits(this.threads);
    this.helpers = new Helper[this.threads - 1];
    boolean spins = this.threads <= Runtime.getRuntime().availableProcessors();
    for (int i = 0; i < helpers.length; i++) {
      helpers[i] = new Helper(permits, spins);
    }
  }

  /** Hands a job to idle helpers, at most a number of them, for which there are permits. */
  void help(Job job, int most) {
    int hired = 0;
    for (int i = 0; hired < most && i < helpers.length; i++) {
      if (helpers[i].isIdle()) {
        if (!permits.tryAcquireForHelper()) {
          return;
        }
        if (helpers[i].hire(job)) {
          hired++;
        } else {
          permits.release();
        }
      }
    }
  }

  /** Takes a job back from helpers that have not begun. */
  void dismiss(Job job) {
    for (int i = 0; !job.isLeft() && i < helpers.length; i++) {
      if (helpers[i].dismiss(job)) {
        permits.releaseForGood();
      }
    }
  }

  /** A daemon thread, started when it is first needed, which ends when it has long been idle. */
  private static final class Helper implements Runnable {
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final long IDLE_NANOS = 10_000_000_000L;

    /** In place of a job: there is no thread, and: the job is being done. */
    private static final Job ABSENT = new Job(null);

    private static final Job BUSY = new Job(null);

    private final Permits permits;
    private final boolean spins;
    private final Spin spin = new Spin();
    private final AtomicReference<@Nullable Job> desk = new AtomicReference<>(ABSENT);
    private volatile @Nullable Thread parked;

    Helper(Permits permits, boolean spins) {
      this.permits = permits;
      this.spins = spins;
    }

    boolean isIdle() {
      Job found = desk.get();
      return found == null || found == ABSENT;
    }

    boolean hire(Job job) {
      job.join();
      if (desk.compareAndSet(null, job)) {
        Thread thread = parked;
        if (thread != null) {
          LockSupport.unpark(thread);
        }
        return true;
      }
      if (desk.compareAndSet(ABSENT, job)) {
        if (start()) {
          return true;
        }
        desk.set(ABSENT);
      }
      job.leave();
      return false;
    }

    private boolean start() {
      Thread thread = new Thread(this, "slope-" + NAMES.incrementAndGet());
      thread.setDaemon(true);
      try {
        thread.start();
        return true;
      } catch (OutOfMemoryError e) { // no more threads to be had: the caller does it all
        return false;
      }
    }

    boolean dismiss(Job job) {
      boolean dismissed = desk.get() == job && desk.compareAndSet(job, null);
      if (dismissed) {
        job.leave();
      }
      return dismissed;
    }

    @Override
    public void run() {
      Job.own().becomeHelper();
      while (true) {
        Job job = desk.get();
        if (job == null) {
          if (!await()) {
            return;
          }
        } else if (desk.compareAndSet(job, BUSY)) {
          job.takeChunks(permits);
          desk.set(null);
          permits.releaseForGood();
          job.leave();
        }
      }
    }

    /** Waits until there is something on the desk; returns whether there is. */
    private boolean await() {
      if (spins && permits.isSpare()) {
        spin.begin();
        boolean spare = true;
        while (desk.get() == null && spare && spin.goesOn()) {
          spare = permits.isSpare();
        }
        boolean seen = desk.get() != null;
        if (seen || spare) {
          spin.end(seen);
        } // else a permit was taken, perhaps to hire this helper in a moment: no miss
        if (seen) {
          return true;
        }
      }
      long start = System.nanoTime();
      parked = Thread.currentThread();
      while (desk.get() == null) {
        long left = IDLE_NANOS - (System.nanoTime() - start);
        if (left <= 0 && desk.compareAndSet(null, ABSENT)) {
          parked = null;
          return false;
        }
        LockSupport.parkNanos(this, Math.max(1, left));
        Thread.interrupted(); // nobody may: park would return at once forever
      }
      parked = null;
      return true;
    }
  }
}
