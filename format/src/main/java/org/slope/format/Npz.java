package org.slope.format;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** numpy's file of several named arrays, {@code .npz}: a zip archive of {@link Npy npy} files. */
public final class Npz {
  /** How many bytes the arrays of a file may take together, unless chosen: 4 GiB. */
  public static final long DEFAULT_MAX_BYTES = 4L << 30;

  /** A month after zip's first: of that one, Java also writes the time in the machine's zone. */
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 2, 1, 0, 0);

  private static final String SUFFIX = ".npy";

  private Npz() {}

  /**
   * Reads all arrays, in the archive's order, by their names without {@code .npy}.
   *
   * @throws IOException if the file is missing or damaged, holds anything but arrays of numbers, or
   *     is larger than {@link #DEFAULT_MAX_BYTES} or the heap
   */
  public static Map<String, Tensor> read(Path file) throws IOException {
    return read(file, DEFAULT_MAX_BYTES);
  }

  /**
   * Reads all arrays, which may take {@code maxBytes} together once inflated. No more is inflated
   * than each array's header declares.
   *
   * @throws IOException as {@link #read(Path)}
   */
  public static Map<String, Tensor> read(Path file, long maxBytes) throws IOException {
    Source.requireFile(file, "an npz file");
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      long total = 0;
      for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
        ZipEntry entry = all.nextElement();
        String where = file + "!" + entry.getName();
        if (!entry.getName().endsWith(SUFFIX)) {
          throw problem(where, "it is no array", "only .npy files", "save with numpy.savez");
        }
        Tensor array = read(zip, entry, where, maxBytes - total);
        total += array.byteSize();
        String name = entry.getName();
        if (arrays.put(name.substring(0, name.length() - SUFFIX.length()), array) != null) {
          throw problem(where, "the name stands twice", "each name once", "rename one");
        }
      }
    } catch (ZipException | IllegalArgumentException e) {
      throw new IOException(
          String.format(
              "%s: it cannot be opened (%s); expected a zip archive of npy files; write or download"
                  + " it again",
              file, e.getMessage()),
          e);
    }
    return Collections.unmodifiableMap(arrays);
  }

  private static Tensor read(ZipFile zip, ZipEntry entry, String where, long maxBytes)
      throws IOException {
    CRC32 crc = new CRC32(); // ZipFile does not check it
    InputStream bytes = zip.getInputStream(entry);
    if (bytes == null) {
      throw problem(where, "it cannot be found by its name", "a sound archive", "write it again");
    }
    try (InputStream in = new CheckedInputStream(bytes, crc);
        Source source = new Source(where, in, -1)) {
      NpyHeader header = NpyHeader.read(source);
      if (header.heapBytes() > maxBytes) {
        throw source.problem(
            "the array takes " + header.heapBytes() + " bytes",
            "at most " + maxBytes + " here",
            "if the file is sound, pass a larger maxBytes");
      }
      Tensor array = Npy.read(source, header);
      if (crc.getValue() != entry.getCrc()) {
        throw problem(
            where, "its checksum is wrong", "CRC " + entry.getCrc(), "write or download it again");
      }
      return array;
    }
  }

  /**
   * Writes the arrays in the map's order, uncompressed as numpy.savez does; the file is replaced in
   * one step. Equal arrays give equal bytes.
   *
   * @throws IOException if writing fails
   * @throws IllegalArgumentException if a name is empty
   */
  public static void write(Path file, Map<String, Tensor> arrays) throws IOException {
    write(file, arrays, ZipEntry.STORED);
  }

  /**
   * Writes the arrays compressed, as numpy.savez_compressed does; else as {@link #write}.
   *
   * @throws IOException if writing fails
   * @throws IllegalArgumentException if a name is empty
   */
  public static void writeCompressed(Path file, Map<String, Tensor> arrays) throws IOException {
    write(file, arrays, ZipEntry.DEFLATED);
  }

  private static void write(Path file, Map<String, Tensor> arrays, int method) throws IOException {
    if (arrays.containsKey("")) {
      throw new IllegalArgumentException(
          "an array has an empty name; expected a name for each array of " + file + "; name it");
    }
    AtomicFile.write(
        file,
        out -> {
          ZipOutputStream zip = new ZipOutputStream(out);
          for (Map.Entry<String, Tensor> e : arrays.entrySet()) {
            zip.putNextEntry(entry(e.getKey(), e.getValue(), method));
            Npy.write(zip, e.getValue());
          }
          zip.finish();
        });
  }

  private static ZipEntry entry(String name, Tensor array, int method) throws IOException {
    ZipEntry entry = new ZipEntry(name + SUFFIX);
    entry.setTimeLocal(EPOCH);
    entry.setMethod(method);
    if (method == ZipEntry.STORED) {
      CRC32 crc = new CRC32();
      Npy.write(new CheckedOutputStream(OutputStream.nullOutputStream(), crc), array);
      entry.setCrc(crc.getValue());
      entry.setSize(Npy.header(array).length + array.byteSize());
    }
    return entry;
  }

  private static IOException problem(String where, String what, String expected, String fix) {
    return new IOException(where + ": " + what + "; expected " + expected + "; " + fix);
  }
}
