package org.slope.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;

/** Prints the layers of a network as a table. */
final class Summary {
  private Summary() {}

  static String of(Node root, Shape input, DataType type) {
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"layer", "output", "parameters"});
    rows.add(new String[] {"input", input.batchText(), ""});
    addRows(root, 0, rows);
    int[] widths = new int[3];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    String line = "-".repeat(widths[0] + widths[1] + widths[2] + 4) + "\n";
    StringBuilder table = new StringBuilder();
    for (String[] row : rows) {
      table.append(
          ("%-" + widths[0] + "s  %-" + widths[1] + "s  %" + widths[2] + "s")
              .formatted((Object[]) row)
              .stripTrailing());
      table.append('\n');
      if (row == rows.get(0)) {
        table.append(line);
      }
    }
    long learned = learned(root);
    long bytes = (learned + kept(root)) * type.width();
    return table.append(line).append(total(learned, kept(root), bytes)).toString();
  }

  private static String total(long learned, long kept, long bytes) {
    String buffers = kept == 0 ? "" : String.format(Locale.ROOT, " and %,d in buffers", kept);
    return String.format(Locale.ROOT, "%,d parameters%s, %s", learned, buffers, size(bytes));
  }

  private static String size(long bytes) {
    return bytes < 1_000_000
        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }

  private static void addRows(Node node, int depth, List<String[]> rows) {
    long own = count(node.parameters);
    boolean container = !node.children.isEmpty();
    if (!container || depth > 0 || own > 0) {
      String name = (node.path.isEmpty() ? "" : node.path + "  ") + node;
      String text = container ? node.path + "  " + kindOf(node) : name;
      String output = container && own == 0 ? "" : node.outputShape().batchText();
      rows.add(
          new String[] {
            "  ".repeat(Math.max(0, depth - 1)) + text,
            output,
            own == 0 ? "" : String.format(Locale.ROOT, "%,d", own)
          });
    }
    for (Node child : node.children) {
      addRows(child, depth + 1, rows);
    }
  }

  private static String kindOf(Node node) {
    return node.spec.getClass().getSimpleName();
  }

  static long count(List<? extends NamedArray> arrays) {
    return arrays.stream().mapToLong(array -> array.shape().count()).sum();
  }

  private static long learned(Node node) {
    return count(node.parameters) + node.children.stream().mapToLong(Summary::learned).sum();
  }

  private static long kept(Node node) {
    return count(node.buffers) + node.children.stream().mapToLong(Summary::kept).sum();
  }
}
