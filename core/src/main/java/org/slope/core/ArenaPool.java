package org.slope.core;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  /** What decides which arrays a pass asks for. */
  record Kind(String pass, List<Long> input) {}

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
  private final Map<Kind, Deque<Arena>> free =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Kind, Deque<Arena>> eldest) {
          return size() > KINDS;
        }
      };

  ArenaPool(DataType type) {
    this.type = type;
  }

  synchronized Lease lease(String pass, long... input) {
    Kind kind = new Kind(pass, Arrays.stream(input).boxed().toList());
    Deque<Arena> arenas = free.get(kind);
    Arena arena = arenas == null || arenas.isEmpty() ? make() : arenas.pop();
    arena.rewind();
    return new Lease(kind, arena);
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
    applied.forEach(this::giveBack);
    applied.clear();
  }

  private void giveBack(Lease lease) {
    if (!lease.returned) {
      lease.returned = true;
      free.computeIfAbsent(lease.kind, k -> new ArrayDeque<>()).push(lease.arena);
    }
  }
}
