package org.slope.core.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The arrays of one pass, replayed: the k-th request returns the array that the k-th request of the
 * last pass made, so that a steady state allocates nothing. Belongs to one thread at a time.
 */
public final class Arena {
  private final DataType type;
  private final List<INDArray> arrays = new ArrayList<>();
  private final List<@Nullable Work> works = new ArrayList<>();
  private int next;
  private int nextWork;
  private final AtomicLong bytes = new AtomicLong();

  /** Makes an empty arena for arrays of a type. */
  public Arena(DataType type) {
    this.type = type;
  }

  /** Returns what the next request returns if it asks for the shape that it did last time. */
  public @Nullable INDArray upcoming() {
    return next < arrays.size() ? arrays.get(next) : null;
  }

  /** Returns an array in Slope's layout; what it holds is unspecified. */
  public INDArray array(long... shape) {
    int k = next++;
    if (k < arrays.size()) {
      INDArray array = arrays.get(k);
      if (!Arrays.equals(array.shape(), shape)) {
        bytes.addAndGet(-array.length() * type.width());
        array = make(shape);
        arrays.set(k, array);
      }
      return array;
    }
    INDArray array = make(shape);
    arrays.add(array);
    return array;
  }

  private INDArray make(long... shape) {
    INDArray array = Memory.array(type, shape);
    bytes.addAndGet(array.length() * type.width());
    return array;
  }

  /** Returns the work of the last pass at this place, if there was any; the next one follows. */
  @Nullable Work nextWork() {
    if (nextWork == works.size()) {
      works.add(null);
    }
    return works.get(nextWork++);
  }

  /** Puts a work in the place of the one that was asked for last, and returns it. */
  Work keep(Work work) {
    works.set(nextWork - 1, work);
    return work;
  }

  /** Lets go of an array that is not its own, and of all work on it. */
  public void forget(INDArray a) {
    for (int k = 0; k < works.size(); k++) {
      Work work = works.get(k);
      if (work != null && work.uses(a)) {
        works.set(k, null);
      }
    }
  }

  /** Returns how much memory its arrays take. */
  public long bytes() {
    return bytes.get();
  }

  /** Starts the replay from the first array. */
  public void rewind() {
    next = 0;
    nextWork = 0;
  }

  @Override
  public String toString() {
    return "Arena(" + arrays.size() + " arrays)";
  }
}
