package org.slope.layers;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Builder;
import org.slope.core.Forward;
import org.slope.core.Layer;
import org.slope.core.LayerSpec;
import org.slope.core.Pass;
import org.slope.core.Shape;

/**
 * The logarithm of softmax over the channels: {@code y[c] = x[c] − max x − log Σ exp(x − max x)}.
 *
 * <p>{@code [batch, channels]} or {@code [batch, channels, height, width]}; the shape stays.
 * Building it for an input of another rank throws an {@link IllegalArgumentException}.
 */
public record LogSoftmax() implements LayerSpec {

  @Override
  public Layer create(Builder builder) {
    return new Built(Inputs.channels(builder));
  }

  @Override
  public String toString() {
    return "logSoftmax()";
  }

  private static final class Built extends BuiltLayer {
    Built(Shape shape) {
      super(shape, "LogSoftmax()");
    }

    @Override
    public Forward forward(INDArray x, Pass pass) {
      INDArray y = predict(x, pass);
      return new Forward(
          y,
          (dy, gradients) -> {
            if (!pass.wantsInputGradient()) {
              return dy;
            }
            INDArray dx = pass.array(x.shape());
            tiles(dy, y, dx, Built::backward);
            return dx;
          });
    }

    @Override
    public INDArray predict(INDArray x, Pass pass) {
      INDArray y = outputs(x, pass);
      tiles(x, x, y, (a, unused, from, to) -> forward(a, from, to));
      return y;
    }

    /** Changes the elements from..to of a, the channels of one pixel, with the help of b's. */
    @FunctionalInterface
    private interface Row {
      void change(double[] a, double[] b, int from, int to);
    }

    /** Writes to c what the rows of a and b become; a row lies in one piece. */
    private static void tiles(INDArray a, INDArray b, INDArray c, Row row) {
      int channels = Math.toIntExact(a.size(1));
      int most = Math.max(Elements.TILE / channels, 1) * channels;
      double[] as = Elements.tile(0, most);
      double[] bs = a == b ? as : Elements.tile(1, most);
      for (long at = 0; at < a.length(); at += most) {
        int n = (int) Math.min(most, a.length() - at);
        Elements.get(a, at, as, n);
        if (a != b) {
          Elements.get(b, at, bs, n);
        }
        for (int from = 0; from < n; from += channels) {
          row.change(as, bs, from, from + channels);
        }
        Elements.put(c, at, as, n);
      }
    }

    private static void forward(double[] x, int from, int to) {
      double max = Double.NEGATIVE_INFINITY;
      for (int c = from; c < to; c++) {
        max = Math.max(max, x[c]);
      }
      double sum = 0;
      for (int c = from; c < to; c++) {
        sum += Math.exp(x[c] - max);
      }
      double logSum = Math.log(sum);
      for (int c = from; c < to; c++) {
        x[c] = x[c] - max - logSum;
      }
    }

    /** {@code dx = dy − exp(y)·Σ dy}. */
    private static void backward(double[] dy, double[] y, int from, int to) {
      double sum = 0;
      for (int c = from; c < to; c++) {
        sum += dy[c];
      }
      for (int c = from; c < to; c++) {
        dy[c] -= Math.exp(y[c]) * sum;
      }
    }
  }
}
