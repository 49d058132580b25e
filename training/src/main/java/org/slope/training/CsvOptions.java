package org.slope.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;

/** What a {@link CsvTable} was told; copied, then changed, by each of its withers. */
final class CsvOptions {
  final Path file;
  char separator = ',';
  boolean header = true;
  @Nullable List<String> columns;
  List<String> dropped = new ArrayList<>();

  /** The categories of each encoded column, empty if they are to be found. */
  Map<String, List<String>> oneHot = new LinkedHashMap<>();

  List<String> targets = new ArrayList<>();
  boolean classTarget;
  List<String> classes = List.of();
  @Nullable String weights;
  List<String> missingMarks = List.of();
  boolean dropMissing;
  @Nullable Double fill;
  DataType dataType = DataType.FLOAT;

  CsvOptions(Path file) {
    this.file = file;
  }

  CsvOptions copy() {
    CsvOptions copy = new CsvOptions(file);
    copy.separator = separator;
    copy.header = header;
    copy.columns = columns;
    copy.dropped = new ArrayList<>(dropped);
    copy.oneHot = new LinkedHashMap<>(oneHot);
    copy.targets = new ArrayList<>(targets);
    copy.classTarget = classTarget;
    copy.classes = classes;
    copy.weights = weights;
    copy.missingMarks = missingMarks;
    copy.dropMissing = dropMissing;
    copy.fill = fill;
    copy.dataType = dataType;
    return copy;
  }

  boolean isMissing(String cell) {
    return cell.isBlank() || missingMarks.contains(cell.strip());
  }
}
