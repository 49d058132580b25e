package org.slope.metrics;

import java.util.ArrayList;
import java.util.List;

/** The scores of every example, from which ROC curves are drawn. */
final class RocTally implements Tally {
  private final Doubles labels = new Doubles();
  private final Doubles weights = new Doubles();

  /** One list a class; of two classes, only that of class 1. */
  private final List<Doubles> scores = new ArrayList<>();

  @Override
  public void add(ClassBlock batch) {
    widen(batch.classes == 2 ? 1 : batch.classes);
    for (int i = 0; i < batch.rows(); i++) {
      if (batch.weight(i) > 0) {
        labels.add(batch.label(i));
        weights.add(batch.weight(i));
        for (int s = 0; s < scores.size(); s++) {
          scores.get(s).add(batch.ranking(i, classOf(s)));
        }
      }
    }
  }

  @Override
  public void merge(Tally other) {
    RocTally o = (RocTally) other;
    widen(o.scores.size());
    labels.addAll(o.labels);
    weights.addAll(o.weights);
    for (int s = 0; s < o.scores.size(); s++) {
      scores.get(s).addAll(o.scores.get(s));
    }
  }

  /** Returns the areas of every class against the rest; NaN if it has no or all examples. */
  double[] areas() {
    double[] areas = new double[scores.size()];
    for (int s = 0; s < areas.length; s++) {
      areas[s] = area(scores.get(s), classOf(s));
    }
    return areas;
  }

  /** Returns Σ over positives of the weight of negatives below them, ties half, over all pairs. */
  private double area(Doubles x, int positive) {
    int[] order = x.order();
    Sum area = new Sum();
    Sum positives = new Sum();
    Sum negatives = new Sum();
    for (int i = 0, end; i < order.length; i = end) {
      double tiedPositives = 0;
      double tiedNegatives = 0;
      for (end = i; end < order.length && x.get(order[end]) == x.get(order[i]); end++) {
        double w = weights.get(order[end]);
        if (labels.get(order[end]) == positive) {
          tiedPositives += w;
        } else {
          tiedNegatives += w;
        }
      }
      area.add(tiedPositives * (negatives.value() + tiedNegatives / 2));
      positives.add(tiedPositives);
      negatives.add(tiedNegatives);
    }
    return area.value() / positives.value() / negatives.value();
  }

  private int classOf(int s) {
    return scores.size() == 1 ? 1 : s;
  }

  private void widen(int lists) {
    while (scores.size() < lists) {
      scores.add(new Doubles());
    }
  }
}
