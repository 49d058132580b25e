package org.slope.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PageTest {
  @Test
  void partsThatWereNotMeasuredAnewStay(@TempDir Path folder) throws IOException {
    Path page = folder.resolve("page.md");
    Page.write(page, Map.of("main", "1.5x: met\n", "start", "2 s: MISSED\n"), false);
    Page.write(
        page, Map.of("main", "1.4x: MISSED\n", "others", "- Slope: kept in 3 of 4 rows.\n"), false);
    String text = Files.readString(page);
    assertTrue(text.contains("<!-- main -->\n1.4x: MISSED\n<!-- end of main -->"), text);
    assertTrue(text.contains("2 s: MISSED"), text);
    assertTrue(text.contains("0 of 2 targets are met, and 3 of 4 limits on other networks."), text);
    assertFalse(text.contains("1.5x: met"), text);
    assertFalse(text.contains("{{"), text);
  }

  @Test
  void aQuickRunIsNotJudged(@TempDir Path folder) throws IOException {
    Path page = folder.resolve("page.md");
    Page.write(page, Map.of("main", "1.5x: met\n"), true);
    String text = Files.readString(page);
    assertTrue(text.contains("of a quick run"), text);
    assertFalse(text.contains("targets are met"), text);
  }

  @Test
  void aTableIsMarkdown() {
    Table table = new Table("name", "ms");
    table.add(List.of("a", "1.25"));
    assertEquals(
        """
        | name |   ms |
        |------|-----:|
        | a    | 1.25 |
        """,
        table.toString());
  }

  @Test
  void statisticsAreOverRounds() {
    assertEquals(2.5, Statistics.median(new double[] {4, 1, 2, 3}));
    assertEquals(3, Statistics.medianRatio(new double[] {6, 2, 9}, new double[] {2, 1, 3}));
  }
}
