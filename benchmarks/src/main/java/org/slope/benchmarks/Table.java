package org.slope.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table of texts that prints as Markdown: the first column to the left, numbers to the right. */
public final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  /** Makes a table without rows. */
  public Table(String... header) {
    rows.add(List.of(header));
  }

  /** Adds a row. */
  public void add(List<String> cells) {
    if (cells.size() != rows.get(0).size()) {
      throw new IllegalArgumentException(
          "a row of " + cells.size() + " cells under the header " + rows.get(0));
    }
    rows.add(List.copyOf(cells));
  }

  /** Returns it as Markdown that is also legible as text. */
  @Override
  public String toString() {
    int columns = rows.get(0).size();
    int[] widths =
        IntStream.range(0, columns)
            .map(i -> rows.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
            .map(width -> Math.max(width, 3))
            .toArray();
    StringBuilder text = new StringBuilder();
    for (int r = 0; r < rows.size(); r++) {
      text.append(line(rows.get(r), widths));
      if (r == 0) {
        text.append(
            IntStream.range(0, columns)
                .mapToObj(i -> "-".repeat(widths[i] + 1) + (i == 0 ? "-" : ":"))
                .collect(Collectors.joining("|", "|", "|\n")));
      }
    }
    return text.toString();
  }

  private static String line(List<String> cells, int[] widths) {
    return IntStream.range(0, cells.size())
        .mapToObj(
            i -> {
              String space = " ".repeat(widths[i] - cells.get(i).length());
              return i == 0 ? cells.get(i) + space : space + cells.get(i);
            })
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
