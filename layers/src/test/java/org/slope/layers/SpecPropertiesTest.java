package org.slope.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.slope.layers.Layers.batchNorm;
import static org.slope.layers.Layers.flatten;
import static org.slope.layers.Layers.sequential;

import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.core.Builder;
import org.slope.core.Layer;
import org.slope.core.LayerSpec;
import org.slope.core.NamedArray;
import org.slope.core.Network;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;
import org.slope.layers.AnySpec.Call;
import org.slope.layers.AnySpec.Made;

/**
 * A saved network loads as it was: any spec that calls of {@link Layers} and of withers make, to
 * the value; any parameters and buffers, to the bit, but that a signalling NaN may become quiet.
 */
class SpecPropertiesTest {
  /** The bit of a float's NaN that a conversion sets. */
  private static final int QUIET = 1 << 22;

  private static final List<Method> PADDINGS = AnySpec.factories(Padding.class, Padding.class);

  @Provide
  Arbitrary<Made> anySpec() {
    return AnySpec.made(2);
  }

  /** Keeps a spec without building it, so that its sizes need not suit any input. */
  record Unbuilt(LayerSpec spec) implements LayerSpec {
    @Override
    public Layer create(Builder builder) {
      return flatten().create(builder);
    }
  }

  private interface Check {
    void accept(Path file) throws IOException;
  }

  private static void withFile(Check check) throws IOException {
    Path file = Files.createTempFile("slope", ".safetensors");
    try {
      check.accept(file);
    } finally {
      Files.delete(file);
    }
  }

  @Property(seed = "81", tries = 800)
  @StatisticsReport(onFailureOnly = true)
  void anySpecLoadsAsItWasSaved(@ForAll("anySpec") Made made) throws IOException {
    Unbuilt spec = new Unbuilt(made.spec());
    withFile(
        file -> {
          spec.build(Shape.of(1), 1).save(file);
          LayerSpec loaded = Network.load(file, Unbuilt.class).spec();
          assertEquals(spec, loaded);
          assertEquals(spec.hashCode(), loaded.hashCode());
          assertEquals(made.toString(), ((Unbuilt) loaded).spec.toString());
        });
    for (Method factory : PADDINGS) {
      if (made.toString().contains("Padding." + factory.getName() + "(")) {
        Statistics.label("paddings").collect(factory.getName());
      }
    }
    Statistics.label("paddings")
        .coverage(
            coverage ->
                PADDINGS.forEach(factory -> coverage.check(factory.getName()).count(n -> n > 0)));
    made.calls().forEach(call -> Statistics.label("calls").collect(call));
    Statistics.label("calls")
        .coverage(
            coverage -> {
              for (Method factory : AnySpec.layers()) {
                coverage.check(new Call(factory, List.of()).name()).count(n -> n > 0);
              }
              for (Class<?> type : new SlopeLayerTypes().types()) {
                if (LayerSpec.class.isAssignableFrom(type)) {
                  for (Method wither : AnySpec.withers(type)) {
                    coverage.check(new Call(wither, List.of()).name()).count(n -> n > 0);
                  }
                }
              }
            });
  }

  /** Layers one after the other, those left out that do not suit what comes before. */
  @Provide
  Arbitrary<Network> networks() {
    return Combinators.combine(
            AnySpec.specs(1).list().ofMinSize(1).ofMaxSize(12),
            Arbitraries.of(Shape.of(4), Shape.of(2, 7, 6), Shape.of(4, 9, 9)),
            Arbitraries.of(DataType.FLOAT, DataType.DOUBLE),
            Arbitraries.longs())
        .as(
            (specs, input, type, seed) -> {
              List<LayerSpec> kept = new ArrayList<>(List.of(batchNorm()));
              for (LayerSpec spec : specs) {
                kept.add(spec);
                try {
                  sequential(kept).build(input, seed, type);
                } catch (IllegalArgumentException e) {
                  kept.remove(kept.size() - 1);
                }
              }
              return sequential(kept).build(input, seed, type);
            });
  }

  @Property(seed = "82", tries = 150)
  void valuesLoadToTheBit(@ForAll("networks") Network network, @ForAll long seed)
      throws IOException {
    Random random = new Random(seed);
    List<NamedArray> arrays = arrays(network);
    for (NamedArray array : arrays) {
      setAnyBits(random, array.value());
    }
    withFile(
        file -> {
          network.save(file);
          Network loaded = Network.load(file);
          assertEquals(network.spec(), loaded.spec());
          assertEquals(network.inputShape(), loaded.inputShape());
          assertEquals(network.seed(), loaded.seed());
          assertEquals(network.dataType(), loaded.dataType());
          List<NamedArray> others = arrays(loaded);
          assertEquals(arrays.toString(), others.toString());
          for (int i = 0; i < arrays.size(); i++) {
            assertArrayEquals(
                bits(arrays.get(i).value()), bits(others.get(i).value()), arrays.get(i).name());
          }
        });
  }

  private static List<NamedArray> arrays(Network network) {
    List<NamedArray> arrays = new ArrayList<>(network.buffers());
    network.parameters().forEach(arrays::add);
    return arrays;
  }

  /** Numbers of any bits: the smallest, the largest, zeros of either sign, infinities, any NaN. */
  private static void setAnyBits(Random random, INDArray array) {
    double[] special = {0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    int count = Math.toIntExact(array.length());
    double[] doubles = new double[count];
    float[] floats = new float[count];
    for (int k = 0; k < count; k++) {
      boolean any = random.nextInt(4) > 0;
      double chosen = special[random.nextInt(special.length)];
      doubles[k] = any ? Double.longBitsToDouble(random.nextLong()) : chosen;
      floats[k] = any ? Float.intBitsToFloat(random.nextInt()) : (float) chosen;
    }
    INDArray rowMajor = Nd4j.createUninitialized(array.dataType(), array.shape(), 'c');
    if (array.dataType() == DataType.DOUBLE) {
      Memory.doubles(rowMajor).put(doubles);
    } else {
      Memory.floats(rowMajor).put(floats);
    }
    Memory.copy(rowMajor, array);
  }

  /**
   * The bits as they are, a NaN's too, but for one: floats are saved by way of double, which may
   * make a signalling NaN quiet.
   */
  private static long[] bits(INDArray array) {
    INDArray rowMajor = Nd4j.createUninitialized(array.dataType(), array.shape(), 'c');
    Memory.copy(array, rowMajor);
    int count = Math.toIntExact(array.length());
    try {
      if (array.dataType() == DataType.DOUBLE) {
        double[] values = new double[count];
        Memory.doubles(rowMajor).get(values);
        return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
      }
      float[] values = new float[count];
      Memory.floats(rowMajor).get(values);
      return IntStream.range(0, count)
          .map(k -> Float.floatToRawIntBits(values[k]) | (Float.isNaN(values[k]) ? QUIET : 0))
          .mapToLong(bits -> bits)
          .toArray();
    } finally {
      Reference.reachabilityFence(rowMajor);
    }
  }
}
