package org.slope.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.slope.layers.Layers.batchNorm;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Network;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;
import org.slope.testkit.Arithmetic;

/** In training, each channel of batch norm's output has mean β and variance γ²·var/(var + ε). */
class BatchNormPropertiesTest {

  /** A channel's inputs, {@code offset + spread·normal}, and what it is scaled and shifted by. */
  record Channel(double offset, double spread, double gamma, double beta) {}

  @Provide
  Arbitrary<Channel> channels() {
    return Combinators.combine(
            Arbitraries.of(0.0, 1.0, -100.0),
            Arbitraries.of(1.0, 0.0, 0.01, 30.0),
            Arbitraries.of(1.0, -2.0, 0.3, 0.0),
            Arbitraries.of(0.0, 0.7, -5.0))
        .as(Channel::new);
  }

  @Property(seed = "91", tries = 200)
  void outputsHaveTheMeanAndVarianceThatWereLearned(
      @ForAll Arithmetic arithmetic,
      @ForAll @Size(min = 1, max = 5) List<@From("channels") Channel> channels,
      @ForAll @IntRange(min = 2, max = 20) int n,
      @ForAll @IntRange(max = 4) int height,
      @ForAll @IntRange(min = 1, max = 4) int width,
      @ForAll("epsilons") double epsilon,
      @ForAll @IntRange(max = 999) int seed) {
    int c = channels.size();
    int pixels = Math.max(1, height * width);
    Shape input = height == 0 ? Shape.of(c) : Shape.of(c, height, width);
    Random random = new Random(seed);
    double[] values = new double[n * c * pixels];
    for (int k = 0; k < values.length; k++) {
      Channel channel = channels.get(k / pixels % c);
      values[k] = channel.offset + channel.spread * random.nextGaussian();
    }
    arithmetic.run(
        () -> {
          INDArray x = Memory.array(arithmetic.type(), input.withBatch(n));
          Memory.set(x, values);
          Network network = batchNorm().epsilon(epsilon).build(input, 1, arithmetic.type());
          Memory.set(
              network.parameters().get("weight").value(),
              channels.stream().mapToDouble(Channel::gamma).toArray());
          Memory.set(
              network.parameters().get("bias").value(),
              channels.stream().mapToDouble(Channel::beta).toArray());
          double[] y = Memory.toDoubles(network.forward(x).output());
          double[] stored = Memory.toDoubles(x);
          boolean doubles = arithmetic.type() == DataType.DOUBLE;
          // a few roundings of the network's, and those of this test's own sums
          double unit = (doubles ? 0x1p-50 : 0x1p-21) + n * pixels * 0x1p-53;
          for (int i = 0; i < c; i++) {
            double gamma = doubles ? channels.get(i).gamma : (float) channels.get(i).gamma;
            double beta = doubles ? channels.get(i).beta : (float) channels.get(i).beta;
            double variance = variance(stored, i, c, pixels);
            double sigma = Math.sqrt(variance + epsilon);
            // y is at most β ± γ·√count; a rounded mean shifts it
            double largest = Math.abs(beta) + Math.abs(gamma) * Math.sqrt(n * pixels);
            double shift = Math.abs(gamma * mean(stored, i, c, pixels)) / sigma;
            assertEquals(beta, mean(y, i, c, pixels), unit * (largest + shift), "mean " + i);
            assertEquals(
                gamma * gamma * variance / (variance + epsilon),
                variance(y, i, c, pixels),
                unit * (largest + shift) * largest,
                "variance " + i);
          }
        });
  }

  @Provide
  Arbitrary<Double> epsilons() {
    return Arbitraries.of(1e-5, 1e-3, 0.1);
  }

  private static double mean(double[] values, int channel, int channels, int pixels) {
    double sum = 0;
    int count = 0;
    for (int k = 0; k < values.length; k++) {
      if (k / pixels % channels == channel) {
        sum += values[k];
        count++;
      }
    }
    return sum / count;
  }

  private static double variance(double[] values, int channel, int channels, int pixels) {
    double mean = mean(values, channel, channels, pixels);
    double[] squares = new double[values.length];
    for (int k = 0; k < values.length; k++) {
      squares[k] = (values[k] - mean) * (values[k] - mean);
    }
    return mean(squares, channel, channels, pixels);
  }
}
