package org.slope.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a run of a trainer brought, epoch by epoch; prints as a table.
 *
 * @param epochs the epochs, in order
 * @param stopReason why training ended before its last epoch, if it did
 */
public record History(List<Epoch> epochs, Optional<String> stopReason) {

  /** Takes a copy of the epochs. */
  public History {
    epochs = List.copyOf(epochs);
  }

  /** Returns the training loss of each epoch. */
  public double[] losses() {
    return epochs.stream().mapToDouble(Epoch::loss).toArray();
  }

  /** Returns the validation loss of each epoch; NaN without validation data. */
  public double[] validationLosses() {
    return epochs.stream().mapToDouble(Epoch::validationLoss).toArray();
  }

  /** Returns the epoch of the lowest validation loss, or training loss without validation data. */
  public Optional<Epoch> best() {
    return epochs.stream().min(Comparator.comparingDouble(History::monitored));
  }

  private static double monitored(Epoch epoch) {
    return Double.isNaN(epoch.validationLoss()) ? epoch.loss() : epoch.validationLoss();
  }

  /** Prints a row for each epoch. */
  @Override
  public String toString() {
    List<List<String>> rows = new ArrayList<>();
    boolean validates = epochs.stream().anyMatch(e -> !Double.isNaN(e.validationLoss()));
    for (Epoch epoch : epochs) {
      if (rows.isEmpty()) {
        rows.add(header(epoch, validates));
      }
      rows.add(row(epoch, validates));
    }
    StringBuilder table = new StringBuilder();
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        int column = i;
        int width = rows.stream().mapToInt(r -> r.get(column).length()).max().orElse(0);
        table
            .append(("%" + width + "s").formatted(row.get(i)))
            .append(i < row.size() - 1 ? "  " : "\n");
      }
    }
    table.append(stopReason.map(reason -> "stopped: " + reason + "\n").orElse(""));
    return (rows.isEmpty() ? "no epochs\n" : "") + table.toString().stripTrailing();
  }

  private static List<String> header(Epoch epoch, boolean validates) {
    List<String> cells = new ArrayList<>(List.of("epoch", "loss"));
    if (validates) {
      cells.add("validation loss");
    }
    cells.addAll(epoch.metrics().keySet());
    cells.addAll(List.of("learning rate", "seconds"));
    return cells;
  }

  private static List<String> row(Epoch epoch, boolean validates) {
    List<String> cells =
        new ArrayList<>(List.of(Integer.toString(epoch.number()), Text.number(epoch.loss())));
    if (validates) {
      cells.add(Text.number(epoch.validationLoss()));
    }
    epoch.metrics().values().forEach(value -> cells.add(Text.number(value)));
    cells.add(Text.number(epoch.learningRate()));
    cells.add(String.format(Locale.ROOT, "%.2f", epoch.seconds()));
    return cells;
  }
}
