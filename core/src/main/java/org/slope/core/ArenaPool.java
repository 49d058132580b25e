package org.slope.core;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.slope.core.internal.Arena;

/**
 * The free arenas of a network, by what a pass with them looks like. A pass leases one; one that is
 * never given back is reclaimed by the collector, which is called when these grow large, for it
 * does not see their memory. Arenas of shapes long unseen are let go.
 */
final class ArenaPool {
  private static final int KINDS = 8;
  private static final long OPEN_BYTES = 256L << 20;

  /** Which derivatives a pass keeps its arrays for. */
  enum Derivatives {
    NONE,
    OF_PARAMETERS,
    OF_ALL
  }

  /** What decides which arrays a pass asks for, and the free arenas that have these. */
  private static final class Kind {
    private final Mode mode;
    private final Derivatives derivatives;
    private final long[] input;
    private final Deque<Arena> free = new ArrayDeque<>();

    Kind(Mode mode, Derivatives derivatives, long[] input) {
      this.mode = mode;
      this.derivatives = derivatives;
      this.input = input.clone();
    }

    boolean is(Mode mode, Derivatives derivatives, long[] input) {
      return mode == this.mode
          && derivatives == this.derivatives
          && Arrays.equals(input, this.input);
    }
  }

  /** An arena that belongs to one pass until it is given back. */
  final class Lease {
    final Arena arena;
    private final Kind kind;
    private boolean returned;

    private Lease(Kind kind, Arena arena) {
      this.kind = kind;
      this.arena = arena;
    }

    /** Whether the arrays may belong to a later pass by now. */
    boolean returned() {
      synchronized (ArenaPool.this) {
        return returned;
      }
    }

    /** Gives the arena back at once. */
    void close() {
      synchronized (ArenaPool.this) {
        giveBack(this);
      }
    }

    /** Gives the arena back when the next pass that has a pullback starts. */
    void closeAtNextPass() {
      synchronized (ArenaPool.this) {
        if (!returned && !applied.contains(this)) {
          applied.add(this);
        }
      }
    }
  }

  private final DataType type;
  private final List<Lease> applied = new ArrayList<>();
  private final List<WeakReference<Arena>> made = new ArrayList<>();
  private long openBytesAllowed = OPEN_BYTES;

  /** The last one used comes first. */
  private final List<Kind> kinds = new ArrayList<>();

  ArenaPool(DataType type) {
    this.type = type;
  }

  synchronized Lease lease(Mode mode, Derivatives derivatives, long... input) {
    Kind kind = kind(mode, derivatives, input);
    Arena arena = kind.free.isEmpty() ? make() : kind.free.pop();
    arena.rewind();
    return new Lease(kind, arena);
  }

  private Kind kind(Mode mode, Derivatives derivatives, long... input) {
    for (int i = 0; i < kinds.size(); i++) {
      Kind kind = kinds.get(i);
      if (kind.is(mode, derivatives, input)) {
        if (i > 0) {
          kinds.add(0, kinds.remove(i));
        }
        return kind;
      }
    }
    Kind kind = new Kind(mode, derivatives, input);
    kinds.add(0, kind);
    if (kinds.size() > KINDS) {
      kinds.remove(KINDS);
    }
    return kind;
  }

  private Arena make() {
    if (bytesMade() > openBytesAllowed) {
      System.gc();
      openBytesAllowed = Math.max(OPEN_BYTES, 2 * bytesMade());
    }
    Arena arena = new Arena(type);
    made.add(new WeakReference<>(arena));
    return arena;
  }

  private long bytesMade() {
    made.removeIf(reference -> reference.get() == null);
    return made.stream().map(WeakReference::get).mapToLong(a -> a == null ? 0 : a.bytes()).sum();
  }

  /** Takes back the arenas whose pullback was applied. */
  synchronized void recycle() {
    for (int i = 0; i < applied.size(); i++) {
      giveBack(applied.get(i));
    }
    applied.clear();
  }

  private void giveBack(Lease lease) {
    if (!lease.returned) {
      lease.returned = true;
      lease.kind.free.push(lease.arena);
    }
  }
}
