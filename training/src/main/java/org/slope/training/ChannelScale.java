package org.slope.training;

import java.lang.ref.Reference;
import java.util.List;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.internal.Memory;

/**
 * {@code y = (x − center)/scale} for each channel of a float or double array in Slope's layout, and
 * its inverse; computed in double. The channels are the innermost dimension of that layout, so that
 * one loop over memory serves {@code [n, c]} and {@code [n, c, h, w]}.
 */
final class ChannelScale {
  private static final int TILE = 2048;

  private final double[] center;
  private final double[] scale;

  ChannelScale(List<Double> center, List<Double> scale) {
    this.center = tile(center);
    this.scale = tile(scale);
  }

  /** The derivative: the same without the centers. */
  static ChannelScale derivative(List<Double> scale) {
    return new ChannelScale(scale.stream().map(s -> 0.0).toList(), scale);
  }

  /** Repeats the values as often as they fit, so that the inner loops are long. */
  private static double[] tile(List<Double> values) {
    int c = values.size();
    double[] tile = new double[c * Math.max(1, TILE / c)];
    for (int i = 0; i < tile.length; i++) {
      tile[i] = values.get(i % c);
    }
    return tile;
  }

  /** Writes {@code (x − center)/scale}, or {@code x·scale + center}; y may be x. */
  void apply(boolean inverse, INDArray x, INDArray y) {
    try {
      if (x.dataType() == DataType.FLOAT) {
        applyFloat(inverse, x, y);
      } else {
        applyDouble(inverse, x, y);
      }
    } finally {
      Reference.reachabilityFence(x); // a pointer does not keep its memory
      Reference.reachabilityFence(y);
    }
  }

  private void applyFloat(boolean inverse, INDArray x, INDArray y) {
    FloatPointer from = Memory.floats(x);
    FloatPointer to = Memory.floats(y);
    float[] v = new float[(int) Math.min(center.length, x.length())];
    for (long start = 0; start < x.length(); start += v.length) {
      int n = (int) Math.min(v.length, x.length() - start);
      from.position(x.offset() + start).get(v, 0, n);
      if (inverse) {
        for (int i = 0; i < n; i++) {
          v[i] = (float) (v[i] * scale[i] + center[i]);
        }
      } else {
        for (int i = 0; i < n; i++) {
          v[i] = (float) ((v[i] - center[i]) / scale[i]);
        }
      }
      to.position(y.offset() + start).put(v, 0, n);
    }
  }

  private void applyDouble(boolean inverse, INDArray x, INDArray y) {
    DoublePointer from = Memory.doubles(x);
    DoublePointer to = Memory.doubles(y);
    double[] v = new double[(int) Math.min(center.length, x.length())];
    for (long start = 0; start < x.length(); start += v.length) {
      int n = (int) Math.min(v.length, x.length() - start);
      from.position(x.offset() + start).get(v, 0, n);
      if (inverse) {
        for (int i = 0; i < n; i++) {
          v[i] = v[i] * scale[i] + center[i];
        }
      } else {
        for (int i = 0; i < n; i++) {
          v[i] = (v[i] - center[i]) / scale[i];
        }
      }
      to.position(y.offset() + start).put(v, 0, n);
    }
  }
}
