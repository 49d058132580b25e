package org.slope.format;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON as plain Java: a Boolean, an Integer, Long, BigInteger or Double, a String, a List, a Map in
 * the text's order, or {@link #NULL}. Jackson's own tree would bring hundreds of classes that a
 * program waits for when it loads its first network.
 */
final class JsonTree {
  /** What is null in the text. */
  static final Object NULL = new Absent("null");

  /** What is not there at all. */
  static final Object MISSING = new Absent("empty");

  private record Absent(String name) {
    @Override
    public String toString() {
      return name;
    }
  }

  private JsonTree() {}

  /** Reads the only value of a text; nothing but space may follow it. */
  static Object read(JsonParser json) throws IOException {
    JsonToken first = json.nextToken();
    Object value = first == null ? MISSING : value(json, first);
    if (first != null && json.nextToken() != null) {
      throw new JsonParseException(json, "something follows the object");
    }
    return value;
  }

  private static Object value(JsonParser json, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> object(json);
      case START_ARRAY -> array(json);
      case VALUE_STRING -> json.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getNumberValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> NULL;
      default -> throw new JsonParseException(json, "a value is missing");
    };
  }

  private static Map<String, Object> object(JsonParser json) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      object.put(name, value(json, json.nextToken()));
    }
    return object;
  }

  private static List<Object> array(JsonParser json) throws IOException {
    List<Object> array = new ArrayList<>();
    for (JsonToken token = json.nextToken();
        token != JsonToken.END_ARRAY;
        token = json.nextToken()) {
      array.add(value(json, token));
    }
    return array;
  }

  /** Returns a value for a message. */
  static String show(Object value) {
    String text;
    if (value instanceof List) {
      text = "a list";
    } else if (value instanceof Map) {
      text = "an object";
    } else if (value instanceof Number number && !Double.isFinite(number.doubleValue())) {
      text = "a number beyond all doubles";
    } else if (value instanceof String string) {
      text = '"' + new String(JsonStringEncoder.getInstance().quoteAsString(string)) + '"';
    } else {
      text = value.toString();
    }
    return text.length() > 80 ? text.substring(0, 80) + "…" : text;
  }
}
