package org.slope.metrics;

import java.util.Arrays;

/** A confusion matrix in the making. */
final class MatrixTally implements Tally {
  private Sum[][] cells = new Sum[0][0];

  @Override
  public void add(ClassBlock batch) {
    widen(batch.classes);
    for (int i = 0; i < batch.rows(); i++) {
      cells[batch.label(i)][batch.predicted(i)].add(batch.weight(i));
    }
  }

  @Override
  public void merge(Tally other) {
    MatrixTally o = (MatrixTally) other;
    widen(o.cells.length);
    for (int i = 0; i < o.cells.length; i++) {
      for (int j = 0; j < o.cells.length; j++) {
        cells[i][j].add(o.cells[i][j]);
      }
    }
  }

  ConfusionMatrix matrix() {
    int k = cells.length;
    double[][] counts = new double[k][k];
    for (int i = 0; i < k; i++) {
      for (int j = 0; j < k; j++) {
        counts[i][j] = cells[i][j].value();
      }
    }
    return new ConfusionMatrix(counts);
  }

  private void widen(int classes) {
    if (cells.length == 0) {
      cells = new Sum[classes][classes];
      for (Sum[] row : cells) {
        Arrays.setAll(row, j -> new Sum());
      }
    }
  }
}
