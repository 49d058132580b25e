package org.slope.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The page of results: a template written by hand whose <code>{{parts}}</code> the program fills.
 * Parts that were not measured anew stay as they are in the present page, between their comments.
 */
final class Page {
  private static final Pattern PART = Pattern.compile("\\{\\{(\\w+)}}");
  private static final Pattern JUDGED = Pattern.compile(": (met|MISSED)");

  private static final String QUICK =
      "**This page is of a quick run: that everything runs is all that it shows.**";

  private static final Pattern KEPT =
      Pattern.compile("^- Slope: kept in (\\d+) of (\\d+) rows", Pattern.MULTILINE);

  private Page() {}

  /**
   * Writes the page in place of the present one.
   *
   * @param quick whether it is of a quick run, which it then says
   */
  static void write(Path file, Map<String, String> parts, boolean quick) throws IOException {
    String present = Files.exists(file) ? Files.readString(file) : "";
    String filled =
        PART.matcher(template())
            .replaceAll(match -> Matcher.quoteReplacement(part(match.group(1), parts, present)));
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.writeString(file, filled.replace("[[verdict]]", quick ? QUICK : verdict(filled)));
  }

  private static String template() throws IOException {
    try (InputStream in = Objects.requireNonNull(Page.class.getResourceAsStream("page.md"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String part(String name, Map<String, String> parts, String present) {
    String begin = "<!-- " + name + " -->\n";
    String end = "<!-- end of " + name + " -->";
    String measured = parts.get(name);
    if (measured == null) {
      int from = present.indexOf(begin);
      int to = present.indexOf(end);
      measured =
          from >= 0 && to > from
              ? present.substring(from + begin.length(), to)
              : "Not measured yet.\n";
    }
    return begin + measured.stripTrailing() + "\n" + end;
  }

  private static String verdict(String text) {
    long all = JUDGED.matcher(text).results().count();
    long met =
        JUDGED.matcher(text).results().map(MatchResult::group).filter(": met"::equals).count();
    Matcher kept = KEPT.matcher(text);
    return "%d of %d targets are met%s."
        .formatted(
            met,
            all,
            kept.find()
                ? ", and %s of %s limits on other networks".formatted(kept.group(1), kept.group(2))
                : "");
  }
}
