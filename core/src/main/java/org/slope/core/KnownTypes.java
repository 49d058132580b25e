package org.slope.core;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

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

  /** Also the records that a record holds: whatever is saved can name itself. */
  static Map<String, Class<? extends Record>> in(Record root) {
    Map<String, Class<? extends Record>> types = with();
    addAll(types, root);
    return types;
  }

  private static void addAll(Map<String, Class<? extends Record>> types, @Nullable Object value) {
    if (value instanceof List<?> list) {
      list.forEach(element -> addAll(types, element));
    } else if (value instanceof Record record) {
      add(types, record.getClass());
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        addAll(types, read(record, component));
      }
    }
  }

  private static @Nullable Object read(Record record, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          "cannot read %s of %s; a spec's accessors must not throw"
              .formatted(component.getName(), record.getClass().getName()),
          e);
    }
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
