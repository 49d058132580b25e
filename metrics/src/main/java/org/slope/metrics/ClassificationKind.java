package org.slope.metrics;

/** The classification metrics: their names and directions. */
enum ClassificationKind {
  ACCURACY("accuracy"),
  TOP_K("top"),
  BALANCED_ACCURACY("balancedAccuracy"),
  PRECISION("precision"),
  RECALL("recall"),
  F1("f1"),
  KAPPA("kappa"),
  MATTHEWS("matthews"),
  LOG_LOSS("logLoss"),
  ROC_AUC("rocAuc");

  final String label;

  ClassificationKind(String label) {
    this.label = label;
  }

  boolean averaged() {
    return this == PRECISION || this == RECALL || this == F1;
  }

  Tally tally(int k) {
    return switch (this) {
      case ACCURACY -> new Tally.Mean((batch, i) -> batch.rank(i) < 1 ? 1 : 0);
      case TOP_K -> new Tally.Mean((batch, i) -> batch.rank(i) < k ? 1 : 0);
      case LOG_LOSS -> new Tally.Mean(ClassBlock::logLoss);
      case ROC_AUC -> new RocTally();
      case BALANCED_ACCURACY, PRECISION, RECALL, F1, KAPPA, MATTHEWS -> new MatrixTally();
    };
  }
}
