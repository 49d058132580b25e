package org.slope.layers;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.slope.core.Initializer;
import org.slope.core.Initializers;
import org.slope.core.LayerSpec;

/** Any spec that calls of {@link Layers} and of withers make, found by reflection. */
final class AnySpec {
  private AnySpec() {}

  /** A call that makes a spec, or changes one. */
  record Call(Method method, List<Object> arguments) {

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

  /** The calls of {@link Layers}. */
  static List<Method> layers() {
    return factories(Layers.class, LayerSpec.class);
  }

  /** The static methods of a type that make a value. */
  static List<Method> factories(Class<?> type, Class<?> value) {
    return sorted(type)
        .filter(m -> Modifier.isStatic(m.getModifiers()))
        .filter(m -> value.isAssignableFrom(m.getReturnType()))
        .toList();
  }

  /** The methods that return a spec of the same type, changed. */
  static List<Method> withers(Class<?> spec) {
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
    Arbitrary<Object> size = Arbitraries.integers().between(0, 9).map(value -> value);
    Arbitrary<Padding> plain =
        Arbitraries.of(factories(Padding.class, Padding.class))
            .flatMap(
                method ->
                    size.list()
                        .ofSize(method.getParameterCount())
                        .map(sizes -> (Padding) made(method, sizes.toArray())));
    Arbitrary<Double> value = Arbitraries.of(0.0, -0.0, 0.1, -1e300);
    return Arbitraries.oneOf(plain, Combinators.combine(plain, value).as(Padding::value));
  }

  private static Arbitrary<Initializer> initializers() {
    Arbitrary<Double> low = Arbitraries.of(0.0, -0.1, -3.5);
    Arbitrary<Double> high = Arbitraries.of(0.7, 1.0 / 3);
    return Combinators.combine(
            Arbitraries.of(factories(Initializers.class, Initializer.class)), low, high)
        .as(
            (method, a, b) ->
                (Initializer)
                    made(method, Arrays.copyOf(new Object[] {a, b}, method.getParameterCount())));
  }

  private static Object made(Method factory, Object[] arguments) {
    try {
      return factory.invoke(null, arguments);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  static Arbitrary<LayerSpec> specs(int depth) {
    return made(depth).map(Made::spec);
  }

  /** Specs that nest at most to a depth, with up to four withers called. */
  static Arbitrary<Made> made(int depth) {
    List<Method> factories =
        layers().stream().filter(factory -> depth > 0 || !nests(factory)).toList();
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
}
