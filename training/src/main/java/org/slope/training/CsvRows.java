package org.slope.training;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a CSV file, plain or gzip, one after the other; every row has the header's length.
 */
final class CsvRows implements Closeable {
  /** A last record of our own: it is missing when an open quotation mark has swallowed it. */
  private static final String END = "\u0001";

  private final Path file;
  private final char separator;
  private final CsvReader<CsvRecord> reader;
  private final CloseableIterator<CsvRecord> records;
  private final List<String> names;
  private @Nullable CsvRecord first;
  private long line = 1;

  CsvRows(Path file, char separator, boolean header) throws IOException {
    this.file = file;
    this.separator = separator;
    reader =
        CsvReader.builder()
            .fieldSeparator(separator)
            .acceptCharsAfterQuotes(false)
            .ofCsvRecord(new InputStreamReader(open(file), StandardCharsets.UTF_8.newDecoder()));
    records = reader.iterator();
    try {
      CsvRecord record = record();
      if (record == null) {
        throw new IOException(file + ": it is empty; expected a header and rows; check the path");
      }
      names = header ? header(record) : numbered(record.getFieldCount());
      first = header ? null : record;
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  static void requireFile(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(
          file.toString(), null, "there is no such file; expected a CSV file; check the path");
    }
  }

  private static InputStream open(Path file) throws IOException {
    requireFile(file);
    InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    try {
      in.mark(2);
      boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
      in.reset();
      byte[] end = ("\n" + END).getBytes(StandardCharsets.UTF_8);
      return new SequenceInputStream(
          gzip ? new GZIPInputStream(in, 1 << 16) : in, new ByteArrayInputStream(end));
    } catch (IOException e) {
      in.close();
      throw damaged(file, e);
    }
  }

  private static IOException damaged(Path file, Exception e) {
    return new IOException(
        file
            + ": the compressed data is damaged ("
            + e.getMessage()
            + "); expected a whole gzip file; write or download it again",
        e);
  }

  private List<String> header(CsvRecord record) throws IOException {
    List<String> header = new ArrayList<>(record.getFields().stream().map(String::strip).toList());
    header.set(0, header.get(0).replaceFirst("^\uFEFF", ""));
    Set<String> seen = new HashSet<>();
    for (String name : header) {
      if (!seen.add(name)) {
        throw problem(
            "the column \"" + name + "\" stands twice in the header",
            "different names",
            "rename one, or use withoutHeader() if the file has none");
      }
    }
    return List.copyOf(header);
  }

  private static List<String> numbered(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> "column" + i).toList();
  }

  /** The names for a message: the first twenty. */
  static String list(List<String> names) {
    return names.size() <= 20 ? names.toString() : names.subList(0, 20) + " and others";
  }

  /** The names of the columns; column1, column2, … without a header. */
  List<String> names() {
    return names;
  }

  /** The next row, or null after the last. */
  @Nullable CsvRecord next() throws IOException {
    CsvRecord record = first == null ? record() : first;
    first = null;
    if (record != null && record.getFieldCount() != names.size()) {
      throw problem(
          "the row has %s %s"
              .formatted(record.getFieldCount(), record.getFieldCount() == 1 ? "cell" : "cells"),
          names.size() + ", one for each column",
          "correct the row, or choose another separator than '" + separator + "'");
    }
    return record;
  }

  private @Nullable CsvRecord record() throws IOException {
    try {
      if (!records.hasNext()) {
        return null;
      }
      CsvRecord record = records.next();
      line = record.getStartingLineNumber();
      if (record.getFieldCount() == 1 && record.getField(0).equals(END)) {
        return null;
      }
      if (!records.hasNext()) {
        throw problem(
            "a quotation mark is opened in the row that starts here and never closed",
            "a second one at the end of the cell",
            "close it, and write a quotation mark inside a cell twice");
      }
      return record;
    } catch (CsvParseException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String where =
          String.valueOf(e.getMessage()).replaceFirst("^Exception when reading (the )?", "");
      throw new IOException(
          "%s: %s (%s); expected cells as in RFC 4180; quote the whole cell, and write a quotation mark inside it twice"
              .formatted(file, cause.getMessage(), where),
          e);
    } catch (UncheckedIOException e) {
      throw unreadable(e);
    }
  }

  private IOException unreadable(UncheckedIOException e) {
    if (e.getCause() instanceof CharacterCodingException) {
      return new IOException(
          file + ", after line " + line + ": it is not UTF-8; expected text; convert the file", e);
    }
    return damaged(file, e);
  }

  /** An exception for the row that was read last. */
  IOException problem(String what, String expected, String fix) {
    return new IOException(
        "%s, line %s: %s; expected %s; %s".formatted(file, line, what, expected, fix));
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
