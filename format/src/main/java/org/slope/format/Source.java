package org.slope.format;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Untrusted bytes, read once from front to back, with a name and a position for messages. */
final class Source implements Closeable {
  private static final int CHUNK = 1 << 16;

  private final String name;
  private final InputStream in;
  private final long length;
  private long position;

  /**
   * Bytes of a stream.
   *
   * @param name what messages call it
   * @param length how many bytes there are, -1 if unknown
   */
  Source(String name, InputStream in, long length) {
    this.name = name;
    this.in = in;
    this.length = length;
  }

  /** The bytes of a file. */
  static Source open(Path file, String kind) throws IOException {
    requireFile(file, kind);
    return new Source(file.toString(), Files.newInputStream(file), Files.size(file));
  }

  /** The bytes of a file, inflated if they start as gzip does. */
  static Source openMaybeGzip(Path file, String kind) throws IOException {
    requireFile(file, kind);
    InputStream in = new BufferedInputStream(Files.newInputStream(file), CHUNK);
    try {
      in.mark(2);
      boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
      in.reset();
      return gzip
          ? new Source(file.toString(), new GZIPInputStream(in, CHUNK), -1)
          : new Source(file.toString(), in, Files.size(file));
    } catch (ZipException | EOFException e) {
      in.close();
      throw broken(file + ", byte 0", e);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  static void requireFile(Path file, String kind) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(
          file.toString(), null, "there is no such file; expected " + kind + "; check the path");
    }
  }

  /** Bytes read so far. */
  long position() {
    return position;
  }

  /** Bytes left, -1 if unknown. */
  long remaining() {
    return length < 0 ? -1 : length - position;
  }

  /**
   * The next {@code n} bytes; {@code what} they are goes into the message when they are not there.
   */
  byte[] bytes(int n, String what) throws IOException {
    requireRemaining(n, what);
    byte[] bytes = new byte[n];
    fill(bytes, n, what);
    return bytes;
  }

  /** The next {@code count} elements in a Java array, allocated only as far as bytes are there. */
  Object array(ElementType type, ByteOrder order, int count, String what) throws IOException {
    requireRemaining((long) count * type.bytes(), what);
    requireHeap((long) count * type.inMemory().bytes());
    int perChunk = CHUNK / type.bytes();
    Object array = type.newArray(length < 0 ? Math.min(count, perChunk) : count);
    byte[] chunk = new byte[(int) Math.min((long) count * type.bytes(), CHUNK)];
    int n;
    for (int i = 0; i < count; i += n) {
      n = Math.min(count - i, perChunk);
      fill(chunk, n * type.bytes(), what);
      if (i + n > Array.getLength(array)) {
        Object longer = type.newArray((int) Math.min(count, 2L * Array.getLength(array)));
        System.arraycopy(array, 0, longer, 0, i);
        array = longer;
      }
      type.decode(ByteBuffer.wrap(chunk).order(order), array, i, n);
    }
    return array;
  }

  /** Refuses what the largest heap cannot hold, before any of it is allocated. */
  void requireHeap(long bytes) throws IOException {
    long heap = Runtime.getRuntime().maxMemory();
    if (bytes > heap) {
      throw problem(
          "its data takes " + mib(bytes) + " of memory",
          "at most the Java heap's " + mib(heap),
          "if the file is sound, start Java with a larger -Xmx");
    }
  }

  /** Requires that all bytes are read. */
  void requireEnd() throws IOException {
    if (length < 0 ? read(new byte[1], 1) > 0 : position < length) {
      throw problem(
          "bytes follow the data" + (length < 0 ? "" : " (" + remaining() + ")"),
          "the file to end here",
          "it is damaged or not what its header says; write it again");
    }
  }

  /** An exception that says where, what happened, what was expected, and how to fix it. */
  IOException problem(String what, String expected, String fix) {
    return problem(position, what, expected, fix);
  }

  IOException problem(long at, String what, String expected, String fix) {
    return new IOException(
        name + ", byte " + at + ": " + what + "; expected " + expected + "; " + fix);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private void requireRemaining(long n, String what) throws IOException {
    if (length >= 0 && n > remaining()) {
      throw truncated(remaining(), n, what);
    }
  }

  private void fill(byte[] into, int n, String what) throws IOException {
    int got = read(into, n);
    if (got < n) {
      throw truncated(got, n, what);
    }
    position += n;
  }

  private int read(byte[] into, int n) throws IOException {
    try {
      return in.readNBytes(into, 0, n);
    } catch (ZipException | EOFException e) {
      throw broken(name + ", after byte " + position, e);
    }
  }

  private IOException truncated(long got, long n, String what) {
    return problem(
        "the file ends within " + what,
        String.format("%s more bytes, found %s", n, got),
        "it is truncated; write or download it again");
  }

  private static IOException broken(String where, IOException e) {
    return new IOException(
        String.format(
            "%s: the compressed data is damaged (%s); expected a whole archive; write or download"
                + " it again",
            where, e instanceof EOFException ? "it ends too soon" : e.getMessage()),
        e);
  }

  private static String mib(long bytes) {
    return String.format(Locale.ROOT, "%,d MiB", (bytes >> 20) + 1);
  }
}
