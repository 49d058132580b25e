package org.slope.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The safetensors format: the length of a JSON header, the header, then the tensors' bytes.
 *
 * @see <a href="https://huggingface.co/docs/safetensors">the format</a>
 */
public final class Safetensors {
  /** The format's own limit on its header. */
  static final long MAX_HEADER = 100_000_000;

  static final String METADATA = "__metadata__";

  private Safetensors() {}

  /**
   * Reads a file. All of its header is checked before memory is allocated for a tensor.
   *
   * @throws IOException if the file is missing, damaged, larger than the heap, or has a type that
   *     {@link ElementType} lacks
   */
  public static TensorFile read(Path file) throws IOException {
    try (Source source = Source.open(file, "a safetensors file")) {
      SafetensorsHeader header = SafetensorsHeader.read(source);
      Map<String, Tensor> read = new HashMap<>();
      for (SafetensorsHeader.Entry e : header.byOffset()) {
        Object data =
            source.array(e.type(), ByteOrder.LITTLE_ENDIAN, e.count(), "tensor " + e.name());
        read.put(e.name(), Tensor.of(e.type().inMemory(), data, e.shape()));
      }
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      header.entries().forEach(e -> tensors.put(e.name(), read.get(e.name())));
      return new TensorFile(tensors, header.metadata());
    }
  }

  /**
   * Writes a file, replacing it in one step. The header lists the tensors in the map's order; the
   * data starts with the widest types, so that each tensor is aligned, as PyTorch wants. Equal
   * arguments give equal bytes.
   *
   * @throws IOException if writing fails
   * @throws IllegalArgumentException if a tensor is named {@code __metadata__}, or the header is
   *     longer than the format allows
   */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    if (tensors.containsKey(METADATA)) {
      throw new IllegalArgumentException(
          "a tensor is named __metadata__, which the format reserves; expected any other name;"
              + " rename it");
    }
    List<Map.Entry<String, Tensor>> layout =
        tensors.entrySet().stream().sorted(Comparator.comparing(e -> -width(e))).toList();
    Map<String, Long> offsets = new HashMap<>();
    long end = 0;
    for (Map.Entry<String, Tensor> e : layout) {
      offsets.put(e.getKey(), end);
      end += e.getValue().byteSize();
    }
    byte[] header = header(tensors, offsets, metadata);
    if (header.length > MAX_HEADER) {
      throw new IllegalArgumentException(
          String.format(
              "the header is %s bytes long; expected at most %s; shorten the metadata",
              header.length, MAX_HEADER));
    }
    AtomicFile.write(
        file,
        out -> {
          ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
          out.write(length.putLong(header.length).array());
          out.write(header);
          for (Map.Entry<String, Tensor> e : layout) {
            e.getValue().writeTo(out);
          }
        });
  }

  private static int width(Map.Entry<String, Tensor> e) {
    return e.getValue().type().bytes();
  }

  /** The JSON, padded with spaces to a multiple of 8 bytes. */
  private static byte[] header(
      Map<String, Tensor> tensors, Map<String, Long> offsets, Map<String, String> metadata)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectFieldStart(METADATA);
        for (Map.Entry<String, String> e : new TreeMap<>(metadata).entrySet()) {
          json.writeStringField(e.getKey(), e.getValue());
        }
        json.writeEndObject();
      }
      for (Map.Entry<String, Tensor> e : tensors.entrySet()) {
        Tensor tensor = e.getValue();
        long begin = offsets.getOrDefault(e.getKey(), 0L);
        json.writeObjectFieldStart(e.getKey());
        json.writeStringField("dtype", tensor.type().name());
        json.writeFieldName("shape");
        json.writeArray(tensor.shape(), 0, tensor.shape().length);
        json.writeFieldName("data_offsets");
        json.writeArray(new long[] {begin, begin + tensor.byteSize()}, 0, 2);
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    while (bytes.size() % 8 != 0) {
      bytes.write(' ');
    }
    return bytes.toByteArray();
  }
}
