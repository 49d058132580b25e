package org.slope.format;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads records as {@link SpecJson} describes; the nesting is bounded by the parser. */
final class SpecReader {
  private static final String EDITED = "the file is damaged or was edited; save the network again";
  private static final String NEWER =
      "if a newer version of Slope wrote the file, update Slope; else save the network again";

  private final SpecTypes types;

  SpecReader(SpecTypes types) {
    this.types = types;
  }

  Object read(Object node, Class<?> type) throws IOException {
    return tagged(type, node, "");
  }

  private @Nullable Object component(Type declared, boolean nullable, Object node, String path)
      throws IOException {
    if (node == JsonTree.NULL && nullable) {
      return null;
    }
    Class<?> raw = SpecTypes.raw(declared);
    if (raw == List.class) {
      return list(SpecTypes.element(declared), node, path);
    } else if (SpecTypes.isTagged(raw)) {
      return tagged(raw, node, path);
    } else if (raw.isRecord()) {
      return record(raw, null, node, path);
    } else if (raw.isEnum()) {
      return constant(raw, node, path);
    }
    return scalar(raw, node, path);
  }

  private Object scalar(Class<?> type, Object node, String path) throws IOException {
    if (type == boolean.class || type == Boolean.class) {
      return require(node instanceof Boolean, node, "true or false", path);
    } else if (type == int.class || type == Integer.class) {
      return require(node instanceof Integer, node, "an integer of 32 bits", path);
    } else if (type == long.class || type == Long.class) {
      boolean fits = node instanceof Integer || node instanceof Long;
      return ((Number) require(fits, node, "an integer of 64 bits", path)).longValue();
    } else if (type == double.class || type == Double.class) {
      return number(node, path);
    } else if (type == float.class || type == Float.class) {
      return (float) number(node, path);
    } else if (type == String.class) {
      return require(node instanceof String, node, "a string", path);
    }
    throw new IOException(
        "cannot load " + SpecTypes.at(path) + ": it is " + SpecTypes.unsupported(type));
  }

  private static double number(Object node, String path) throws IOException {
    if (node.equals("NaN") || node.equals("Infinity") || node.equals("-Infinity")) {
      return Double.parseDouble((String) node);
    }
    boolean finite = node instanceof Number number && Double.isFinite(number.doubleValue());
    require(finite, node, "a number, \"NaN\", \"Infinity\" or \"-Infinity\"", path);
    return ((Number) node).doubleValue();
  }

  private static Object constant(Class<?> type, Object node, String path) throws IOException {
    Object[] constants = type.getEnumConstants();
    for (Object constant : constants) {
      if (((Enum<?>) constant).name().equals(node)) {
        return constant;
      }
    }
    List<String> names = Arrays.stream(constants).map(c -> ((Enum<?>) c).name()).toList();
    throw problem(path, "it is " + JsonTree.show(node), "one of " + names, NEWER);
  }

  private List<Object> list(Type element, Object node, String path) throws IOException {
    require(node instanceof List, node, "a list", path);
    List<Object> list = new ArrayList<>();
    for (Object item : (List<?>) node) {
      String at = SpecTypes.child(path, list.size());
      list.add(Objects.requireNonNull(component(element, false, item, at)));
    }
    return List.copyOf(list);
  }

  private Object tagged(Class<?> declared, Object node, String path) throws IOException {
    require(node instanceof Map, node, "an object with a field \"type\"", path);
    Object tag = ((Map<?, ?>) node).get(SpecTypes.TAG);
    Class<? extends Record> type = tag instanceof String name ? types.named(name) : null;
    if (tag == null || type == null) {
      throw problem(
          path,
          tag == null ? "its type is missing" : "its type " + JsonTree.show(tag) + " is unknown",
          "one of " + types.names(),
          "if it is your own, register it with LayerTypes or pass its class to load; " + NEWER);
    }
    if (!declared.isAssignableFrom(type)) {
      throw problem(
          path,
          "its type is " + JsonTree.show(tag),
          "a " + declared.getSimpleName() + " here",
          EDITED);
    }
    return record(type, (String) tag, node, path);
  }

  private Object record(Class<?> type, @Nullable String name, Object node, String path)
      throws IOException {
    require(node instanceof Map, node, "an object", path);
    Map<?, ?> object = (Map<?, ?>) node;
    String at = name == null ? path : path.isEmpty() ? name : path + " (" + name + ")";
    List<String> fields = SpecTypes.fields(type);
    for (Object field : object.keySet()) {
      if (!fields.contains(field) && !(name != null && field.equals(SpecTypes.TAG))) {
        throw problem(at, "it has an unknown field \"" + field + "\"", fields.toString(), NEWER);
      }
    }
    RecordComponent[] components = type.getRecordComponents();
    @Nullable Object[] arguments = new Object[components.length];
    Class<?>[] parameters = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      RecordComponent c = components[i];
      Object value = object.get(c.getName());
      if (value == null) {
        throw problem(
            at, "its field \"" + c.getName() + "\" is missing", fields.toString(), EDITED);
      }
      parameters[i] = c.getType();
      arguments[i] =
          component(
              c.getGenericType(),
              SpecTypes.isNullable(c),
              value,
              SpecTypes.child(path, c.getName()));
    }
    return construct(type, parameters, arguments, at);
  }

  private static Object construct(
      Class<?> type, Class<?>[] parameters, @Nullable Object[] arguments, String at)
      throws IOException {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(parameters);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      String message = e.getCause() == null ? null : e.getCause().getMessage();
      throw new IOException("cannot load " + SpecTypes.at(at) + ": " + message, e.getCause());
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IOException(
          String.format(
              "cannot load %s: its constructor cannot be called (%s); expected one that can; make"
                  + " the record public, or open its package to org.slope.format",
              SpecTypes.at(at), e),
          e);
    }
  }

  private static Object require(boolean good, Object node, String expected, String path)
      throws IOException {
    if (!good) {
      throw problem(path, "it is " + JsonTree.show(node), expected, EDITED);
    }
    return node;
  }

  private static IOException problem(String path, String what, String expected, String fix) {
    return new IOException(
        "cannot load " + SpecTypes.at(path) + ": " + what + "; expected " + expected + "; " + fix);
  }
}
