package org.slope.format;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes records as {@link SpecJson} describes. */
final class SpecWriter {
  private final SpecTypes types;
  private final JsonGenerator json;

  SpecWriter(SpecTypes types, JsonGenerator json) {
    this.types = types;
    this.json = json;
  }

  void write(Object spec) throws IOException {
    value(Object.class, spec, "", 0);
  }

  private void value(Type declared, Object value, String path, int depth) throws IOException {
    Class<?> raw = SpecTypes.raw(declared);
    if (depth >= SpecJson.MAX_DEPTH) {
      throw cannotSave(
          path,
          "it is nested " + SpecJson.MAX_DEPTH + " levels deep; expected less; flatten the spec");
    } else if (raw == List.class && value instanceof List<?> list) {
      json.writeStartArray();
      for (int i = 0; i < list.size(); i++) {
        component(
            SpecTypes.element(declared), false, list.get(i), SpecTypes.child(path, i), depth + 1);
      }
      json.writeEndArray();
    } else if (SpecTypes.isTagged(raw)) {
      record(value, name(value, path), path, depth);
    } else if (raw.isRecord()) {
      record(value, null, path, depth);
    } else if (raw.isEnum()) {
      json.writeString(((Enum<?>) value).name());
    } else {
      scalar(raw, value, path);
    }
  }

  private void scalar(Class<?> declared, Object value, String path) throws IOException {
    if (value instanceof Boolean b) {
      json.writeBoolean(b);
    } else if (value instanceof Integer i) {
      json.writeNumber(i);
    } else if (value instanceof Long l) {
      json.writeNumber(l);
    } else if (value instanceof Double || value instanceof Float) {
      double d = ((Number) value).doubleValue(); // exact for a float, too
      if (Double.isFinite(d)) {
        json.writeNumber(d);
      } else {
        json.writeString(Double.toString(d));
      }
    } else if (value instanceof String s) {
      json.writeString(s);
    } else {
      throw cannotSave(path, "it is " + SpecTypes.unsupported(declared));
    }
  }

  private void record(Object record, @Nullable String name, String path, int depth)
      throws IOException {
    json.writeStartObject();
    if (name != null) {
      json.writeStringField(SpecTypes.TAG, name);
    }
    for (RecordComponent c : record.getClass().getRecordComponents()) {
      json.writeFieldName(c.getName());
      String child = SpecTypes.child(path, c.getName());
      component(
          c.getGenericType(), SpecTypes.isNullable(c), get(c, record, child), child, depth + 1);
    }
    json.writeEndObject();
  }

  private void component(
      Type declared, boolean nullable, @Nullable Object value, String path, int depth)
      throws IOException {
    if (value != null) {
      value(declared, value, path, depth);
    } else if (nullable) {
      json.writeNull();
    } else {
      throw cannotSave(
          path, "it is null; expected a value; give one or annotate the component @Nullable");
    }
  }

  private String name(Object value, String path) {
    Class<?> type = value.getClass();
    String name = types.nameOf(type);
    if (name == null) {
      String what =
          type.isHidden() || type.isSynthetic()
              ? "it is a lambda, which has no name in a file"
              : "its class " + type.getTypeName() + " has no registered name";
      throw cannotSave(
          path,
          what
              + "; expected a registered record; use a record and register it with LayerTypes or"
              + " pass its class to load");
    }
    return name;
  }

  private static @Nullable Object get(RecordComponent component, Object record, String path) {
    try {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(record);
    } catch (InvocationTargetException | IllegalAccessException | RuntimeException e) {
      Throwable cause = e instanceof InvocationTargetException ? e.getCause() : e;
      throw new IllegalArgumentException(
          String.format(
              "cannot save %s: its accessor cannot be called (%s); expected a component that can be"
                  + " read; make the record public, or open its package to org.slope.format",
              path, cause),
          e);
    }
  }

  private static IllegalArgumentException cannotSave(String path, String why) {
    return new IllegalArgumentException("cannot save " + SpecTypes.at(path) + ": " + why);
  }
}
