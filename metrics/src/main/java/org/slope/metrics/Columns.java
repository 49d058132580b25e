package org.slope.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** One statistic for each output. */
final class Columns<C extends Column> {
  private final Supplier<C> create;
  private final List<C> columns = new ArrayList<>();

  Columns(Supplier<C> create) {
    this.create = create;
  }

  void add(Block block, int width) {
    widen(width);
    for (int i = 0, k = 0; i < block.rows; i++) {
      double w = block.weight(i);
      for (int j = 0; j < width; j++, k++) {
        if (w > 0) {
          columns.get(j).add(block.p[k], block.t[k], w);
        }
      }
    }
  }

  void merge(Columns<C> other) {
    widen(other.columns.size());
    for (int j = 0; j < other.columns.size(); j++) {
      columns.get(j).merge(other.columns.get(j));
    }
  }

  double average(ToDoubleFunction<C> score) {
    return columns.stream().mapToDouble(score).average().orElse(Double.NaN);
  }

  double max(ToDoubleFunction<C> score) {
    return columns.stream().mapToDouble(score).max().orElse(Double.NaN);
  }

  List<C> list() {
    return columns;
  }

  private void widen(int width) {
    while (columns.size() < width) {
      columns.add(create.get());
    }
  }
}
