package org.slope.training;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Builder;
import org.slope.core.Forward;
import org.slope.core.Layer;
import org.slope.core.LayerSpec;
import org.slope.core.Pass;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;

/**
 * A fitted scaling as a layer: {@code y = (x − center)/scale} of each column of {@code [batch, c]}
 * or channel of {@code [batch, c, height, width]}, or the inverse {@code y = x·scale + center}.
 *
 * <p>It learns nothing; its constants are part of the spec, so that they are saved with it. {@code
 * dx = dy/scale}, or {@code dx = dy·scale}. The result is that of {@link Transform#transform} to
 * the bit.
 */
record Rescale(List<Double> center, List<Double> scale, boolean inverse) implements LayerSpec {
  private static final MathContext DIGITS = new MathContext(6);

  Rescale {
    center = List.copyOf(center);
    scale = List.copyOf(scale);
    check("rescale", center, scale);
  }

  /** Checks that there is a finite center and a positive scale for each column. */
  static void check(String what, List<Double> center, List<Double> scale) {
    if (center.isEmpty() || center.size() != scale.size()) {
      throw new IllegalArgumentException(
          "%s got %s centers and %s scales; expected one of each for every column; fit it to an array"
              .formatted(what, center.size(), scale.size()));
    }
    for (int i = 0; i < center.size(); i++) {
      double s = scale.get(i);
      if (!Double.isFinite(center.get(i)) || !Double.isFinite(s) || s <= 0) {
        throw new IllegalArgumentException(
            "%s got the center %s and the scale %s for column %s; expected a finite center and a finite scale above 0; fit it to an array"
                .formatted(what, center.get(i), s, i));
      }
    }
  }

  @Override
  public Layer create(Builder builder) {
    Shape shape = builder.inputShape();
    int c = center.size();
    if ((shape.rank() != 1 && shape.rank() != 3) || shape.size(0) != c) {
      throw builder.error(
          "expects input [batch, %s] or [batch, %s, height, width], got %s; fit the scaler to arrays of this shape"
              .formatted(c, c, shape.batchText()));
    }
    return new Rescaling(
        shape, new ChannelScale(center, scale), ChannelScale.derivative(scale), inverse);
  }

  private record Rescaling(
      Shape outputShape, ChannelScale map, ChannelScale derivative, boolean inverse)
      implements Layer {
    @Override
    public Forward forward(INDArray x, Pass pass) {
      return new Forward(
          predict(x, pass),
          (dy, gradients) -> {
            if (!pass.wantsInputGradient()) {
              return dy;
            }
            INDArray dx = pass.array(dy.shape());
            derivative.apply(inverse, dy, dx);
            return dx;
          });
    }

    @Override
    public INDArray predict(INDArray x, Pass pass) {
      INDArray y = pass.array(x.shape());
      map.apply(inverse, x, y);
      return y;
    }
  }

  /** Values in a scaler's text, to six digits: all of up to four columns, else the first three. */
  static String text(List<Double> values) {
    boolean all = values.size() <= 4;
    String shown =
        values.stream()
            .limit(all ? 4 : 3)
            .map(v -> Double.toString(new BigDecimal(v).round(DIGITS).doubleValue()))
            .collect(Collectors.joining(", "));
    return "[" + shown + (all ? "]" : ", … " + values.size() + " columns]");
  }

  /** A scaler's map in either direction, as a new array in Slope's layout. */
  static INDArray map(List<Double> center, List<Double> scale, boolean inverse, INDArray array) {
    int columns = Columns.count(array, "the scaler");
    if (columns != center.size()) {
      throw new IllegalArgumentException(
          "the scaler was fitted to %s columns, got %s; expected the same columns; fit it to arrays like this one"
              .formatted(center.size(), columns));
    }
    INDArray x = Columns.inLayout(array);
    INDArray y = Memory.array(x.dataType(), x.shape());
    new ChannelScale(center, scale).apply(inverse, x, y);
    return y;
  }

  /** Prints {@code rescale(26 columns)}. */
  @Override
  public String toString() {
    String columns = center.size() == 1 ? "1 column" : center.size() + " columns";
    return "rescale(" + columns + (inverse ? ", inverse)" : ")");
  }
}
