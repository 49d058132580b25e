package org.slope.training;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.LayerSpec;

/**
 * Shifts and scales each column of {@code [n, c]}, or channel of {@code [n, c, h, w]}, to mean 0
 * and standard deviation 1: {@code z = (x − mean)/σ}, as scikit-learn's StandardScaler does.
 *
 * <p>Fit it to the training part only, or the scores on the test part flatter the model. Float
 * arrays stay float, integers become float; results are new arrays.
 *
 * @param mean the mean of each column
 * @param standardDeviation the biased standard deviation (divided by n) of each column; 1 for a
 *     constant column, which becomes 0
 */
public record Standardizer(List<Double> mean, List<Double> standardDeviation) implements Transform {

  /** Checks the values and takes a copy of them. */
  public Standardizer {
    mean = List.copyOf(mean);
    standardDeviation = List.copyOf(standardDeviation);
    Rescale.check("Standardizer", mean, standardDeviation);
  }

  /**
   * Computes mean and standard deviation, in double.
   *
   * @throws IllegalArgumentException if there are fewer than two rows, or a number is not finite
   */
  public static Standardizer fit(INDArray array) {
    return Columns.standardizer(array, Columns.checkFit(array, "Standardizer.fit"));
  }

  @Override
  public INDArray transform(INDArray array) {
    return Rescale.map(mean, standardDeviation, false, array);
  }

  @Override
  public INDArray inverse(INDArray array) {
    return Rescale.map(mean, standardDeviation, true, array);
  }

  /** Returns {@link #transform} as a layer, which is saved with its network. */
  public LayerSpec layer() {
    return new Rescale(mean, standardDeviation, false);
  }

  /** Returns {@link #inverse} as a layer, for a network's outputs. */
  public LayerSpec inverseLayer() {
    return new Rescale(mean, standardDeviation, true);
  }

  /** Prints the first columns: {@code Standardizer(mean=[3932.8], standardDeviation=[3989.4])}. */
  @Override
  public String toString() {
    return "Standardizer(mean=%s, standardDeviation=%s)"
        .formatted(Rescale.text(mean), Rescale.text(standardDeviation));
  }
}
