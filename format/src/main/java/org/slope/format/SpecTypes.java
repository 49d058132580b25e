package org.slope.format;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The registered names of records, and what reading and writing both ask of a declared type. */
final class SpecTypes {
  static final String TAG = "type";

  private final Map<String, Class<? extends Record>> byName;
  private final Map<Class<?>, String> names = new HashMap<>();

  SpecTypes(Map<String, Class<? extends Record>> types) {
    byName = new TreeMap<>(types);
    byName.forEach(
        (name, type) -> {
          String first = names.put(type, name);
          if (name.isBlank() || first != null) {
            throw new IllegalArgumentException(
                String.format(
                    "%s is registered as '%s'%s; expected one name for each class, not blank;"
                        + " register it once",
                    type.getName(), name, first == null ? "" : " and as '" + first + "'"));
          }
          for (RecordComponent c : type.getRecordComponents()) {
            if (c.getName().equals(TAG)) {
              throw new IllegalArgumentException(
                  type.getName()
                      + " has a component named 'type', under which files keep the type's name;"
                      + " expected any other name; rename it");
            }
          }
        });
  }

  Collection<String> names() {
    return byName.keySet();
  }

  @Nullable String nameOf(Class<?> type) {
    return names.get(type);
  }

  @Nullable Class<? extends Record> named(String name) {
    return byName.get(name);
  }

  /** Whether a value declared so carries its type's name. */
  static boolean isTagged(Class<?> declared) {
    return declared.isInterface() || declared == Object.class || declared == Record.class;
  }

  /** The class behind a declared type; a wildcard or variable stands for its bound. */
  static Class<?> raw(Type type) {
    if (type instanceof Class<?> c) {
      return c;
    }
    if (type instanceof ParameterizedType p) {
      return raw(p.getRawType());
    }
    if (type instanceof WildcardType w) {
      return raw(w.getUpperBounds()[0]);
    }
    if (type instanceof TypeVariable<?> v) {
      return raw(v.getBounds()[0]);
    }
    return Object[].class; // an array of generic elements, which is unsupported as arrays are
  }

  /** What a List declared so holds. */
  static Type element(Type list) {
    return list instanceof ParameterizedType p ? p.getActualTypeArguments()[0] : Object.class;
  }

  static boolean isNullable(RecordComponent component) {
    return isNullable(component.getAnnotatedType()) || isNullable(component.getAccessor());
  }

  private static boolean isNullable(AnnotatedElement element) {
    return Arrays.stream(element.getAnnotations())
        .anyMatch(a -> a.annotationType().getSimpleName().equals("Nullable"));
  }

  static List<String> fields(Class<?> record) {
    return Arrays.stream(record.getRecordComponents()).map(RecordComponent::getName).toList();
  }

  /** How messages call a component. */
  static String at(String path) {
    return path.isEmpty() ? "the spec" : path;
  }

  static String child(String path, String component) {
    return path.isEmpty() ? component : path + "." + component;
  }

  static String child(String path, int index) {
    return path + "[" + index + "]";
  }

  /** The third part of the message about a type that no file can hold. */
  static String unsupported(Class<?> declared) {
    return "declared as "
        + declared.getSimpleName()
        + "; expected a number, boolean, String, enum, record, registered interface or List of"
        + " these; change the component's type";
  }
}
