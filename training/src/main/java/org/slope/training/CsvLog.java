package org.slope.training;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes a row an epoch. */
record CsvLog(Path file) implements Callback {

  @Override
  public Listener start(TrainingRun run) {
    CsvWriter writer = open();
    return new Listener() {
      private boolean hasHeader;

      @Override
      public void onEpoch(Epoch epoch) {
        try {
          if (!hasHeader) {
            writer.writeRecord(header(epoch));
            hasHeader = true;
          }
          writer.writeRecord(row(epoch));
          writer.flush();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }

      @Override
      public void onEnd() {
        try {
          writer.close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  private CsvWriter open() {
    try {
      return CsvWriter.builder().build(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "csvLog cannot write %s (%s); give a file in a folder that exists and can be written"
              .formatted(file, e),
          e);
    }
  }

  private static List<String> header(Epoch epoch) {
    List<String> names = new ArrayList<>(List.of("epoch", "loss", "validation_loss"));
    names.addAll(epoch.metrics().keySet());
    names.addAll(List.of("learning_rate", "seconds"));
    return names;
  }

  private static List<String> row(Epoch epoch) {
    List<String> cells = new ArrayList<>();
    cells.add(Integer.toString(epoch.number()));
    cells.add(Double.toString(epoch.loss()));
    cells.add(Double.isNaN(epoch.validationLoss()) ? "" : Double.toString(epoch.validationLoss()));
    epoch.metrics().values().forEach(value -> cells.add(Double.toString(value)));
    cells.add(Double.toString(epoch.learningRate()));
    cells.add(Double.toString(epoch.seconds()));
    return cells;
  }

  @Override
  public String toString() {
    return "csvLog(" + file + ")";
  }
}
