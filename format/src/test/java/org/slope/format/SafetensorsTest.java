package org.slope.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.slope.format.TestFiles.ascii;
import static org.slope.format.TestFiles.concat;
import static org.slope.format.TestFiles.failure;
import static org.slope.format.TestFiles.little;
import static org.slope.format.TestFiles.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsTest {
  @TempDir private Path folder;

  /** The bytes in safetensors' own test, test_serialization_forced_alignement of tensor.rs. */
  @Test
  void writesTheBytesOfTheReferenceTest() throws IOException {
    Path file = folder.resolve("a.safetensors");
    Safetensors.write(
        file, Map.of("attn0", Tensor.of(new float[] {0, 1, 2, 3, 4, 5}, 1, 1, 2, 3)), Map.of());
    byte[] expected = {
      72, 0, 0, 0, 0, 0, 0, 0, 123, 34, 97, 116, 116, 110, 48, 34, 58, 123, 34, 100, 116, 121, 112,
      101, 34, 58, 34, 70, 51, 50, 34, 44, 34, 115, 104, 97, 112, 101, 34, 58, 91, 49, 44, 49, 44,
      50, 44, 51, 93, 44, 34, 100, 97, 116, 97, 95, 111, 102, 102, 115, 101, 116, 115, 34, 58, 91,
      48, 44, 50, 52, 93, 125, 125, 32, 32, 32, 32, 32, 32, 32, 0, 0, 0, 0, 0, 0, -128, 63, 0, 0, 0,
      64, 0, 0, 64, 64, 0, 0, -128, 64, 0, 0, -96, 64
    };
    assertArrayEquals(expected, Files.readAllBytes(file));
  }

  @Test
  void writesTheBytesThatPythonWrites() throws IOException {
    Path file = folder.resolve("a.safetensors");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("bias", Tensor.of(new float[] {0.5f, -0.5f}, 2));
    tensors.put("weight", Tensor.of(new float[] {0, 1, 2, 3, 4, 5}, 2, 3));
    Safetensors.write(file, tensors, Map.of("spec", "{\"type\":\"dense\"}"));
    assertArrayEquals(Files.readAllBytes(resource("golden.safetensors")), Files.readAllBytes(file));
  }

  @Test
  void readsWhatItWroteInOrder() throws IOException {
    Path file = folder.resolve("a.safetensors");
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("0.weight", Tensor.of(new float[] {1, Float.NaN, -0f}, 3, 1));
    tensors.put("ü", Tensor.of(new double[] {Math.PI, 1e-310}, 2));
    tensors.put("flags", Tensor.of(ElementType.U8, new byte[] {-1, 0, 7}, 3));
    tensors.put("empty", Tensor.of(new int[0], 2, 0));
    tensors.put("steps", Tensor.of(new long[] {Long.MIN_VALUE}));
    Map<String, String> metadata = Map.of("b", "\u2028\"\\\n", "a", "");
    Safetensors.write(file, tensors, metadata);
    TensorFile read = Safetensors.read(file);
    assertEquals(metadata, read.metadata());
    assertEquals(
        "TensorFile({0.weight=Tensor(F32 [3, 1]), ü=Tensor(F64 [2]), flags=Tensor(U8 [3]),"
            + " empty=Tensor(I32 [2, 0]), steps=Tensor(I64 [])}, metadata [a, b])",
        read.toString());
    tensors.forEach((name, t) -> assertSameBits(t, independently(file, name), read, name));
  }

  private static void assertSameBits(Tensor written, ByteBuffer raw, TensorFile file, String name) {
    Tensor read = file.tensors().get(name);
    for (int i = 0; i < written.size(); i++) {
      double expected =
          switch (written.type()) {
            case F32 -> raw.getFloat();
            case F64 -> raw.getDouble();
            case I64 -> raw.getLong();
            default -> Byte.toUnsignedInt(raw.get());
          };
      assertEquals(expected, written.get(i), name);
      assertEquals(expected, read.get(i), name);
    }
    assertEquals(0, raw.remaining(), name);
  }

  /** A second reader, straight from the format's description. */
  private static ByteBuffer independently(Path file, String name) {
    try {
      ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      int length = (int) all.getLong();
      String header = new String(all.array(), 8, length, StandardCharsets.UTF_8);
      JsonNode offsets = new ObjectMapper().readTree(header).get(name).get("data_offsets");
      int begin = 8 + length + offsets.get(0).asInt();
      int end = 8 + length + offsets.get(1).asInt();
      assertEquals(0, length % 8);
      assertEquals('{', header.charAt(0));
      return all.slice(begin, end - begin).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Sign, exponent and fraction as IEEE 754 defines them, for every half there is. */
  @Test
  void readsEveryHalf() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(2 << 16).order(ByteOrder.LITTLE_ENDIAN);
    for (int bits = 0; bits < 1 << 16; bits++) {
      data.putShort((short) bits);
    }
    Path file = write(tensor("F16", "[65536]", "[0,131072]"), data.array());
    float[] read = Safetensors.read(file).tensors().get("a").toFloats();
    for (int bits = 0; bits < 1 << 16; bits++) {
      int exponent = (bits >> 10) % 32;
      double fraction = (bits % 1024) / 1024.0;
      double size =
          switch (exponent) {
            case 0 -> Math.pow(2, -14) * fraction;
            case 31 -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
            default -> Math.pow(2, exponent - 15) * (1 + fraction);
          };
      assertEquals((float) (bits < 1 << 15 ? size : -size), read[bits]);
    }
  }

  @Test
  void whatCannotBeWritten() throws IOException {
    Path file = folder.resolve("a.safetensors");
    Tensor one = Tensor.of(new float[1]);
    assertEquals(
        "a tensor is named __metadata__, which the format reserves; expected any other name; rename"
            + " it",
        assertThrows(
                IllegalArgumentException.class,
                () -> Safetensors.write(file, Map.of("__metadata__", one), Map.of()))
            .getMessage());
    assertEquals(List.of(), TestFiles.list(folder));
  }

  @Test
  void aTensorLargerThanTheHeap() throws IOException {
    long bytes = (Runtime.getRuntime().maxMemory() / 8 + 1) * 8;
    Path file = write(tensor("F64", "[" + bytes / 8 + "]", "[0," + bytes + "]"), new byte[0]);
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(sparse.length() + bytes);
    }
    String message = failure(file, () -> Safetensors.read(file));
    assertEquals(
        "if the file is sound, start Java with a larger -Xmx",
        message.substring(message.lastIndexOf("; ") + 2));
  }

  static Stream<Arguments> hostile() {
    String again = "; write the file again; it is damaged or not safetensors";
    String download = "; write or download the file again; it is truncated or not safetensors";
    String good = tensor("F32", "[2]", "[0,8]");
    return Stream.of(
        Arguments.of(
            new byte[5],
            "byte 0: the file ends within the header's length; expected 8 more bytes, found 5; it"
                + " is truncated; write or download it again"),
        Arguments.of(
            little(8, 60),
            "byte 0: the header is said to be 60 bytes long; expected 2 to 0" + download),
        Arguments.of(
            concat(little(8, -1), new byte[10]),
            "byte 0: the header is said to be 18446744073709551615 bytes long; expected 2 to 10"
                + download),
        Arguments.of(
            concat(little(8, 100_000_001), new byte[10]),
            "byte 0: the header is said to be 100000001 bytes long; expected 2 to 10" + download),
        Arguments.of(
            file(" " + good, 8),
            "byte 8: the header does not start as JSON does; expected '{'" + again),
        Arguments.of(
            file("{\0\"\0", 8),
            "byte 8: the header does not start as JSON does; expected '{'" + again),
        Arguments.of(
            file(good + " x", 8),
            "byte 64: the header is bad JSON (Unrecognized token 'x': was expecting (JSON String,"
                + " Number, Array, Object or token 'null', 'true' or 'false')); expected one JSON"
                + " object"
                + again),
        Arguments.of(
            file(good + " {}", 8),
            "byte 63: text follows the header's object; expected only spaces" + again),
        Arguments.of(
            file("{\"a\":{", 8),
            "byte 14: the header is bad JSON (it ends too soon); expected one JSON object" + again),
        Arguments.of(
            file("{\"a\":" + "[".repeat(100_000) + "}", 8),
            "byte 13: the header's \"a\" has the wrong JSON type; expected an object" + again),
        Arguments.of(
            file("{\"a\":{\"shape\":" + "[".repeat(100_000) + "}", 8),
            "byte 23: the shape of tensor \"a\" is wrong; expected an array of at most 64 integers,"
                + " none negative"
                + again),
        Arguments.of(
            file("{\"a\":[]}", 0),
            "byte 13: the header's \"a\" has the wrong JSON type; expected an object" + again),
        Arguments.of(
            file(good.replace("}}", "},") + good.substring(1), 8),
            "byte 65: the header is bad JSON (Duplicate field 'a'); expected one JSON object"
                + again),
        Arguments.of(
            file("{\"__metadata__\":{\"a\":1}}", 0),
            "byte 29: the header's metadata \"a\" has the wrong JSON type; expected a string"
                + again),
        Arguments.of(
            file("{\"__metadata__\":\"a\"}", 0),
            "byte 24: the header's \"__metadata__\" has the wrong JSON type; expected an object"
                + again),
        Arguments.of(
            file(tensor("F8_E4M3", "[2]", "[0,2]"), 2),
            "byte 64: tensor \"a\" has the unknown dtype \"F8_E4M3\"; expected one of [F64, F32, F16,"
                + " BF16, I64, I32, I16, I8, U64, U32, U16, U8, BOOL]; convert it before saving, as"
                + " by tensor.float() in Python"),
        Arguments.of(
            file("{\"a\":{\"dtype\":7}}", 0),
            "byte 22: the header's dtype of tensor \"a\" has the wrong JSON type; expected a string"
                + again),
        Arguments.of(
            file("{\"a\":{\"dtype\":\"F32\",\"shape\":[]}}", 4),
            "byte 38: tensor \"a\" is incomplete; expected dtype, shape and two data_offsets"
                + again),
        Arguments.of(
            file(tensor("F32", "[2]", "[0,4,8]"), 8),
            "byte 62: tensor \"a\" is incomplete; expected dtype, shape and two data_offsets"
                + again),
        Arguments.of(
            file("{\"a\":{\"pickle\":1}}", 0),
            "byte 23: tensor \"a\" has a field \"pickle\"; expected dtype, shape and data_offsets"
                + again),
        Arguments.of(
            file(tensor("F32", "[-2]", "[0,8]"), 8),
            "byte 37: the shape of tensor \"a\" is wrong; expected an array of at most 64 integers,"
                + " none negative"
                + again),
        Arguments.of(
            file(tensor("F32", "[2.5]", "[0,8]"), 8),
            "byte 37: the shape of tensor \"a\" is wrong; expected an array of at most 64 integers,"
                + " none negative"
                + again),
        Arguments.of(
            file(tensor("F32", "[2,18446744073709551614]", "[0,8]"), 8),
            "byte 39: the shape of tensor \"a\" is wrong; expected an array of at most 64 integers,"
                + " none negative"
                + again),
        Arguments.of(
            file(tensor("F32", "[2,9223372036854775807]", "[0,8]"), 8),
            "byte 80: tensor \"a\" has the shape [2, 9223372036854775807]; expected less than 2^31"
                + " elements"
                + again),
        Arguments.of(
            file(tensor("U8", "[2147483648]", "[0,2147483648]"), 8),
            "byte 77: tensor \"a\" has the shape [2147483648]; expected less than 2^31 elements"
                + again),
        Arguments.of(
            file(tensor("F32", "[2]", "[0,12]"), 12),
            "byte 61: tensor \"a\" of F32 [2] lies at bytes 0 to 12 of the data; expected 8 bytes"
                + again),
        Arguments.of(
            file(tensor("F32", "[2]", "[8,0]"), 8),
            "byte 60: tensor \"a\" of F32 [2] lies at bytes 8 to 0 of the data; expected 8 bytes"
                + again),
        Arguments.of(
            file(tensor("F32", "[2]", "[4,12]"), 12),
            "byte 63: tensor \"a\" starts at byte 4 of the data; expected 0, where the tensor before"
                + " it ends"
                + again),
        Arguments.of(
            file(two("[0,8]", "[4,12]"), 12),
            "byte 116: tensor \"b\" starts at byte 4 of the data; expected 8, where the tensor before"
                + " it ends"
                + again),
        Arguments.of(
            file(two("[0,8]", "[0,8]"), 8),
            "byte 115: tensor \"b\" starts at byte 0 of the data; expected 8, where the tensor before"
                + " it ends"
                + again),
        Arguments.of(
            file(good, 9),
            "byte 62: the file has 9 bytes of data; expected 8 by its header; write or download it"
                + " again; it is truncated or damaged"),
        Arguments.of(
            file(good, 7),
            "byte 62: the file has 7 bytes of data; expected 8 by its header; write or download it"
                + " again; it is truncated or damaged"),
        Arguments.of(
            file(tensor("F64", "[1000000000]", "[0,8000000000]"), 7),
            "byte 80: the file has 7 bytes of data; expected 8000000000 by its header; write or"
                + " download it again; it is truncated or damaged"));
  }

  @ParameterizedTest
  @MethodSource
  void hostile(byte[] bytes, String message) throws IOException {
    Path file = folder.resolve("a.safetensors");
    Files.write(file, bytes);
    assertEquals("a.safetensors, " + message, failure(file, () -> Safetensors.read(file)));
  }

  private Path write(String header, byte[] data) throws IOException {
    Path file = folder.resolve("a.safetensors");
    Files.write(file, concat(little(8, header.length()), ascii(header), data));
    return file;
  }

  private static byte[] file(String header, int dataBytes) {
    return concat(little(8, header.length()), ascii(header), new byte[dataBytes]);
  }

  private static String tensor(String dtype, String shape, String offsets) {
    return String.format(
        "{\"a\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}}", dtype, shape, offsets);
  }

  private static String two(String a, String b) {
    String second = tensor("F32", "[2]", b).replace("{\"a\"", "\"b\"");
    return tensor("F32", "[2]", a).replace("}}", "},") + second;
  }
}
