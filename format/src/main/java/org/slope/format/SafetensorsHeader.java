package org.slope.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and checks the header of a safetensors file, before anything is allocated for its data. */
final class SafetensorsHeader {

  /** One tensor: {@code begin} and {@code end} count from the first byte after the header. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Entry(String name, ElementType type, long[] shape, int count, long begin, long end) {}

  private static final String FIX = "write the file again; it is damaged or not safetensors";

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(10)
                  .maxStringLength((int) Safetensors.MAX_HEADER)
                  .build())
          .build();

  private final Source source;
  private final JsonParser json;
  private final List<Entry> entries = new ArrayList<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();

  private SafetensorsHeader(Source source, JsonParser json) {
    this.source = source;
    this.json = json;
  }

  /** The tensors in the header's order. */
  List<Entry> entries() {
    return entries;
  }

  /** The tensors in the data's order. */
  List<Entry> byOffset() {
    return entries.stream()
        .sorted(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end))
        .toList();
  }

  Map<String, String> metadata() {
    return metadata;
  }

  static SafetensorsHeader read(Source source) throws IOException {
    byte[] start = source.bytes(8, "the header's length");
    long length = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 2 || length > Safetensors.MAX_HEADER || length > source.remaining()) {
      throw source.problem(
          0,
          "the header is said to be " + Long.toUnsignedString(length) + " bytes long",
          "2 to " + Math.min(Safetensors.MAX_HEADER, source.remaining()),
          "write or download the file again; it is truncated or not safetensors");
    }
    byte[] bytes = source.bytes((int) length, "the header");
    if (bytes[0] != '{' || bytes[1] == 0) { // a 0 would be UTF-16 to Jackson
      throw source.problem(8, "the header does not start as JSON does", "'{'", FIX);
    }
    try (JsonParser json = JSON.createParser(bytes)) {
      SafetensorsHeader header = new SafetensorsHeader(source, json);
      header.parse();
      header.checkLayout();
      return header;
    } catch (JsonProcessingException e) {
      long at = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
      throw source.problem(
          8 + at, "the header is bad JSON (" + SpecJson.why(e) + ")", "one JSON object", FIX);
    }
  }

  private void parse() throws IOException {
    json.nextToken();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      require(json.nextToken(), JsonToken.START_OBJECT, quote(name), "an object");
      if (name.equals(Safetensors.METADATA)) {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String key = json.currentName();
          require(json.nextToken(), JsonToken.VALUE_STRING, "metadata " + quote(key), "a string");
          metadata.put(key, json.getText());
        }
      } else {
        entries.add(entry(name));
      }
    }
    if (json.nextToken() != null) {
      throw problem("text follows the header's object", "only spaces");
    }
  }

  private Entry entry(String name) throws IOException {
    String dtype = null;
    long[] shape = null;
    long[] offsets = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken token = json.nextToken();
      switch (field) {
        case "dtype" -> {
          require(token, JsonToken.VALUE_STRING, "dtype of tensor " + quote(name), "a string");
          dtype = json.getText();
        }
        case "shape" -> shape = longs(token, "shape of tensor " + quote(name));
        case "data_offsets" -> offsets = longs(token, "data_offsets of tensor " + quote(name));
        default ->
            throw problem(
                "tensor " + quote(name) + " has a field " + quote(field),
                "dtype, shape and data_offsets");
      }
    }
    if (dtype == null || shape == null || offsets == null || offsets.length != 2) {
      throw problem(
          "tensor " + quote(name) + " is incomplete", "dtype, shape and two data_offsets");
    }
    ElementType type = type(name, dtype);
    int count = Tensor.count(shape);
    if (count < 0) {
      throw problem(
          "tensor " + quote(name) + " has the shape " + Arrays.toString(shape),
          "less than 2^31 elements");
    }
    long size = (long) count * type.bytes();
    if (offsets[0] > offsets[1] || offsets[1] - offsets[0] != size) {
      throw problem(
          String.format(
              "tensor %s of %s %s lies at bytes %s to %s of the data",
              quote(name), type, Arrays.toString(shape), offsets[0], offsets[1]),
          size + " bytes");
    }
    return new Entry(name, type, shape, count, offsets[0], offsets[1]);
  }

  private ElementType type(String name, String dtype) throws IOException {
    @Nullable ElementType type =
        Arrays.stream(ElementType.values())
            .filter(t -> t.name().equals(dtype))
            .findFirst()
            .orElse(null);
    if (type == null) {
      throw source.problem(
          position(),
          "tensor " + quote(name) + " has the unknown dtype " + quote(dtype),
          "one of " + Arrays.toString(ElementType.values()),
          "convert it before saving, as by tensor.float() in Python");
    }
    return type;
  }

  private long[] longs(JsonToken token, String what) throws IOException {
    String expected = "an array of at most " + Tensor.MAX_RANK + " integers, none negative";
    require(token, JsonToken.START_ARRAY, what, expected);
    long[] longs = new long[Tensor.MAX_RANK];
    int n = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      boolean integer = json.currentToken() == JsonToken.VALUE_NUMBER_INT;
      if (!integer
          || n == longs.length
          || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
          || json.getLongValue() < 0) {
        throw problem("the " + what + " is wrong", expected);
      }
      longs[n++] = json.getLongValue();
    }
    return Arrays.copyOf(longs, n);
  }

  /** The tensors must cover the data without gap or overlap, to the end of the file. */
  private void checkLayout() throws IOException {
    long end = 0;
    for (Entry e : byOffset()) {
      if (e.begin() != end) {
        throw source.problem(
            "tensor " + quote(e.name()) + " starts at byte " + e.begin() + " of the data",
            end + ", where the tensor before it ends",
            FIX);
      }
      end = e.end();
    }
    if (end != source.remaining()) {
      throw source.problem(
          "the file has " + source.remaining() + " bytes of data",
          end + " by its header",
          "write or download it again; it is truncated or damaged");
    }
    source.requireHeap(
        entries.stream().mapToLong(e -> (long) e.count() * e.type().inMemory().bytes()).sum());
  }

  private void require(@Nullable JsonToken token, JsonToken wanted, String what, String expected)
      throws IOException {
    if (token != wanted) {
      throw problem("the header's " + what + " has the wrong JSON type", expected);
    }
  }

  private IOException problem(String what, String expected) {
    return source.problem(position(), what, expected, FIX);
  }

  private long position() {
    return 8 + json.currentTokenLocation().getByteOffset();
  }

  /** A name from the file, short enough for a message. */
  private static String quote(String name) {
    return '"' + (name.length() > 80 ? name.substring(0, 80) + "…" : name) + '"';
  }
}
