package org.slope.metrics;

/** The sums of a classification metric. */
sealed interface Tally permits Tally.Mean, MatrixTally, RocTally {

  void add(ClassBlock batch);

  /** Adds what {@code other}, a tally of the same kind, has seen. */
  void merge(Tally other);

  /** What an example contributes to a mean. */
  interface Term {
    double of(ClassBlock batch, int row);
  }

  /** The weighted mean of a term. */
  final class Mean implements Tally {
    private final Term term;
    private final Sum sum = new Sum();
    private final Sum weights = new Sum();

    Mean(Term term) {
      this.term = term;
    }

    @Override
    public void add(ClassBlock batch) {
      for (int i = 0; i < batch.rows(); i++) {
        double w = batch.weight(i);
        if (w > 0) {
          sum.add(w * term.of(batch, i));
          weights.add(w);
        }
      }
    }

    @Override
    public void merge(Tally other) {
      Mean o = (Mean) other;
      sum.add(o.sum);
      weights.add(o.weights);
    }

    double value() {
      return sum.value() / weights.value();
    }
  }
}
