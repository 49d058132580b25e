package org.slope.training;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A column of a CSV file while it is read: it takes cells, and then gives numbers row by row. */
abstract class CsvColumn {
  final String name;
  final int index;

  CsvColumn(String name, int index) {
    this.name = name;
    this.index = index;
  }

  /** Takes its cell of the next row; {@code missing} if there is no value in it. */
  abstract void add(CsvRecord row, boolean missing, CsvRows rows) throws IOException;

  /** The names of what it gives; called after the last row and before {@link #write}. */
  abstract List<String> names();

  /** Writes what it gives of a row. */
  abstract void write(int row, double[] out, int at);

  IOException problem(CsvRows rows, String what, String expected, String fix) {
    return rows.problem("column \"" + name + "\" holds " + what, expected, fix);
  }

  /** Numbers, with a value that fills gaps, or none. */
  static final class Numbers extends CsvColumn {
    private static final Pattern DECIMAL =
        Pattern.compile("[+-]?[0-9]+[.]?[0-9]*([eE][+-]?[0-9]+)?");

    private final @Nullable Double fill;
    private final String advice;
    private double[] values = new double[1024];
    private int size;

    Numbers(String name, int index, @Nullable Double fill, String advice) {
      super(name, index);
      this.fill = fill;
      this.advice = advice;
    }

    @Override
    void add(CsvRecord row, boolean missing, CsvRows rows) throws IOException {
      if (size == values.length) {
        values = Arrays.copyOf(values, size + size / 2);
      }
      values[size++] = value(row.getField(index), missing, rows);
    }

    private double value(String cell, boolean missing, CsvRows rows) throws IOException {
      if (missing && fill != null) {
        return fill;
      }
      if (missing) {
        throw problem(rows, "no value", "a number", "use dropMissing() or fillMissing(value)");
      }
      String text = cell.strip();
      double value = parse(text);
      if (!Double.isFinite(value)) {
        boolean number =
            text.matches("(?i)[+-]?(nan|inf|infinity)") || DECIMAL.matcher(text).matches();
        throw problem(
            rows,
            "\"" + text + "\"",
            number ? "a finite number" : "a number",
            number ? "correct it, or use missingMarks(\"" + text + "\")" : advice);
      }
      return value;
    }

    /** The number, or NaN; Java's own suffixes and hexadecimals are no numbers here. */
    private static double parse(String text) {
      for (int i = 0; i < text.length(); i++) {
        if ("0123456789.-+eE".indexOf(text.charAt(i)) < 0) {
          return Double.NaN;
        }
      }
      try {
        return Double.parseDouble(text);
      } catch (NumberFormatException e) {
        return Double.NaN;
      }
    }

    @Override
    List<String> names() {
      return List.of(name);
    }

    @Override
    void write(int row, double[] out, int at) {
      out[at] = values[row];
    }

    double[] values() {
      return Arrays.copyOf(values, size);
    }
  }

  /** Categories, one output each; a gap gives 0 in all of them if gaps are allowed. */
  static final class Categories extends CsvColumn {
    private final List<String> fixed;
    private final boolean allowsGaps;
    private final String prefix;
    private final Map<String, Integer> codes = new LinkedHashMap<>();
    private int[] values = new int[1024];
    private int size;
    private int[] positions = {};

    Categories(String name, int index, List<String> fixed, boolean allowsGaps, String prefix) {
      super(name, index);
      this.fixed = fixed;
      this.allowsGaps = allowsGaps;
      this.prefix = prefix;
      fixed.forEach(category -> codes.put(category, codes.size()));
    }

    @Override
    void add(CsvRecord row, boolean missing, CsvRows rows) throws IOException {
      if (size == values.length) {
        values = Arrays.copyOf(values, size + size / 2);
      }
      values[size++] = code(row.getField(index), missing, rows);
    }

    private int code(String cell, boolean missing, CsvRows rows) throws IOException {
      if (missing && allowsGaps) {
        return -1;
      }
      if (missing) {
        throw problem(rows, "no value", "a category", "use dropMissing() or correct the row");
      }
      String text = cell.strip();
      Integer code = codes.get(text);
      if (code == null && !fixed.isEmpty()) {
        throw problem(
            rows, "\"" + text + "\"", "one of " + fixed, "correct the row or add the category");
      }
      if (code == null) {
        code = codes.size();
        codes.put(text, code);
      }
      return code;
    }

    /** Ordered as given; else as numbers if all are, else as text. */
    @Override
    List<String> names() {
      List<String> sorted = new ArrayList<>(codes.keySet());
      if (fixed.isEmpty()) {
        boolean numbers = sorted.stream().noneMatch(text -> Double.isNaN(Numbers.parse(text)));
        sorted.sort(
            numbers ? Comparator.comparingDouble(Double::parseDouble) : Comparator.naturalOrder());
      }
      positions = new int[sorted.size()];
      for (int i = 0; i < positions.length; i++) {
        positions[codes.getOrDefault(sorted.get(i), 0)] = i;
      }
      return sorted.stream().map(category -> prefix + category).toList();
    }

    @Override
    void write(int row, double[] out, int at) {
      Arrays.fill(out, at, at + positions.length, 0);
      if (values[row] >= 0) {
        out[at + positions[values[row]]] = 1;
      }
    }
  }
}
