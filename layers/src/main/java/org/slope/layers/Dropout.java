package org.slope.layers;

import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Builder;
import org.slope.core.Forward;
import org.slope.core.Layer;
import org.slope.core.LayerSpec;
import org.slope.core.Pass;
import org.slope.core.Shape;

/**
 * Drops elements at random in training: {@code y = x·m/(1 − rate)}, where each m is 0 with
 * probability rate, else 1. At inference {@code y = x}. The shape stays.
 *
 * <p>The mask depends on the run's seed, epoch and step, and on the layer, alone. Srivastava et al.
 * 2014; scaled in training, not at inference (inverted).
 *
 * @param rate the share that is dropped, in [0, 1)
 */
public record Dropout(double rate) implements LayerSpec {

  /** Checks the rate. */
  public Dropout {
    Inputs.require(rate >= 0 && rate < 1, "dropout", "a rate", rate, "one from 0 to below 1");
  }

  @Override
  public Layer create(Builder builder) {
    return new Built(builder.inputShape(), rate, builder.key());
  }

  @Override
  public String toString() {
    return "dropout(" + rate + ")";
  }

  private static final class Built extends BuiltLayer {
    private final double rate;
    private final long key;

    Built(Shape shape, double rate, long key) {
      super(shape, "Dropout(" + rate + ")");
      this.rate = rate;
      this.key = key;
    }

    @Override
    public Forward forward(INDArray x, Pass pass) {
      if (!pass.training() || rate == 0) {
        return new Forward(x, (dy, gradients) -> dy);
      }
      INDArray mask = pass.array(x.shape());
      draw(mask, pass.random(key));
      return new Forward(
          times(x, mask, pass),
          (dy, gradients) -> pass.wantsInputGradient() ? times(dy, mask, pass) : dy);
    }

    @Override
    public INDArray predict(INDArray x, Pass pass) {
      return x;
    }

    private static INDArray times(INDArray x, INDArray mask, Pass pass) {
      INDArray y = pass.array(x.shape());
      pass.kernels().multiply(x, mask, y);
      return y;
    }

    /** Fills the mask with 0 and 1/(1 − rate), two draws from each 64 random bits. */
    private void draw(INDArray mask, RandomGenerator random) {
      double kept = 1 / (1 - rate);
      long dropped = Math.round(rate * 0x1p32);
      double[] tile = Elements.tile(0, Elements.TILE);
      for (long from = 0; from < mask.length(); from += Elements.TILE) {
        int n = (int) Math.min(Elements.TILE, mask.length() - from);
        for (int i = 0; i < n; i += 2) {
          long bits = random.nextLong();
          tile[i] = (bits >>> 32) < dropped ? 0 : kept;
          tile[i + 1] = (bits & 0xffffffffL) < dropped ? 0 : kept;
        }
        Elements.put(mask, from, tile, n);
      }
    }
  }
}
