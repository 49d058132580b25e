package org.slope.mutation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One sign of a backward pass, changed.
 *
 * @param name what the sign belongs to
 * @param file the source file
 * @param place what comes before the braces around the text
 * @param tests the simple names of the test classes that should fail
 * @param old the text to be replaced
 * @param replacement what replaces it
 */
record Flip(
    String name, Path file, String place, List<String> tests, String old, String replacement) {
  private static final List<String> SOURCES =
      List.of(
          "layers/src/main/java/org/slope/layers", "core/src/main/java/org/slope/core/internal");

  /** Reads flips, each a line {@code name | class | place | tests}, one of - and one of +. */
  static List<Flip> parse(List<String> text, Path root) {
    List<String> lines = text.stream().filter(s -> !s.isBlank() && !s.startsWith("#")).toList();
    if (lines.size() % 3 != 0) {
      throw new IllegalArgumentException("flips.txt has " + lines.size() + " lines, not threes");
    }
    return IntStream.range(0, lines.size() / 3)
        .mapToObj(i -> parse(lines.get(3 * i), lines.get(3 * i + 1), lines.get(3 * i + 2), root))
        .toList();
  }

  private static Flip parse(String head, String old, String replacement, Path root) {
    String[] parts = head.split(" \\| ", -1);
    if (parts.length != 4 || !old.startsWith("- ") || !replacement.startsWith("+ ")) {
      throw new IllegalArgumentException(
          "no flip: %s%n%s%n%s%nit needs the lines 'name | class | place | tests', '- …', '+ …'"
              .formatted(head, old, replacement));
    }
    Path file =
        SOURCES.stream()
            .map(folder -> root.resolve(folder).resolve(parts[1] + ".java"))
            .filter(Files::exists)
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException(parts[0] + ": there is no " + parts[1]));
    List<String> tests = Arrays.asList(parts[3].split(" ", -1));
    return new Flip(parts[0], file, parts[2], tests, old.substring(2), replacement.substring(2));
  }

  /** Returns the name of the class that the file defines. */
  String className() {
    String path = file.toString().replace('/', '.').replace('\\', '.');
    return path.substring(path.indexOf("org.slope."), path.length() - ".java".length());
  }

  /** Returns the source with the text replaced, which must stand there once. */
  String changed() {
    String source;
    try {
      source = Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    int place = only(source, this.place, 0, source.length());
    int open = source.indexOf('{', place);
    int at = only(source, old, open, end(source, open));
    return source.substring(0, at) + replacement + source.substring(at + old.length());
  }

  private int only(String source, String text, int from, int to) {
    int at = source.indexOf(text, from);
    int next = source.indexOf(text, at + 1);
    if (at < 0 || at >= to || (next >= 0 && next < to)) {
      throw new IllegalStateException(
          "%s: '%s' must stand once in %s after '%s'; mend flips.txt"
              .formatted(name, text, file.getFileName(), place));
    }
    return at;
  }

  private static int end(String source, int open) {
    int depth = 0;
    int at = open;
    do {
      depth += source.charAt(at) == '{' ? 1 : source.charAt(at) == '}' ? -1 : 0;
      at++;
    } while (depth > 0);
    return at;
  }
}
