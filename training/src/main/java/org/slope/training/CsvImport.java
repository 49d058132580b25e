package org.slope.training;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.internal.Memory;

/** One pass over a CSV file: the columns that its options name, and the rows that they keep. */
final class CsvImport {
  private final CsvOptions options;
  private final List<String> names;
  private final CsvRows rows;

  CsvImport(CsvOptions options, CsvRows rows) {
    this.options = options;
    this.rows = rows;
    names = rows.names();
  }

  Dataset dataset() throws IOException {
    if (options.targets.isEmpty()) {
      throw new IllegalArgumentException(
          "no target was chosen; expected a column to predict out of %s; call target(\"…\")"
              .formatted(CsvRows.list(names)));
    }
    List<CsvColumn> targets = options.targets.stream().map(this::target).toList();
    List<CsvColumn> inputs = inputs().stream().map(this::input).toList();
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException(
          "no input column is left of %s; expected at least one besides the target; drop fewer"
              .formatted(CsvRows.list(names)));
    }
    String weight = options.weights;
    List<CsvColumn> weights =
        weight == null
            ? List.of()
            : List.of(new CsvColumn.Numbers(weight, index(weight), null, "choose another column"));
    int n = read(Stream.of(inputs, targets, weights).flatMap(List::stream).toList());
    List<String> inputNames = columnNames(inputs);
    List<String> targetNames = columnNames(targets);
    INDArray x = array(inputs, inputNames.size(), n);
    INDArray y = array(targets, targetNames.size(), n);
    Dataset data = weights.isEmpty() ? Dataset.of(x, y) : Dataset.of(x, y, array(weights, 1, n));
    return data.withNames(inputNames, targetNames);
  }

  /** The numbers of a column, in the rows that {@link #dataset} has. */
  double[] numbers(String column) throws IOException {
    CsvColumn.Numbers numbers =
        new CsvColumn.Numbers(column, index(column), null, "read it with text(\"" + column + "\")");
    read(List.of(numbers));
    return numbers.values();
  }

  /** The texts of a column, in the rows that {@link #dataset} has. */
  String[] text(String column) throws IOException {
    int index = index(column);
    List<String> text = new ArrayList<>();
    read(
        List.of(
            new CsvColumn(column, index) {
              @Override
              void add(CsvRecord row, boolean missing, CsvRows rows) {
                text.add(row.getField(index).strip());
              }

              @Override
              List<String> names() {
                return List.of(column);
              }

              @Override
              void write(int row, double[] out, int at) {}
            }));
    return text.toArray(new String[0]);
  }

  private int read(List<CsvColumn> columns) throws IOException {
    int[] needed = options.dropMissing ? needed() : new int[0];
    int read = 0;
    int kept = 0;
    for (CsvRecord row = rows.next(); row != null; row = rows.next(), read++) {
      CsvRecord current = row;
      if (IntStream.of(needed).anyMatch(i -> options.isMissing(current.getField(i)))) {
        continue;
      }
      for (CsvColumn column : columns) {
        column.add(row, options.isMissing(row.getField(column.index)), rows);
      }
      kept++;
    }
    if (read == 0) {
      throw new IOException(
          options.file
              + ": it has no row besides the header; expected one for each example; check how it was written");
    }
    if (kept == 0) {
      throw new IOException(
          "%s: each of its %s rows has a gap; expected a row without; drop columns, or use fillMissing(value)"
              .formatted(options.file, read));
    }
    return kept;
  }

  /** The columns that the data set is made of. */
  private int[] needed() {
    String weight = options.weights;
    Stream<String> used = Stream.concat(inputs().stream(), options.targets.stream());
    return Stream.concat(used, Stream.ofNullable(weight)).mapToInt(this::index).toArray();
  }

  private List<String> inputs() {
    Set<String> other = new HashSet<>(options.targets);
    other.addAll(options.dropped);
    Stream.ofNullable(options.weights).forEach(other::add);
    Stream.concat(options.dropped.stream(), options.oneHot.keySet().stream()).forEach(this::index);
    for (String target : options.targets) {
      if (options.oneHot.containsKey(target)) {
        throw new IllegalArgumentException(
            "\"%s\" is a target and one-hot encoded; expected an input; use targetClasses(\"%s\")"
                .formatted(target, target));
      }
    }
    List<String> chosen = options.columns == null ? names : options.columns;
    return chosen.stream().filter(name -> !other.contains(name)).toList();
  }

  private CsvColumn input(String name) {
    List<String> categories = options.oneHot.get(name);
    Double fill = options.fill;
    if (categories != null) {
      return new CsvColumn.Categories(name, index(name), categories, fill != null, name + "=");
    }
    String advice = "encode it with oneHot(\"%s\") or leave it out with drop(\"%s\")";
    return new CsvColumn.Numbers(name, index(name), fill, advice.formatted(name, name));
  }

  private CsvColumn target(String name) {
    return options.classTarget
        ? new CsvColumn.Categories(name, index(name), options.classes, false, "")
        : new CsvColumn.Numbers(
            name, index(name), null, "for classes, use targetClasses(\"" + name + "\")");
  }

  private int index(String name) {
    int index = names.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException(unknown(name));
    }
    return index;
  }

  private String unknown(String name) {
    return "%s has no column \"%s\"; its columns are %s; %s"
        .formatted(options.file.getFileName(), name, CsvRows.list(names), advice(name));
  }

  private String advice(String name) {
    String other = closest(name, names);
    if (names.size() == 1 && other.matches("(?s).*[;\t|].*")) {
      return "if its columns are separated otherwise, say so: separator(';')";
    }
    boolean close = distance(name, other) <= Math.max(1, name.length() / 3);
    return close ? "did you mean \"" + other + "\"?" : "name one of these";
  }

  private static String closest(String name, List<String> names) {
    String best = names.get(0);
    for (String other : names) {
      if (distance(name, other) < distance(name, best)) {
        best = other;
      }
    }
    return best;
  }

  /** Levenshtein's distance, without regard to case. */
  private static int distance(String a, String b) {
    int[] row = IntStream.rangeClosed(0, b.length()).toArray();
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        boolean same =
            Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
        int replaced = diagonal + (same ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }

  private static List<String> columnNames(List<CsvColumn> columns) {
    return columns.stream().flatMap(column -> column.names().stream()).toList();
  }

  private INDArray array(List<CsvColumn> columns, int width, int n) {
    RowWriter writer = new RowWriter(Memory.array(options.dataType, n, width));
    double[] row = new double[width];
    int[] widths = columns.stream().mapToInt(column -> column.names().size()).toArray();
    for (int r = 0; r < n; r++) {
      int at = 0;
      for (int c = 0; c < widths.length; c++) {
        columns.get(c).write(r, row, at);
        at += widths[c];
      }
      writer.write(row);
    }
    return writer.array();
  }
}
