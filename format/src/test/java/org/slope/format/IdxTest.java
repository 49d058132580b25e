package org.slope.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slope.format.TestFiles.concat;
import static org.slope.format.TestFiles.failure;
import static org.slope.format.TestFiles.gzip;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdxTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void images(boolean compressed) throws IOException {
    byte[] pixels = new byte[3 * 4 * 5];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i * 5);
    }
    byte[] idx = concat(header(0x08, 3, 4, 5), pixels);
    Tensor images = Idx.read(write(compressed ? gzip(idx) : idx));
    assertEquals("Tensor(U8 [3, 4, 5])", images.toString());
    assertArrayEquals(pixels, (byte[]) images.data());
    assertEquals(255, images.get(51));
  }

  @Test
  void allTypes() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(16);
    data.put(new byte[] {-1, 2});
    assertValues(0x09, ElementType.I8, data, -1, 2);
    data.clear().putShort((short) -300).putShort((short) 2);
    assertValues(0x0b, ElementType.I16, data, -300, 2);
    data.clear().putInt(-70_000).putInt(2);
    assertValues(0x0c, ElementType.I32, data, -70_000, 2);
    data.clear().putFloat(0.5f).putFloat(Float.NaN);
    assertValues(0x0d, ElementType.F32, data, 0.5, Double.NaN);
    data.clear().putDouble(Math.PI).putDouble(-0.0);
    assertValues(0x0e, ElementType.F64, data, Math.PI, -0.0);
  }

  private void assertValues(int code, ElementType type, ByteBuffer data, double... values)
      throws IOException {
    byte[] bytes = new byte[data.position()];
    data.flip().get(bytes);
    Tensor tensor = Idx.read(write(concat(header(code, values.length), bytes)));
    assertEquals(type, tensor.type());
    assertArrayEquals(values, tensor.toDoubles());
  }

  static Stream<Arguments> hostile() throws IOException {
    String fix = "; check that this is an IDX file, such as MNIST's";
    String truncated = "; it is truncated; write or download it again";
    byte[] good = concat(header(0x08, 2, 2), new byte[4]);
    byte[] huge = header(0x08, 2_147_483_639);
    return Stream.of(
        Arguments.of(
            new byte[] {0, 0},
            ", byte 0: the file ends within the magic number; expected 4 more bytes, found 2"
                + truncated),
        Arguments.of(
            new byte[0],
            ", byte 0: the file ends within the magic number; expected 4 more bytes, found 0"
                + truncated),
        Arguments.of(
            new byte[] {'P', 'K', 3, 4},
            ", byte 0: the file starts with 50 4b 03 04; expected 00 00, a type out of 08 09 0b 0c"
                + " 0d 0e, and the number of dimensions"
                + fix),
        Arguments.of(
            new byte[] {0, 0, 0x0a, 1},
            ", byte 0: the file starts with 00 00 0a 01; expected 00 00, a type out of 08 09 0b 0c"
                + " 0d 0e, and the number of dimensions"
                + fix),
        Arguments.of(
            new byte[] {0, 0, 8, -1}, ", byte 3: it has 255 dimensions; expected 1 to 64" + fix),
        Arguments.of(
            new byte[] {0, 0, 8, 2, 0},
            ", byte 4: the file ends within the dimensions; expected 8 more bytes, found 1"
                + truncated),
        Arguments.of(
            header(0x08, -1),
            ", byte 4: the shape is [4294967295]; expected less than 2^31 elements" + fix),
        Arguments.of(
            header(0x08, 65_536, 32_768),
            ", byte 4: the shape is [65536, 32768]; expected less than 2^31 elements" + fix),
        Arguments.of(
            huge,
            ", byte 8: the file ends within the elements of shape [2147483639]; expected 2147483639"
                + " more bytes, found 0"
                + truncated),
        Arguments.of(
            Arrays.copyOf(good, 15),
            ", byte 12: the file ends within the elements of shape [2, 2]; expected 4 more bytes,"
                + " found 3"
                + truncated),
        Arguments.of(
            Arrays.copyOf(good, 18),
            ", byte 16: bytes follow the data (2); expected the file to end here; it is damaged or"
                + " not what its header says; write it again"),
        Arguments.of(
            gzip(Arrays.copyOf(good, 18)),
            ", byte 16: bytes follow the data; expected the file to end here; it is damaged or not"
                + " what its header says; write it again"),
        Arguments.of(
            gzip(Arrays.copyOf(good, 15)),
            ", byte 12: the file ends within the elements of shape [2, 2]; expected 4 more bytes,"
                + " found 3"
                + truncated),
        Arguments.of(
            Arrays.copyOf(gzip(good), gzip(good).length - 4),
            ", after byte 16: the compressed data is damaged (it ends too soon);"
                + " expected a whole archive; write or download it again"),
        Arguments.of(
            new byte[] {0x1f, (byte) 0x8b, 0, 0, 0, 0, 0, 0, 0, 0},
            ", byte 0: the compressed data is damaged (Unsupported compression method); expected a"
                + " whole archive; write or download it again"));
  }

  @ParameterizedTest
  @MethodSource
  void hostile(byte[] bytes, String message) throws IOException {
    Path file = write(bytes);
    assertEquals("a.idx" + message, failure(file, () -> Idx.read(file)));
  }

  @Test
  void aSmallArchiveThatDeclaresMuchTakesLittleMemory() throws IOException {
    Path file = write(gzip(header(0x08, 1_000_000_000)));
    String message = failure(file, () -> Idx.read(file));
    assertTrue(message.contains("expected 65536 more bytes, found 0"), message);
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("a.idx"), bytes);
  }

  private static byte[] header(int code, int... dimensions) {
    ByteBuffer header = ByteBuffer.allocate(4 + 4 * dimensions.length);
    header.put((byte) 0).put((byte) 0).put((byte) code).put((byte) dimensions.length);
    Arrays.stream(dimensions).forEach(header::putInt);
    return header.array();
  }
}
