package org.slope.training;

import java.util.List;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.LayerSpec;

/**
 * Shifts and scales each column of {@code [n, c]}, or channel of {@code [n, c, h, w]}, to a range,
 * 0 to 1 unless chosen: {@code z = (x − min)/(max − min)·(high − low) + low}, as scikit-learn's
 * MinMaxScaler does. What lies outside of the fitted range maps outside of the new one.
 *
 * <p>Fit it to the training part only. Float arrays stay float, integers become float; results are
 * new arrays.
 *
 * @param minimum the least value of each column
 * @param maximum the greatest value of each column; a constant column becomes {@code low}
 * @param low what the minimum becomes
 * @param high what the maximum becomes
 */
public record MinMaxScaler(List<Double> minimum, List<Double> maximum, double low, double high)
    implements Transform {

  /** Checks the values and takes a copy of them. */
  public MinMaxScaler {
    minimum = List.copyOf(minimum);
    maximum = List.copyOf(maximum);
    if (!(low < high) || !Double.isFinite(high - low)) {
      throw new IllegalArgumentException(
          "MinMaxScaler got the range %s to %s; expected finite numbers, the lower one first; call range(0, 1), for example"
              .formatted(low, high));
    }
    if (minimum.size() != maximum.size()) {
      throw new IllegalArgumentException(
          "MinMaxScaler got %s minima and %s maxima; expected one of each for every column; fit it to an array"
              .formatted(minimum.size(), maximum.size()));
    }
    Rescale.check(
        "MinMaxScaler", center(minimum, maximum, low, high), scale(minimum, maximum, low, high));
  }

  /**
   * Finds minimum and maximum, for the range 0 to 1.
   *
   * @throws IllegalArgumentException if there are fewer than two rows, or a number is not finite
   */
  public static MinMaxScaler fit(INDArray array) {
    return Columns.minMaxScaler(array, Columns.checkFit(array, "MinMaxScaler.fit"));
  }

  /** Returns a scaler to another range: {@code MinMaxScaler.fit(x).range(-1, 1)}. */
  public MinMaxScaler range(double low, double high) {
    return new MinMaxScaler(minimum, maximum, low, high);
  }

  @Override
  public INDArray transform(INDArray array) {
    return Rescale.map(center(), scale(), false, array);
  }

  @Override
  public INDArray inverse(INDArray array) {
    return Rescale.map(center(), scale(), true, array);
  }

  /** Returns {@link #transform} as a layer, which is saved with its network. */
  public LayerSpec layer() {
    return new Rescale(center(), scale(), false);
  }

  /** Returns {@link #inverse} as a layer, for a network's outputs. */
  public LayerSpec inverseLayer() {
    return new Rescale(center(), scale(), true);
  }

  private List<Double> center() {
    return center(minimum, maximum, low, high);
  }

  private List<Double> scale() {
    return scale(minimum, maximum, low, high);
  }

  /** {@code z = (x − center)/scale} with {@code center = min − low·scale}. */
  private static List<Double> center(
      List<Double> minimum, List<Double> maximum, double low, double high) {
    List<Double> scale = scale(minimum, maximum, low, high);
    return IntStream.range(0, scale.size())
        .mapToObj(i -> minimum.get(i) - low * scale.get(i))
        .toList();
  }

  private static List<Double> scale(
      List<Double> minimum, List<Double> maximum, double low, double high) {
    return IntStream.range(0, minimum.size())
        .mapToObj(i -> spread(minimum.get(i), maximum.get(i)) / (high - low))
        .toList();
  }

  private static double spread(double minimum, double maximum) {
    return maximum == minimum ? 1 : maximum - minimum;
  }

  /** Prints the first columns: {@code MinMaxScaler(minimum=[326.0], maximum=[18823.0])}. */
  @Override
  public String toString() {
    String range = low == 0 && high == 1 ? "" : ", range=[" + low + ", " + high + "]";
    return "MinMaxScaler(minimum=%s, maximum=%s%s)"
        .formatted(Rescale.text(minimum), Rescale.text(maximum), range);
  }
}
