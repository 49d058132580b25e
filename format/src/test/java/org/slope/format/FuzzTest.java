package org.slope.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.slope.format.TestFiles.ascii;
import static org.slope.format.TestFiles.concat;
import static org.slope.format.TestFiles.gzip;
import static org.slope.format.TestFiles.resource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sound files with a few bytes changed: each is read or gives an IOException, nothing else. */
class FuzzTest {
  private static final int MUTATIONS = 600;

  @TempDir private Path folder;

  private interface Reader {
    Object read(Path file) throws IOException;
  }

  @Test
  void safetensors() throws IOException {
    fuzz(Files.readAllBytes(resource("python.safetensors")), Safetensors::read);
    fuzz(Files.readAllBytes(resource("golden.safetensors")), Safetensors::read);
  }

  @Test
  void npy() throws IOException {
    fuzz(Files.readAllBytes(resource("cube-fortran-big.npy")), Npy::read);
    fuzz(
        Files.readAllBytes(resource("version-2.npy")),
        file -> {
          try (InputStream in = Files.newInputStream(file)) {
            return Npy.read(in, "stream");
          }
        });
  }

  @Test
  void npz() throws IOException {
    fuzz(Files.readAllBytes(resource("stored.npz")), Npz::read);
    fuzz(Files.readAllBytes(resource("deflated.npz")), Npz::read);
  }

  @Test
  void idx() throws IOException {
    byte[] idx = concat(new byte[] {0, 0, 0x0c, 2, 0, 0, 0, 2, 0, 0, 0, 3}, new byte[24]);
    fuzz(idx, Idx::read);
    fuzz(gzip(idx), Idx::read);
  }

  @Test
  void specs() throws IOException {
    SpecJson json = SpecJson.of(Map.of("spec", Spec.class));
    String sound = json.write(new Spec(1, -0.5, "name", List.of(new Spec(2, 1, "", List.of()))));
    fuzz(ascii(sound), file -> json.read(Files.readString(file, ISO_8859_1), Spec.class));
  }

  private record Spec(int i, double d, String s, List<Record> more) {}

  private void fuzz(byte[] sound, Reader reader) throws IOException {
    Path file = Files.write(folder.resolve("a"), sound);
    reader.read(file);
    Random random = new Random(7);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int i = 0; i < MUTATIONS; i++) {
        byte[] bytes = mutate(sound, random);
        channel.write(ByteBuffer.wrap(bytes), 0);
        channel.truncate(bytes.length);
        try {
          reader.read(file);
        } catch (IOException e) {
          // the one exception that a damaged file may give
        } catch (Throwable t) {
          throw new AssertionError("mutation " + i + ": " + Arrays.toString(bytes), t);
        }
      }
    }
  }

  private static byte[] mutate(byte[] sound, Random random) {
    byte[] bytes = sound.clone();
    for (int n = 1 + random.nextInt(4); n > 0; n--) {
      int at = random.nextInt(random.nextBoolean() ? bytes.length : Math.min(160, bytes.length));
      bytes[at] =
          switch (random.nextInt(5)) {
            case 0 -> (byte) random.nextInt(256);
            case 1 -> (byte) (bytes[at] ^ (1 << random.nextInt(8)));
            case 2 -> (byte) "0123456789-,:[]{}()'\"".charAt(random.nextInt(21));
            case 3 -> bytes[random.nextInt(bytes.length)];
            default -> (byte) -random.nextInt(2);
          };
    }
    return random.nextInt(5) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 20)) : bytes;
  }
}
