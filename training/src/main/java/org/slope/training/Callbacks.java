package org.slope.training;

import java.io.PrintStream;
import java.nio.file.Path;

/** The usual callbacks. */
public final class Callbacks {
  private Callbacks() {}

  /**
   * Shows progress on standard error: on a terminal a bar with the loss, examples a second and the
   * time left; elsewhere a line an epoch.
   */
  public static Callback progressBar() {
    return new ProgressBarCallback();
  }

  /** Prints a line an epoch. */
  public static Callback progressLines(PrintStream out) {
    return new ProgressLines(out);
  }

  /**
   * Stops when the validation loss (the training loss, without validation data) has not improved
   * for a number of epochs, and gives the network the values of its best epoch back.
   */
  public static EarlyStopping earlyStopping(int patience) {
    return new EarlyStopping(patience, 0, Monitor.LOSS);
  }

  /** Saves the network after each epoch that has the lowest validation loss so far. */
  public static Checkpoint checkpoint(Path file) {
    return new Checkpoint(file, Monitor.LOSS);
  }

  /**
   * Writes a row an epoch to a CSV file, which is started afresh and can be read while it grows.
   */
  public static Callback csvLog(Path file) {
    return new CsvLog(file);
  }

  /**
   * Stops, before the update, when the loss is NaN or infinite, and names the first layer whose
   * output is not finite. Every trainer has it.
   */
  public static Callback stopOnNaN() {
    return new StopOnNaN();
  }
}
