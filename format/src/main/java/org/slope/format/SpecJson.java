package org.slope.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * Writes immutable records as JSON and reads them back, naming their types by short names that are
 * registered in advance; a class name never comes from a file.
 *
 * <p>A record is an object of its components. Where its type is not known from the declaration (at
 * the root, and wherever an interface is declared) its name stands first, as in {@code
 * {"type":"conv2d","channels":20,…}}. A component may be a boolean, an int, long, float or double
 * or its box, a String, an enum, a record, an interface that registered records implement, or a
 * List of these. A component may be null if its type is annotated {@code @Nullable}. Doubles keep
 * their value exactly; those that JSON lacks are the strings "NaN", "Infinity" and "-Infinity".
 */
public final class SpecJson {
  /** How deep objects and lists may nest. */
  static final int MAX_DEPTH = 200;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(1_000_000)
                  .maxNameLength(1_000)
                  .maxDocumentLength(Safetensors.MAX_HEADER)
                  .build())
          .build();

  private final SpecTypes types;

  private SpecJson(SpecTypes types) {
    this.types = types;
  }

  /**
   * A codec of the given records.
   *
   * @throws IllegalArgumentException if a name is blank, a class has two names, or a record has a
   *     component named "type"
   */
  public static SpecJson of(Map<String, Class<? extends Record>> types) {
    return new SpecJson(new SpecTypes(types));
  }

  /**
   * The JSON of a registered record.
   *
   * @throws IllegalArgumentException if it, or what it holds, is no registered record, as a lambda
   *     is not; the message says which component
   */
  public String write(Object spec) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      new SpecWriter(types, json).write(spec);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /**
   * The record that {@link #write} wrote.
   *
   * @throws IOException if the text is not JSON, or not of these types, or a record's constructor
   *     refuses its components; the message says which component
   */
  public <T> T read(String json, Class<T> type) throws IOException {
    Object tree;
    try (JsonParser parser = FACTORY.createParser(json)) {
      tree = JsonTree.read(parser);
    } catch (JsonProcessingException e) {
      throw new IOException(
          String.format(
              "the spec is bad JSON (%s%s); expected one object; save the network again",
              why(e),
              e.getLocation() == null ? "" : ", at character " + e.getLocation().getCharOffset()),
          e);
    }
    return type.cast(new SpecReader(types).read(tree, type));
  }

  /** What is wrong with JSON, without Jackson's account of where. */
  static String why(JsonProcessingException e) {
    return e instanceof JsonEOFException ? "it ends too soon" : e.getOriginalMessage();
  }

  /** The registered names. */
  @Override
  public String toString() {
    return "SpecJson" + types.names();
  }
}
