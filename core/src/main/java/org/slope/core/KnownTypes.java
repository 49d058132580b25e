package org.slope.core;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;

/**
 * The records that a model file may name: Slope's own, those of {@link LayerTypes}, and given ones.
 */
final class KnownTypes {
  private static final List<Class<? extends Record>> OWN =
      List.of(
          ModelFile.Model.class,
          Shape.class,
          Initializers.HeUniform.class,
          Initializers.HeNormal.class,
          Initializers.GlorotUniform.class,
          Initializers.GlorotNormal.class,
          Initializers.LecunNormal.class,
          Initializers.Uniform.class,
          Initializers.Normal.class,
          Initializers.Orthogonal.class,
          Initializers.Filled.class,
          Initializers.Automatic.class);

  private KnownTypes() {}

  @SafeVarargs
  static Map<String, Class<? extends Record>> with(Class<? extends Record>... extra) {
    Map<String, Class<? extends Record>> types = new LinkedHashMap<>();
    OWN.forEach(type -> add(types, type));
    for (LayerTypes service : ServiceLoader.load(LayerTypes.class)) {
      service.types().forEach(type -> add(types, type));
    }
    for (Class<? extends Record> type : extra) {
      add(types, type);
    }
    return types;
  }

  private static void add(
      Map<String, Class<? extends Record>> types, Class<? extends Record> type) {
    String simple = type.getSimpleName();
    String name = simple.substring(0, 1).toLowerCase(Locale.ROOT) + simple.substring(1);
    Class<? extends Record> other = types.putIfAbsent(name, type);
    if (other != null && other != type) {
      throw new IllegalArgumentException(
          "%s and %s would both be called \"%s\" in a model file; rename one of the records"
              .formatted(other.getName(), type.getName(), name));
    }
  }
}
