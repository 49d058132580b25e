package org.slope.core.internal;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A number of permits to compute, each held for one task at a time.
 *
 * <p>A permit that comes back is free for whoever asks first, which is mostly the thread that
 * returned it: tasks last microseconds, and to wake another thread for each would cost more than
 * they do. So that those who wait have their turn, one is served directly, in the order they came:
 * every six milliseconds by a thread that begins a pass, and every twenty by one that is in the
 * midst of it, whose caches the other would take. The first in the line also looks by itself
 * whether a permit was left unused.
 */
final class Permits {
  private static final long TURN_NANOS = 6_000_000;
  private static final long LONG_TURN_NANOS = 20_000_000;
  private static final long LOOK_NANOS = 500_000;
  private static final long SPIN_NANOS = 10_000;

  private final AtomicInteger free;
  private final ArrayDeque<Waiter> line = new ArrayDeque<>();

  /** The line's length, for those who do not hold its lock. */
  private volatile int waiting;

  /** When someone in the line was last served. */
  private volatile long served = System.nanoTime() - LONG_TURN_NANOS;

  Permits(int count) {
    free = new AtomicInteger(count);
  }

  /** Takes a permit, or waits for one; an interrupt is kept for later. */
  void acquire() {
    if (!tryAcquire() && !spin()) {
      await();
    }
  }

  /** Takes a permit for a helper, if one is left that nobody waits for. */
  boolean tryAcquireForHelper() {
    return isSpare() && tryAcquire();
  }

  /** Tells whether there is a permit that nobody waits for. */
  boolean isSpare() {
    return waiting == 0 && free.get() > 0;
  }

  /** Tells whether somebody waits for a permit. */
  boolean isWanted() {
    return waiting > 0;
  }

  /** Gives a permit back, by someone who is likely to ask again soon. */
  void release() {
    if (waiting == 0 || !isTurn(LONG_TURN_NANOS) || !serve()) {
      free.getAndIncrement();
    }
  }

  /** Waits for a turn, if it is that of others, by someone who is between two passes. */
  void letOthers() {
    if (waiting == 0) {
      return;
    }
    if (isTurn(TURN_NANOS) && tryAcquire()) {
      releaseForGood();
    }
    acquire();
    free.getAndIncrement();
  }

  private boolean isTurn(long nanos) {
    return System.nanoTime() - served >= nanos;
  }

  /** Gives a permit back, by someone who does not ask again: first to those who wait. */
  void releaseForGood() {
    if (waiting == 0 || !serve()) {
      free.getAndIncrement();
    }
  }

  private boolean tryAcquire() {
    for (int n = free.get(); n > 0; n = free.get()) {
      if (free.compareAndSet(n, n - 1)) {
        return true;
      }
    }
    return false;
  }

  private boolean spin() {
    long start = System.nanoTime();
    while (waiting == 0 && System.nanoTime() - start < SPIN_NANOS) {
      Thread.onSpinWait();
      if (tryAcquire()) {
        return true;
      }
    }
    return false;
  }

  private void await() {
    Waiter me = new Waiter(Thread.currentThread());
    synchronized (line) {
      line.add(me);
      waiting = line.size();
    }
    boolean interrupted = false;
    while (!me.served && !takeAsFirst(me)) {
      if (me.first) {
        LockSupport.parkNanos(this, LOOK_NANOS);
      } else {
        LockSupport.park(this);
      }
      interrupted |= Thread.interrupted();
    }
    promote();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Passes a permit on to the first in the line, if there is one. */
  private boolean serve() {
    Waiter first;
    synchronized (line) {
      first = line.peek();
      if (first == null) {
        return false;
      }
      remove(first);
    }
    LockSupport.unpark(first.thread);
    return true;
  }

  /** Takes a free permit for a waiter, if it is the first. */
  private boolean takeAsFirst(Waiter waiter) {
    synchronized (line) {
      if (waiter.served) {
        return true;
      }
      waiter.first = line.peek() == waiter;
      if (!waiter.first || !tryAcquire()) {
        return false;
      }
      remove(waiter);
    }
    return true;
  }

  private void remove(Waiter first) {
    line.remove();
    waiting = line.size();
    served = System.nanoTime();
    first.served = true;
  }

  /** Tells who is now the first. */
  private void promote() {
    Waiter first;
    synchronized (line) {
      first = line.peek();
    }
    if (first != null && !first.first) {
      LockSupport.unpark(first.thread);
    }
  }

  private static final class Waiter {
    final Thread thread;
    volatile boolean first;
    volatile boolean served;

    Waiter(Thread thread) {
      this.thread = thread;
    }
  }
}
