package org.slope.format;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parses the subset of Python that an npy header is: one dict from strings to strings, booleans and
 * tuples of non-negative integers. It does not recurse, and what else it meets it refuses.
 */
final class PythonLiteral {

  /**
   * A {@code String}, {@code Boolean} or {@code List<Long>}, and the file's byte that it starts at.
   */
  record Value(Object value, long at) {}

  private final Source source;
  private final String text;
  private int at;

  /** Prepares to parse {@code text}, the last bytes read from {@code source}. */
  PythonLiteral(Source source, String text) {
    this.source = source;
    this.text = text;
  }

  Map<String, Value> dict() throws IOException {
    Map<String, Value> dict = new LinkedHashMap<>();
    expect('{');
    while (!accept('}')) {
      long start = position();
      String key = string();
      expect(':');
      skipSpace();
      long at = position();
      if (dict.put(key, new Value(value(), at)) != null) {
        throw problem(start, "the key '" + key + "' stands twice", "each key once");
      }
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    skipSpace();
    if (at < text.length()) {
      throw problem(position(), "text follows the dict", "only spaces");
    }
    return dict;
  }

  private Object value() throws IOException {
    if (text.startsWith("True", at) || text.startsWith("False", at)) {
      boolean value = text.charAt(at) == 'T';
      at += value ? 4 : 5;
      return value;
    }
    return switch (peek()) {
      case '\'', '"' -> string();
      case '(' -> tuple();
      case '[' ->
          throw problem(
              position(), "the array has named fields or is a list", "a plain array of numbers");
      default -> throw unexpected("a string, True, False or a tuple");
    };
  }

  private String string() throws IOException {
    skipSpace();
    char quote = peek();
    int end = quote == '\'' || quote == '"' ? text.indexOf(quote, at + 1) : -1;
    if (end < 0) {
      throw unexpected("a quoted string");
    }
    String value = text.substring(at + 1, end);
    if (value.contains("\\")) {
      throw unexpected("a string without a backslash");
    }
    at = end + 1;
    return value;
  }

  private List<Long> tuple() throws IOException {
    List<Long> tuple = new ArrayList<>();
    expect('(');
    boolean comma = true;
    while (!accept(')')) {
      if (!comma) {
        throw unexpected("',' or ')'");
      }
      tuple.add(integer());
      comma = accept(',');
    }
    return tuple;
  }

  private long integer() throws IOException {
    skipSpace();
    int start = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    if (start == at || at - start > 18) { // 18 digits fit a long
      at = start;
      throw unexpected("an integer of 1 to 18 digits, not negative");
    }
    long value = Long.parseLong(text, start, at, 10);
    if (peek() == 'L') { // Python 2
      at++;
    }
    return value;
  }

  private boolean accept(char c) {
    skipSpace();
    if (peek() != c) {
      return false;
    }
    at++;
    return true;
  }

  private void expect(char c) throws IOException {
    if (!accept(c)) {
      throw unexpected("'" + c + "'");
    }
  }

  private void skipSpace() {
    while (peek() == ' ' || peek() == '\n' || peek() == '\t' || peek() == '\r') {
      at++;
    }
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private long position() {
    return source.position() - text.length() + at;
  }

  private IOException unexpected(String expected) {
    String found = at < text.length() ? "found '" + text.charAt(at) + "'" : "the header ends";
    return problem(position(), found, expected);
  }

  private IOException problem(long at, String what, String expected) {
    return source.problem(at, what, expected, "write the file again with numpy.save");
  }
}
