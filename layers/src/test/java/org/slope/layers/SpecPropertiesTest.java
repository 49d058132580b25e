package org.slope.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.slope.layers.Layers.batchNorm;
import static org.slope.layers.Layers.flatten;
import static org.slope.layers.Layers.sequential;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import org.nd4j.linalg.api.buffer.DataType;
import org.slope.core.Builder;
import org.slope.core.Initializer;
import org.slope.core.Initializers;
import org.slope.core.Layer;
import org.slope.core.LayerSpec;
import org.slope.core.NamedArray;
import org.slope.core.Network;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;

/**
 * A saved network loads as it was: any spec that calls of {@link Layers} and of withers make, to
 * the value; any parameters and buffers, to the bit.
 */
class SpecPropertiesTest {

  /** A call that makes a spec, or changes one. */
  private record Call(Method method, List<Object> arguments) {

    /** The result, unless the arguments are refused. */
    Optional<LayerSpec> on(Object target) {
      try {
        return Optional.of((LayerSpec) method.invoke(target, arguments.toArray()));
      } catch (InvocationTargetException e) {
        if (e.getCause() instanceof IllegalArgumentException) {
          return Optional.empty();
        }
        throw new AssertionError(e.getCause());
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    }

    /** The class and method: {@code Conv2d.stride(int, int)}. */
    String name() {
      return method.getDeclaringClass().getSimpleName()
          + "."
          + method.getName()
          + Arrays.stream(method.getParameterTypes())
              .map(Class::getSimpleName)
              .collect(Collectors.joining(", ", "(", ")"));
    }
  }

  /** A spec, and the calls that made it. */
  record Made(LayerSpec spec, List<String> calls) {
    @Override
    public String toString() {
      return spec.toString();
    }
  }

  private static Stream<Method> sorted(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> !method.isBridge() && method.getDeclaringClass() == type)
        .sorted(Comparator.comparing(Method::toString));
  }

  private static List<Method> factories() {
    return sorted(Layers.class).filter(m -> Modifier.isStatic(m.getModifiers())).toList();
  }

  private static List<Method> withers(Class<?> spec) {
    return sorted(spec)
        .filter(m -> m.getReturnType() == spec && !Modifier.isStatic(m.getModifiers()))
        .toList();
  }

  private static boolean nests(Method factory) {
    Class<?>[] types = factory.getParameterTypes();
    return types.length > 0
        && (types[0] == LayerSpec.class || types[0] == LayerSpec[].class || types[0] == List.class);
  }

  private static Arbitrary<Call> calls(Method method, int depth) {
    return Combinators.combine(
            Arrays.stream(method.getParameterTypes()).map(type -> values(type, depth)).toList())
        .as(arguments -> new Call(method, arguments));
  }

  private static Arbitrary<Object> values(Class<?> type, int depth) {
    Arbitrary<?> values;
    if (type == int.class) {
      values = Arbitraries.integers().between(1, 9);
    } else if (type == double.class) {
      values =
          Arbitraries.of(
              0.5, 0.1, 1.0 / 3, 0.0, -0.0, 1.0, 1e-5, Double.MIN_VALUE, -2.5, 1e22, Math.PI);
    } else if (type == long[].class) {
      values = Arbitraries.longs().between(1, 9).array(long[].class).ofMinSize(1).ofMaxSize(4);
    } else if (type == Padding.class) {
      values = paddings();
    } else if (type == Initializer.class) {
      values = initializers();
    } else if (type == LayerSpec.class) {
      values = specs(depth - 1);
    } else if (type == LayerSpec[].class) {
      values = specs(depth - 1).array(LayerSpec[].class).ofMinSize(1).ofMaxSize(3);
    } else if (type == List.class) {
      values = specs(depth - 1).list().ofMinSize(1).ofMaxSize(3);
    } else {
      throw new AssertionError("a wither takes " + type + ", which this test cannot make");
    }
    return values.map(value -> value);
  }

  private static Arbitrary<Padding> paddings() {
    Arbitrary<Integer> size = Arbitraries.integers().between(0, 9);
    Arbitrary<Padding> plain =
        Arbitraries.oneOf(
            Arbitraries.of(Padding.none(), Padding.same(), Padding.sameLower()),
            Combinators.combine(size, size, size, size).as(Padding::of));
    Arbitrary<Double> value = Arbitraries.of(0.0, -0.0, 0.1, -1e300);
    return Arbitraries.oneOf(plain, Combinators.combine(plain, value).as(Padding::value));
  }

  private static Arbitrary<Initializer> initializers() {
    List<Method> methods =
        sorted(Initializers.class)
            .filter(m -> Modifier.isStatic(m.getModifiers()))
            .filter(m -> m.getReturnType() == Initializer.class)
            .toList();
    Arbitrary<Double> low = Arbitraries.of(0.0, -0.1, -3.5);
    Arbitrary<Double> high = Arbitraries.of(0.7, 1.0 / 3);
    return Combinators.combine(Arbitraries.of(methods), low, high)
        .as(
            (method, a, b) -> {
              Object[] arguments = Arrays.copyOf(new Object[] {a, b}, method.getParameterCount());
              try {
                return (Initializer) method.invoke(null, arguments);
              } catch (ReflectiveOperationException e) {
                throw new LinkageError(e.getMessage(), e);
              }
            });
  }

  private static Arbitrary<LayerSpec> specs(int depth) {
    return made(depth).map(Made::spec);
  }

  /** Specs that nest at most to a depth, with up to four withers called. */
  private static Arbitrary<Made> made(int depth) {
    List<Method> factories =
        factories().stream().filter(factory -> depth > 0 || !nests(factory)).toList();
    return Arbitraries.of(factories)
        .flatMap(factory -> calls(factory, depth))
        .filter(call -> call.on(null).isPresent())
        .flatMap(
            call -> {
              Made first = new Made(call.on(null).orElseThrow(), List.of(call.name()));
              List<Method> withers = withers(first.spec.getClass());
              if (withers.isEmpty()) {
                return Arbitraries.just(first);
              }
              return Arbitraries.of(withers)
                  .flatMap(wither -> calls(wither, 0))
                  .list()
                  .ofMaxSize(4)
                  .map(calls -> changed(first, calls));
            });
  }

  private static Made changed(Made first, List<Call> withers) {
    LayerSpec spec = first.spec;
    List<String> calls = new ArrayList<>(first.calls);
    for (Call wither : withers) {
      Optional<LayerSpec> next = wither.on(spec);
      if (next.isPresent()) {
        spec = next.get();
        calls.add(wither.name());
      }
    }
    return new Made(spec, calls);
  }

  @Provide
  Arbitrary<Made> anySpec() {
    return made(2);
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

  @Property(seed = "81", tries = 500)
  @StatisticsReport(onFailureOnly = true)
  void anySpecLoadsAsItWasSaved(@ForAll("anySpec") Made made) throws IOException {
    Unbuilt spec = new Unbuilt(made.spec);
    withFile(
        file -> {
          spec.build(Shape.of(1), 1).save(file);
          LayerSpec loaded = Network.load(file, Unbuilt.class).spec();
          assertEquals(spec, loaded);
          assertEquals(spec.hashCode(), loaded.hashCode());
          assertEquals(made.toString(), ((Unbuilt) loaded).spec.toString());
        });
    made.calls.forEach(call -> Statistics.label("calls").collect(call));
    Statistics.label("calls")
        .coverage(
            coverage -> {
              for (Method factory : factories()) {
                coverage.check(new Call(factory, List.of()).name()).count(n -> n > 0);
              }
              for (Class<?> type : new SlopeLayerTypes().types()) {
                if (LayerSpec.class.isAssignableFrom(type)) {
                  for (Method wither : withers(type)) {
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
            specs(1).list().ofMinSize(1).ofMaxSize(12),
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
      Memory.set(array.value(), bits(random, array, network.dataType()));
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
            // compares bits but a NaN's payload: 0.0 is not −0.0
            assertArrayEquals(
                Memory.toDoubles(arrays.get(i).value()),
                Memory.toDoubles(others.get(i).value()),
                arrays.get(i).name());
          }
        });
  }

  private static List<NamedArray> arrays(Network network) {
    List<NamedArray> arrays = new ArrayList<>(network.buffers());
    network.parameters().forEach(arrays::add);
    return arrays;
  }

  /** Numbers of any bits: the smallest, the largest, zeros of either sign, infinities, NaN. */
  private static double[] bits(Random random, NamedArray array, DataType type) {
    double[] special = {0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    double[] values = new double[(int) array.shape().count()];
    for (int k = 0; k < values.length; k++) {
      double any =
          type == DataType.DOUBLE
              ? Double.longBitsToDouble(random.nextLong())
              : Float.intBitsToFloat(random.nextInt());
      values[k] = random.nextInt(4) == 0 ? special[random.nextInt(special.length)] : any;
    }
    return values;
  }
}
