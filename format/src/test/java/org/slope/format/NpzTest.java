package org.slope.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slope.format.TestFiles.failure;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzTest {
  @TempDir private Path folder;
  private Path file = Path.of("");
  private final Map<String, Tensor> arrays = new LinkedHashMap<>();

  @BeforeEach
  void fill() {
    file = folder.resolve("a.npz");
    arrays.put("w/x", Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
    arrays.put("b", Tensor.of(new double[100_000], 100_000));
    arrays.put("ü", Tensor.of(new long[] {Long.MAX_VALUE}));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void readsWhatItWrote(boolean compressed) throws IOException {
    if (compressed) {
      Npz.writeCompressed(file, arrays);
    } else {
      Npz.write(file, arrays);
    }
    assertEquals(compressed, Files.size(file) < 10_000);
    Map<String, Tensor> read = Npz.read(file);
    assertEquals(arrays.toString(), read.toString());
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, (float[]) read.get("w/x").data());
    assertArrayEquals(new long[] {Long.MAX_VALUE}, (long[]) read.get("ü").data());
  }

  @Test
  void equalArraysGiveEqualBytes() throws IOException {
    Npz.write(file, arrays);
    byte[] first = Files.readAllBytes(file);
    Npz.write(file, arrays);
    assertArrayEquals(first, Files.readAllBytes(file));
  }

  @Test
  void noMoreThanMaxBytesAreInflated() throws IOException {
    Npz.writeCompressed(file, arrays);
    assertEquals(
        "a.npz!b.npy, byte 128: the array takes 800000 bytes; expected at most 799976 here; if the"
            + " file is sound, pass a larger maxBytes",
        failure(file, () -> Npz.read(file, 800_000)));
    assertEquals(3, Npz.read(file, 800_032).size());
  }

  @Test
  void anEntryLongerThanItsHeaderSays() throws IOException {
    zip("a.npy", npy(Tensor.of(new float[1], 1)), new byte[1 << 20]);
    assertEquals(
        "a.npz!a.npy, byte 132: bytes follow the data; expected the file to end here; it is damaged"
            + " or not what its header says; write it again",
        failure(file, () -> Npz.read(file)));
  }

  @Test
  void anEntryThatIsNoArray() throws IOException {
    zip("readme.txt", new byte[1]);
    assertEquals(
        "a.npz!readme.txt: it is no array; expected only .npy files; save with numpy.savez",
        failure(file, () -> Npz.read(file)));
  }

  @Test
  void aFileThatIsNoArchive() throws IOException {
    Files.write(file, new byte[100]);
    assertEquals( // the parenthesis is the JDK's and changes with it
        "a.npz: it cannot be opened (…); expected a zip archive of npy files; write or download it"
            + " again",
        failure(file, () -> Npz.read(file)).replaceFirst("\\(.*\\)", "(…)"));
    Files.delete(file);
    assertEquals(
        "a.npz: there is no such file; expected an npz file; check the path",
        failure(file, () -> Npz.read(file)));
  }

  @Test
  void aDamagedElementIsFoundByItsChecksum() throws IOException {
    Npz.write(file, Map.of("a", Tensor.of(new float[] {1}, 1)));
    byte[] bytes = Files.readAllBytes(file);
    int at = "PK..".length() + 26 + "a.npy".length() + 128;
    assertEquals(0x3f, bytes[at + 3]); // 1f is 3f800000
    bytes[at + 3] = 0x40;
    Files.write(file, bytes);
    String message = failure(file, () -> Npz.read(file));
    assertTrue(message.startsWith("a.npz!a.npy: its checksum is wrong; expected CRC "), message);
  }

  @Test
  void aNameThatStandsTwice() throws IOException {
    Tensor one = Tensor.of(new int[1], 1);
    Npz.write(file, Map.of("a", one, "b", one));
    String bytes = Files.readString(file, StandardCharsets.ISO_8859_1).replace("b.npy", "a.npy");
    Files.writeString(file, bytes, StandardCharsets.ISO_8859_1);
    assertEquals(
        "a.npz!a.npy: the name stands twice; expected each name once; rename one",
        failure(file, () -> Npz.read(file)));
  }

  @Test
  void anEmptyName() {
    assertEquals(
        "an array has an empty name; expected a name for each array of " + file + "; name it",
        assertThrows(
                IllegalArgumentException.class,
                () -> Npz.write(file, Map.of("", Tensor.of(new int[1], 1))))
            .getMessage());
  }

  private void zip(String name, byte[]... parts) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(name));
      for (byte[] part : parts) {
        zip.write(part);
      }
    }
  }

  private static byte[] npy(Tensor array) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Npy.write(out, array);
    return out.toByteArray();
  }
}
