package org.slope.training;

import java.io.PrintStream;
import java.util.Locale;

/** Prints a line an epoch, with the examples a second and the time left. */
record ProgressLines(PrintStream out) implements Callback {

  @Override
  public Listener start(TrainingRun run) {
    return new Listener() {
      private double seconds;

      @Override
      public void onEpoch(Epoch epoch) {
        seconds += epoch.seconds();
        int left = run.epochs() - epoch.number();
        out.printf(
            Locale.ROOT,
            "%s, %,.0f examples/s%s%n",
            epoch.toString().replaceFirst(":", "/" + run.epochs() + ":"),
            run.examplesPerEpoch() / epoch.seconds(),
            left == 0 ? "" : ", " + Text.seconds(seconds / epoch.number() * left) + " left");
      }
    };
  }

  @Override
  public String toString() {
    return "progressLines()";
  }
}
