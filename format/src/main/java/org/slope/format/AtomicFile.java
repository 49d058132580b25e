package org.slope.format;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes a file whole or not at all: the bytes go to a temporary file in the same folder, which
 * then takes the place of the old one in one step. A reader sees the old file or the new one; when
 * writing fails, the old one stays and the temporary one is deleted.
 */
public final class AtomicFile {

  /** What a file shall contain. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes all of it.
     *
     * @param out a buffered stream; closing it is allowed and not needed
     * @throws IOException if writing fails; the file then stays as it was
     */
    void writeTo(OutputStream out) throws IOException;
  }

  private AtomicFile() {}

  /**
   * Writes {@code content} to {@code file}, replacing what is there; a symbolic link is followed.
   *
   * @throws IOException if the folder does not exist or cannot be written, or the content throws
   */
  public static void write(Path file, Content content) throws IOException {
    Path target = Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath();
    Path folder = target.getParent();
    if (folder == null || Files.isDirectory(target)) {
      throw cannotWrite(file, "it is a folder; expected a file name; add one");
    }
    if (!Files.isDirectory(folder)) {
      throw cannotWrite(
          file, "the folder " + folder + " does not exist; expected an existing one; create it");
    }
    String random = Long.toHexString(ThreadLocalRandom.current().nextLong());
    Path temporary = folder.resolve("." + target.getFileName() + "." + random + ".tmp");
    try {
      try (FileChannel channel = FileChannel.open(temporary, CREATE_NEW, WRITE)) {
        OutputStream out = new Unclosed(Channels.newOutputStream(channel));
        content.writeTo(out);
        out.flush();
        channel.force(true);
      }
      Files.move(temporary, target, ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary); // nothing is left to delete after the move
    }
  }

  private static FileSystemException cannotWrite(Path file, String why) {
    return new FileSystemException(file.toString(), null, "cannot write it: " + why);
  }

  /** A buffer whose close only flushes: the file is forced to the disk afterwards. */
  private static final class Unclosed extends BufferedOutputStream {
    Unclosed(OutputStream out) {
      super(out, 1 << 16);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
