package org.slope.metrics;

import java.util.Arrays;

/** A growing list of doubles, eight bytes each. */
final class Doubles {
  private double[] values = new double[16];
  private int size;

  void add(double x) {
    if (size == values.length) {
      values = Arrays.copyOf(values, grown(size + 1L));
    }
    values[size++] = x;
  }

  void addAll(Doubles other) {
    int added = other.size;
    if ((long) size + added > values.length) {
      values = Arrays.copyOf(values, grown((long) size + added));
    }
    System.arraycopy(other.values, 0, values, size, added);
    size += added;
  }

  double get(int i) {
    return values[i];
  }

  double[] toArray() {
    return Arrays.copyOf(values, size);
  }

  /** Returns the positions of the values in ascending order of value; equal ones keep theirs. */
  int[] order() {
    Run from = new Run(toArray(), new int[size]);
    Arrays.setAll(from.order, i -> i);
    Run to = new Run(new double[size], new int[size]);
    for (long run = 1; run < size; run *= 2) {
      for (long start = 0; start < size; start += 2 * run) {
        int middle = (int) Math.min(start + run, size);
        from.mergeInto(to, (int) start, middle, (int) Math.min(start + 2 * run, size));
      }
      Run swap = from;
      from = to;
      to = swap;
    }
    return from.order;
  }

  /** Values and where they came from, side by side, for a merge sort without boxes. */
  private static final class Run {
    private final double[] keys;
    private final int[] order;

    Run(double[] keys, int[] order) {
      this.keys = keys;
      this.order = order;
    }

    void mergeInto(Run to, int start, int middle, int end) {
      int a = start;
      int b = middle;
      for (int i = start; i < end; i++) {
        int next = a < middle && (b == end || keys[a] <= keys[b]) ? a++ : b++;
        to.keys[i] = keys[next];
        to.order[i] = order[next];
      }
    }
  }

  private static int grown(long needed) {
    int most = Integer.MAX_VALUE - 8;
    if (needed > most) {
      throw new IllegalArgumentException(
          needed
              + " values to keep; a metric that keeps its values (median, ROC AUC) takes at most "
              + most
              + "; score a sample of the examples");
    }
    return (int) Math.min(most, Math.max(needed, needed + needed / 2));
  }
}
