package org.slope.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.slope.format.TestFiles.ascii;
import static org.slope.format.TestFiles.concat;
import static org.slope.format.TestFiles.failure;
import static org.slope.format.TestFiles.little;
import static org.slope.format.TestFiles.resource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "float-f4-little",
        "float-f8-little",
        "extremes-i1-little",
        "extremes-i2-little",
        "extremes-i4-little",
        "extremes-i8-little",
        "extremes-u1-little",
        "extremes-u2-little",
        "extremes-u4-little",
        "extremes-u8-little",
        "bool",
        "scalar",
        "empty",
        "vector",
        "cube-c"
      })
  void writesTheBytesThatNumpyWrites(String name) throws IOException {
    Path numpy = resource(name + ".npy");
    Path file = folder.resolve("a.npy");
    Npy.write(file, Npy.read(numpy));
    assertArrayEquals(Files.readAllBytes(numpy), Files.readAllBytes(file));
  }

  @Test
  void readsAStreamLongerThanItsFirstChunks() throws IOException {
    double[] data = new double[300_000];
    for (int i = 0; i < data.length; i++) {
      data[i] = Math.sin(i);
    }
    Path file = folder.resolve("a.npy");
    Npy.write(file, Tensor.of(data, 3, 100_000));
    assertArrayEquals(data, (double[]) Npy.read(file).data());
    assertArrayEquals(
        data, (double[]) Npy.read(new ByteArrayInputStream(Files.readAllBytes(file)), "a").data());
  }

  @Test
  void readsWhatPython2Wrote() throws IOException {
    byte[] bytes = npy("{'shape': (2L,), 'fortran_order': False, 'descr': '<i2'}", 4);
    assertEquals("Tensor(I16 [2])", Npy.read(new ByteArrayInputStream(bytes), "a").toString());
  }

  @Test
  void missingFile() {
    Path file = folder.resolve("a.npy");
    assertEquals(
        "a.npy: there is no such file; expected an npy file; check the path",
        failure(file, () -> Npy.read(file)));
  }

  static Stream<Arguments> hostile() {
    String again = "; write the file again with numpy.save";
    String truncated = "; it is truncated; write or download it again";
    return Stream.of(
        Arguments.of(
            new byte[0],
            "byte 0: the file ends within the magic number; expected 8 more bytes, found 0"
                + truncated),
        Arguments.of(
            ascii("PK\3\4 and more"),
            "byte 0: the file does not start as npy does; expected 93 'NUMPY'; check that it is an"
                + " npy file"),
        Arguments.of(
            concat(Npy.MAGIC, new byte[] {4, 0}),
            "byte 6: the npy version is 4.0; expected 1.0, 2.0 or 3.0" + again),
        Arguments.of(
            concat(Npy.MAGIC, new byte[] {2, 0}, little(4, 0xffff_fff0L)),
            "byte 8: the header is 4294967280 bytes long; expected at most 65536" + again),
        Arguments.of(
            concat(Npy.MAGIC, new byte[] {1, 0}, little(2, 100), ascii("{}")),
            "byte 10: the file ends within the header; expected 100 more bytes, found 2"
                + truncated),
        Arguments.of(
            npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", 20),
            "byte 69: the file ends within the elements of shape [2, 3]; expected 24 more bytes,"
                + " found 20"
                + truncated),
        Arguments.of(
            npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483639,), }", 8),
            "byte 76: the file ends within the elements of shape [2147483639]; expected 8589934556"
                + " more bytes, found 8"
                + truncated),
        Arguments.of(
            npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", 9),
            "byte 75: bytes follow the data (1); expected the file to end here; it is damaged or"
                + " not what its header says; write it again"),
        Arguments.of(
            npy("{'descr': '<f4', 'fortran_order': False, 'shape': (65536, 32768), }", 8),
            "byte 60: the shape is [65536, 32768]; expected less than 2^31 elements; split the"
                + " array"),
        Arguments.of(
            npy("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }", 0),
            "byte 60: the shape is [4294967296, 4294967296]; expected less than 2^31 elements;"
                + " split the array"),
        Arguments.of(
            npy("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,), }", 8),
            "byte 61: found '-'; expected an integer of 1 to 18 digits, not negative" + again),
        Arguments.of(
            npy("{'descr': '<f4', 'fortran_order': False, 'shape': (9999999999999999999,), }", 8),
            "byte 61: found '9'; expected an integer of 1 to 18 digits, not negative" + again),
        Arguments.of(
            npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2 2), }", 8),
            "byte 63: found '2'; expected ',' or ')'" + again),
        Arguments.of(
            npy("{'descr': '<f4', 'fortran_order': False, 'shape': 'x', }", 8),
            "byte 60: the shape is no tuple, or too long; expected a tuple of at most 64 numbers"
                + again),
        Arguments.of(
            npy("{'descr': '<f4', 'fortran_order': False, 'shape': (" + "1,".repeat(65) + ")}", 4),
            "byte 60: the shape is no tuple, or too long; expected a tuple of at most 64 numbers"
                + again),
        Arguments.of(
            npy("{'descr': '<f4', 'fortran_order': 'no', 'shape': (2,), }", 8),
            "byte 44: fortran_order is no boolean; expected True or False" + again),
        Arguments.of(
            npy("{'descr': '<f4', 'shape': (2,), }", 8),
            "byte 43: the header has the keys [descr, shape]; expected descr, fortran_order and"
                + " shape"
                + again),
        Arguments.of(
            npy("{'descr': '<f4', 'descr': '<f4', 'shape': (2,), }", 8),
            "byte 27: the key 'descr' stands twice; expected each key once" + again),
        Arguments.of(
            npy("{'descr': __import__('os'), }", 8),
            "byte 20: found '_'; expected a string, True, False or a tuple" + again),
        Arguments.of(
            npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), } + 1", 8),
            "byte 68: text follows the dict; expected only spaces" + again),
        Arguments.of(
            npy("{'descr': '\\x3cf4'", 8),
            "byte 20: found '''; expected a string without a backslash" + again),
        Arguments.of(
            npy("{'descr': '<f4", 8), "byte 20: found '''; expected a quoted string" + again),
        Arguments.of(npy("{'descr'", 8), "byte 18: the header ends; expected ':'" + again),
        Arguments.of(npy("(".repeat(60_000), 0), "byte 10: found '('; expected '{'" + again),
        Arguments.of(
            npy("{'descr': 'f4', 'fortran_order': False, 'shape': (2,), }", 8),
            "byte 20: the type is unsupported (descr 'f4'); expected numbers or booleans: f2 f4 f8"
                + " i1 i2 i4 i8 u1 u2 u4 u8 b1; convert it in Python, as by"
                + " array.astype('float32')"));
  }

  @ParameterizedTest
  @MethodSource
  void hostile(byte[] bytes, String message) throws IOException {
    Path file = folder.resolve("a.npy");
    Files.write(file, bytes);
    assertEquals("a.npy, " + message, failure(file, () -> Npy.read(file)));
  }

  @Test
  void aStreamThatIsShorterThanItsHeaderSaysTakesNoMoreMemoryThanItHas() {
    byte[] bytes =
        npy("{'descr': '|u1', 'fortran_order': False, 'shape': (500000000,), }", 100_000);
    assertEquals(
        "a, byte 65611: the file ends within the elements of shape [500000000]; expected 65536 more"
            + " bytes, found 34464; it is truncated; write or download it again",
        failure(folder, () -> Npy.read(new ByteArrayInputStream(bytes), "a")));
  }

  private static byte[] npy(String header, int dataBytes) {
    return concat(
        Npy.MAGIC,
        new byte[] {1, 0},
        little(2, header.length()),
        ascii(header),
        new byte[dataBytes]);
  }
}
