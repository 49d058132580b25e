package org.slope.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A table in a CSV file, and how to make a data set of it: {@code
 * CsvTable.read(file).oneHot("cut").target("price").dataset()}.
 *
 * <p>A description: each method returns a new one, and the file is read by {@link #dataset}, {@link
 * #columnNames}, {@link #text} and {@link #numbers}. The file is UTF-8, plain or gzip, with a
 * header; cells are quoted as in RFC 4180, and blanks around them are left out. All columns but
 * targets, weights and dropped ones are inputs, in the file's order, and hold numbers unless
 * one-hot encoded. A cell without a value is an error unless {@link #dropMissing} or {@link
 * #fillMissing} says what to do.
 */
public final class CsvTable {
  private static final int SHOWN = 4;

  private final CsvOptions options;

  private CsvTable(CsvOptions options) {
    this.options = options;
  }

  /**
   * Describes a file, which is read later.
   *
   * @throws IOException if there is no such file
   */
  public static CsvTable read(Path file) throws IOException {
    CsvRows.requireFile(file);
    return new CsvTable(new CsvOptions(file));
  }

  private CsvTable with(Consumer<CsvOptions> change) {
    CsvOptions copy = options.copy();
    change.accept(copy);
    return new CsvTable(copy);
  }

  /** Chooses what stands between cells, a comma otherwise: {@code ';'}, {@code '\t'}. */
  public CsvTable separator(char separator) {
    return with(o -> o.separator = separator);
  }

  /** Takes the first line as a row; the columns are called column1, column2 and so on. */
  public CsvTable withoutHeader() {
    return with(o -> o.header = false);
  }

  /** Takes these columns as inputs, in this order, and no others. */
  public CsvTable columns(String... columns) {
    List<String> chosen = List.of(columns);
    if (new HashSet<>(chosen).size() < chosen.size()) {
      throw new IllegalArgumentException(
          "columns(%s) names a column twice; expected each once; leave one out".formatted(chosen));
    }
    return with(o -> o.columns = chosen);
  }

  /** Leaves columns out of the inputs. */
  public CsvTable drop(String... columns) {
    return with(o -> o.dropped.addAll(List.of(columns)));
  }

  /**
   * Turns columns of categories into one input for each category, 1 where it stands and 0
   * elsewhere. The categories are sorted, as numbers if all are; the input's name is {@code
   * cut=Ideal}.
   */
  public CsvTable oneHot(String... columns) {
    return with(o -> Arrays.stream(columns).forEach(column -> o.oneHot.put(column, List.of())));
  }

  /**
   * Turns a column into one input for each of these categories, in this order; no other may occur.
   */
  public CsvTable oneHot(String column, List<String> categories) {
    List<String> fixed = distinct(column, categories);
    return with(o -> o.oneHot.put(column, fixed));
  }

  private static List<String> distinct(String column, List<String> categories) {
    if (categories.isEmpty() || new HashSet<>(categories).size() < categories.size()) {
      throw new IllegalArgumentException(
          "the categories of \"%s\" are %s; expected at least one, each once; correct the list"
              .formatted(column, categories));
    }
    return List.copyOf(categories);
  }

  /** Chooses the columns of numbers to predict. */
  public CsvTable target(String... columns) {
    return with(
        o -> {
          o.targets = List.of(columns);
          o.classTarget = false;
        });
  }

  /**
   * Chooses the column of classes to predict: the targets are one-hot, the classes sorted as {@link
   * #oneHot(String...)} sorts them, and {@link Dataset#targetNames} are their names.
   */
  public CsvTable targetClasses(String column) {
    return withClasses(column, List.of());
  }

  /** Chooses the column of classes to predict, which are these, in this order. */
  public CsvTable targetClasses(String column, List<String> classes) {
    return withClasses(column, distinct(column, classes));
  }

  private CsvTable withClasses(String column, List<String> classes) {
    return with(
        o -> {
          o.targets = List.of(column);
          o.classTarget = true;
          o.classes = classes;
        });
  }

  /** Chooses the column of the examples' weights. */
  public CsvTable weights(String column) {
    return with(o -> o.weights = column);
  }

  /** Takes cells with one of these texts, besides blank ones, as cells without a value. */
  public CsvTable missingMarks(String... marks) {
    return with(o -> o.missingMarks = List.of(marks));
  }

  /** Leaves out rows where an input, a target or the weight has no value. */
  public CsvTable dropMissing() {
    return with(
        o -> {
          o.dropMissing = true;
          o.fill = null;
        });
  }

  /**
   * Takes a value where an input has none; one-hot columns are 0 there. Gaps in targets and weights
   * stay errors.
   */
  public CsvTable fillMissing(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(
          "fillMissing got " + value + "; expected a finite number; 0, for example");
    }
    return with(
        o -> {
          o.dropMissing = false;
          o.fill = value;
        });
  }

  /** Chooses the type of the arrays, float otherwise. Cells are parsed as double in any case. */
  public CsvTable dataType(DataType type) {
    if (type != DataType.FLOAT && type != DataType.DOUBLE) {
      throw new IllegalArgumentException(
          "a table cannot hold " + type + "; expected a real type; choose FLOAT or DOUBLE");
    }
    return with(o -> o.dataType = type);
  }

  /**
   * Reads the file.
   *
   * @throws IOException if a row or a cell is not what it should be; the message names line and
   *     column
   * @throws IllegalArgumentException if a column that was named does not exist, or no target was
   *     chosen
   */
  public Dataset dataset() throws IOException {
    try (CsvRows rows = open()) {
      return new CsvImport(options, rows).dataset();
    }
  }

  /** Returns the names of all columns, in the file's order. */
  public List<String> columnNames() throws IOException {
    try (CsvRows rows = open()) {
      return rows.names();
    }
  }

  /** Reads the texts of a column, for the rows of {@link #dataset}; groups to split by, say. */
  public String[] text(String column) throws IOException {
    try (CsvRows rows = open()) {
      return new CsvImport(options, rows).text(column);
    }
  }

  /** Reads the numbers of a column, for the rows of {@link #dataset}; times to split by, say. */
  public double[] numbers(String column) throws IOException {
    try (CsvRows rows = open()) {
      return new CsvImport(options, rows).numbers(column);
    }
  }

  private CsvRows open() throws IOException {
    return new CsvRows(options.file, options.separator, options.header);
  }

  /** Prints {@code CsvTable(diamonds.csv.gz, 10 columns: carat, cut, color, clarity, …)}. */
  @Override
  public String toString() {
    return "CsvTable(" + options.file.getFileName() + ", " + columnText() + ")";
  }

  private String columnText() {
    try {
      List<String> names = columnNames();
      String first = names.stream().limit(SHOWN).collect(Collectors.joining(", "));
      String more = names.size() > SHOWN ? ", …" : "";
      return names.size() + (names.size() == 1 ? " column: " : " columns: ") + first + more;
    } catch (IOException e) {
      return "unreadable";
    }
  }
}
