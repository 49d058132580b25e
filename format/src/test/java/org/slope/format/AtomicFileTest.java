package org.slope.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slope.format.TestFiles.ascii;
import static org.slope.format.TestFiles.failure;
import static org.slope.format.TestFiles.list;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir private Path folder;

  @Test
  void replacesTheFileOnlyWhenAllIsWritten() throws IOException {
    Path file = folder.resolve("a");
    Files.writeString(file, "old");
    AtomicFile.write(
        file,
        out -> {
          out.write(ascii("new"));
          out.flush();
          assertEquals("old", Files.readString(file));
          assertEquals(2, list(folder).size());
          out.close();
        });
    assertEquals("new", Files.readString(file));
    assertEquals(List.of(file), list(folder));
  }

  @Test
  void leavesTheOldFileWhenWritingFails() throws IOException {
    Path file = folder.resolve("a");
    Files.writeString(file, "old");
    for (Throwable failure :
        List.of(new IOException("disk"), new IllegalStateException("bug"), new AssertionError())) {
      Throwable thrown =
          assertThrows(
              failure.getClass(),
              () ->
                  AtomicFile.write(
                      file,
                      out -> {
                        out.write(new byte[1 << 20]);
                        sneak(failure);
                      }));
      assertEquals(failure, thrown);
      assertEquals("old", Files.readString(file));
      assertEquals(List.of(file), list(folder));
    }
  }

  @Test
  void followsALink() throws IOException {
    Path file = folder.resolve("a");
    Path link = folder.resolve("link");
    Files.writeString(file, "old");
    Files.createSymbolicLink(link, file);
    AtomicFile.write(link, out -> out.write(ascii("new")));
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("new", Files.readString(file));
  }

  @Test
  void saysWhyItCannotWrite() {
    Path file = folder.resolve("b").resolve("a");
    assertEquals(
        "a: cannot write it: the folder b does not exist; expected an existing one; create it",
        failure(file, () -> AtomicFile.write(file, out -> {})).replace(folder + "/", ""));
    String message = failure(folder, () -> AtomicFile.write(folder, out -> {}));
    assertEquals(
        folder.getFileName() + ": cannot write it: it is a folder; expected a file name; add one",
        message);
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable t) throws T {
    throw (T) t;
  }
}
