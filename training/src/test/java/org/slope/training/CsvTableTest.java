package org.slope.training;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slope.training.DatasetTest.fails;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.slope.core.internal.Memory;

class CsvTableTest {
  private static final String STONES =
      """
      carat,cut,price,"depth, in %",id
      0.23,Ideal,326,61.5,a
      0.21,Premium,327, 59.8 ,b
      "0.29",Good,-1.5e3,62.4,"c ""x"\""
      0.3,Ideal,0.1,63,d
      """;

  @TempDir Path folder;

  @Test
  void readsNumbersAndCategories() throws IOException {
    Dataset data = table(STONES).drop("id").oneHot("cut").target("price").dataset();
    assertEquals("Dataset(4 examples, inputs [5], targets [1])", data.toString());
    assertEquals(
        List.of("carat", "cut=Good", "cut=Ideal", "cut=Premium", "depth, in %"), data.inputNames());
    assertEquals(List.of("price"), data.targetNames());
    assertArrayEquals(
        floats(0.23, 0, 1, 0, 61.5, 0.21, 0, 0, 1, 59.8, 0.29, 1, 0, 0, 62.4, 0.3, 0, 1, 0, 63),
        Memory.toDoubles(data.inputs()));
    assertArrayEquals(floats(326, 327, -1500, 0.1), Memory.toDoubles(data.targets()));
  }

  @Test
  void parsesAsDoubleAndKeepsDoublesOnRequest() throws IOException {
    Dataset data =
        table("x,y\n0.1,1e-300\n-7.25E+2,+3.\n.5,0\n")
            .target("y")
            .dataType(DataType.DOUBLE)
            .dataset();
    assertEquals(DataType.DOUBLE, data.inputs().dataType());
    assertArrayEquals(new double[] {0.1, -725, 0.5}, Memory.toDoubles(data.inputs()));
    assertArrayEquals(new double[] {1e-300, 3, 0}, Memory.toDoubles(data.targets()));
  }

  @Test
  void readsGzipByItsFirstBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(STONES.getBytes(UTF_8));
    }
    Path file = folder.resolve("stones.csv");
    Files.write(file, bytes.toByteArray());
    assertEquals(4, CsvTable.read(file).columns("carat").target("price").dataset().size());
    Files.write(file, Arrays.copyOf(bytes.toByteArray(), bytes.size() - 20));
    String message =
        assertThrows(IOException.class, () -> CsvTable.read(file).target("price").dataset())
            .getMessage();
    assertTrue(
        message.matches(
            ".*stones.csv: the compressed data is damaged \\(.*\\); expected a whole gzip file;"
                + " write or download it again"),
        message);
  }

  @Test
  void choosesColumnsSeparatorsAndTheEndOfLines() throws IOException {
    Dataset data =
        table("\uFEFFa;b;c;w\r\n1;2;3;0.5\r\n\r\n4;5;6;1.5")
            .separator(';')
            .columns("c", "a")
            .target("b")
            .weights("w")
            .dataset();
    assertEquals(List.of("c", "a"), data.inputNames());
    assertArrayEquals(new double[] {3, 1, 6, 4}, Memory.toDoubles(data.inputs()));
    assertArrayEquals(new double[] {2, 5}, Memory.toDoubles(data.targets()));
    assertArrayEquals(new double[] {0.5, 1.5}, Memory.toDoubles(data.weights()));
    Dataset bare = table("1,2,3\n4,5,6\n").withoutHeader().target("column3", "column1").dataset();
    assertArrayEquals(new double[] {2, 5}, Memory.toDoubles(bare.inputs()));
    assertArrayEquals(new double[] {3, 1, 6, 4}, Memory.toDoubles(bare.targets()));
    Dataset remaining = table("a,b,w\n1,2,3\n").target("b").weights("w").dataset();
    assertEquals(List.of("a"), remaining.inputNames());
  }

  @Test
  void classesBecomeOneHotTargets() throws IOException {
    String flowers = "x,species\n1,virginica\n2,setosa\n3,setosa\n";
    Dataset data = table(flowers).targetClasses("species").dataset();
    assertEquals(List.of("setosa", "virginica"), data.targetNames());
    assertArrayEquals(new double[] {0, 1, 1, 0, 1, 0}, Memory.toDoubles(data.targets()));
    Dataset fixed =
        table(flowers)
            .targetClasses("species", List.of("virginica", "versicolor", "setosa"))
            .dataset();
    assertArrayEquals(new double[] {1, 0, 0, 0, 0, 1, 0, 0, 1}, Memory.toDoubles(fixed.targets()));
    Dataset digits = table("x,y\n1,10\n2,9\n3,0\n").targetClasses("y").dataset();
    assertEquals(List.of("0", "9", "10"), digits.targetNames(), "sorted as numbers");
    Dataset order =
        table(STONES)
            .columns("cut")
            .oneHot("cut", List.of("Good", "Premium", "Ideal"))
            .target("price")
            .dataset();
    assertEquals(List.of("cut=Good", "cut=Premium", "cut=Ideal"), order.inputNames());
  }

  @Test
  void gapsAreDroppedOrFilled() throws IOException {
    String gaps = "a,c,y,unused\n1,p,1,\n,q,2,x\n3, ,3,x\n4,p,NA,x\n5,q,5,\n";
    CsvTable table = table(gaps).columns("a", "c").oneHot("c").target("y").missingMarks("NA", "?");
    Dataset dropped = table.dropMissing().dataset();
    assertArrayEquals(new double[] {1, 1, 0, 5, 0, 1}, Memory.toDoubles(dropped.inputs()));
    assertArrayEquals(new double[] {1, 5}, Memory.toDoubles(dropped.targets()));
    assertArrayEquals(new String[] {"", ""}, table.dropMissing().text("unused"), "same rows");
    assertArrayEquals(new double[] {1, 5}, table.dropMissing().numbers("a"));
    Dataset filled =
        table("a,c,y\n1,p,1\n,q,2\n3,,3\n").oneHot("c").target("y").fillMissing(-1).dataset();
    assertArrayEquals(new double[] {1, 1, 0, -1, 0, 1, 3, 0, 0}, Memory.toDoubles(filled.inputs()));
    broken(
        ", line 5: column \"y\" holds no value; expected a number; use dropMissing() or"
            + " fillMissing(value)",
        () -> table("a,y\n1,2\n3,4\n3,5\n4,\n").target("y").fillMissing(0).dataset());
    broken(
        ": each of its 2 rows has a gap; expected a row without; drop columns, or use"
            + " fillMissing(value)",
        () -> table("a,y\n,1\n2,\n").target("y").dropMissing().dataset());
    fails(
        "fillMissing got NaN; expected a finite number; 0, for example",
        () -> table.fillMissing(Double.NaN));
  }

  @Test
  void givesColumnsForGroupsAndTimes() throws IOException {
    CsvTable table = table(STONES);
    assertArrayEquals(new String[] {"a", "b", "c \"x\"", "d"}, table.text("id"));
    assertArrayEquals(new double[] {326, 327, -1500, 0.1}, table.numbers("price"));
    assertEquals(List.of("carat", "cut", "price", "depth, in %", "id"), table.columnNames());
    assertEquals(
        "CsvTable(table.csv, 5 columns: carat, cut, price, depth, in %, …)", table.toString());
    assertEquals("CsvTable(table.csv, 1 column: a)", table("a\n1\n").toString());
    assertEquals("CsvTable(table.csv, unreadable)", table("").toString());
  }

  @Test
  void aDescriptionDoesNotChange() throws IOException {
    CsvTable all = table("a,b,c\n1,2,3\n").target("c");
    all.drop("a");
    all.oneHot("a");
    assertEquals(List.of("a", "b"), all.dataset().inputNames());
  }

  @Test
  void saysWhichRowIsMalformed() {
    broken(
        ", line 3: the row has 2 cells; expected 3, one for each column; correct the row, or choose"
            + " another separator than ','",
        () -> table("a,b,c\n1,2,3\n4,5\n").target("c").dataset());
    broken(
        ", line 4: the row has 4 cells; expected 3, one for each column; correct the row, or choose"
            + " another separator than ','",
        () -> table("a,b,c\n\"1\",2,3\n\n4,5,6,7\n").target("c").dataset());
    broken(
        ", line 3: a quotation mark is opened in the row that starts here and never closed;"
            + " expected a second one at the end of the cell; close it, and write a quotation mark"
            + " inside a cell twice",
        () -> table("a,b\n1,2\n3,\"4\n5,6\n").target("b").dataset());
    broken(
        ": Unexpected character after closing quote: x (record that started in line 3); expected"
            + " cells as in RFC 4180; quote the whole cell, and write a quotation mark inside it"
            + " twice",
        () -> table("a,b\n1,2\n3,\"4\"x\n5,6\n").target("b").dataset());
    broken(
        ", line 1: the column \"a\" stands twice in the header; expected different names; rename"
            + " one, or use withoutHeader() if the file has none",
        () -> table("a,b, a\n1,2,3\n").dataset());
    broken(
        ": it is empty; expected a header and rows; check the path", () -> table("\n\n").dataset());
    broken(
        ": it has no row besides the header; expected one for each example; check how it was"
            + " written",
        () -> table("a,b\n").target("b").dataset());
    broken(
        ", after line 1: it is not UTF-8; expected text; convert the file",
        () -> bytes("a,b\n1,2\nä,3\n".getBytes(ISO_8859_1)).target("b").dataset());
  }

  @Test
  void saysWhichCellIsWrong() {
    broken(
        ", line 2: column \"cut\" holds \"Ideal\"; expected a number; encode it with oneHot(\"cut\")"
            + " or leave it out with drop(\"cut\")",
        () -> table(STONES).target("price").dataset());
    broken(
        ", line 2: column \"cut\" holds \"Ideal\"; expected a number; for classes, use"
            + " targetClasses(\"cut\")",
        () -> table(STONES).columns("carat").target("cut").dataset());
    broken(
        ", line 3: column \"a\" holds no value; expected a number; use dropMissing() or"
            + " fillMissing(value)",
        () -> table("a,b\n1,2\n ,3\n").target("b").dataset());
    broken(
        ", line 3: column \"c\" holds no value; expected a category; use dropMissing() or correct"
            + " the row",
        () -> table("c,b\nx,2\n,3\n").oneHot("c").target("b").dataset());
    for (String cell : List.of("NaN", "inf", "-Infinity", "1e999")) {
      broken(
          ", line 2: column \"a\" holds \""
              + cell
              + "\"; expected a finite number; correct it, or use missingMarks(\""
              + cell
              + "\")",
          () -> table("a,b\n" + cell + ",2\n").target("b").dataset());
    }
    for (String cell : List.of("1f", "0x10", "1 2", "--1", "1e", ".")) {
      broken(
          ", line 2: column \"a\" holds \""
              + cell
              + "\"; expected a number; encode it with oneHot(\"a\") or leave it out with"
              + " drop(\"a\")",
          () -> table("a,b\n" + cell + ",2\n").target("b").dataset());
    }
    broken(
        ", line 3: column \"cut\" holds \"Premium\"; expected one of [Ideal, Good]; correct the row"
            + " or add the category",
        () ->
            table(STONES)
                .drop("id")
                .oneHot("cut", List.of("Ideal", "Good"))
                .target("price")
                .dataset());
    broken(
        ", line 2: column \"id\" holds \"a\"; expected a number; read it with text(\"id\")",
        () -> table(STONES).numbers("id"));
  }

  @Test
  void saysWhichColumnIsWrong() {
    fails(
        "no target was chosen; expected a column to predict out of [a, b]; call target(\"…\")",
        () -> table("a,b\n1,2\n").dataset());
    fails(
        "table.csv has no column \"Prize\"; its columns are [carat, cut, price, depth, in %, id];"
            + " did you mean \"price\"?",
        () -> table(STONES).target("Prize").dataset());
    fails(
        "table.csv has no column \"weight\"; its columns are [a, b]; name one of these",
        () -> table("a,b\n1,2\n").target("weight").dataset());
    fails(
        "table.csv has no column \"a\"; its columns are [a;b];"
            + " if its columns are separated otherwise, say so: separator(';')",
        () -> table("a;b\n1;2\n").target("a").dataset());
    for (Executable unknown :
        List.<Executable>of(
            () -> table(STONES).oneHot("cutt").target("price").dataset(),
            () -> table(STONES).drop("cutt").target("price").dataset(),
            () -> table(STONES).columns("cutt").target("price").dataset(),
            () -> table(STONES).text("cutt"))) {
      fails(
          "table.csv has no column \"cutt\"; its columns are [carat, cut, price, depth, in %, id];"
              + " did you mean \"cut\"?",
          unknown);
    }
    fails(
        "\"cut\" is a target and one-hot encoded; expected an input; use targetClasses(\"cut\")",
        () -> table(STONES).oneHot("cut").target("cut").dataset());
    fails(
        "no input column is left of [a, b]; expected at least one besides the target; drop fewer",
        () -> table("a,b\n1,2\n").drop("a").target("b").dataset());
    fails(
        "columns([a, a]) names a column twice; expected each once; leave one out",
        () -> table("a,b\n1,2\n").columns("a", "a"));
    fails(
        "the categories of \"a\" are []; expected at least one, each once; correct the list",
        () -> table("a,b\n1,2\n").oneHot("a", List.of()));
    fails(
        "a table cannot hold INT; expected a real type; choose FLOAT or DOUBLE",
        () -> table("a,b\n1,2\n").dataType(DataType.INT32));
    assertEquals(
        "none.csv: there is no such file; expected a CSV file; check the path",
        assertThrows(NoSuchFileException.class, () -> CsvTable.read(Path.of("none.csv")))
            .getMessage());
  }

  private CsvTable table(String text) throws IOException {
    return bytes(text.getBytes(UTF_8));
  }

  private CsvTable bytes(byte[] bytes) throws IOException {
    Path file = folder.resolve("table.csv");
    Files.write(file, bytes);
    return CsvTable.read(file);
  }

  private void broken(String message, Executable code) {
    assertEquals(
        folder.resolve("table.csv") + message, assertThrows(IOException.class, code).getMessage());
  }

  private static double[] floats(double... values) {
    return Arrays.stream(values).map(v -> (float) v).toArray();
  }
}
