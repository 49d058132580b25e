package org.slope.training;

import java.io.Console;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar an epoch on a terminal, a line an epoch elsewhere. */
record ProgressBarCallback() implements Callback {

  @Override
  public Listener start(TrainingRun run) {
    Listener lines = new ProgressLines(System.err).start(run);
    return isTerminal() ? new Bar(run, lines) : lines;
  }

  /** Java 22 and newer have a console without a terminal, too, and a method that tells. */
  @SuppressWarnings(
      "SystemConsoleNull") // where it is not null without a terminal, isTerminal tells
  private static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  private static final class Bar implements Listener {
    private final TrainingRun run;
    private final Listener lines;
    private @Nullable ProgressBar bar;
    private double loss;
    private long seen;

    Bar(TrainingRun run, Listener lines) {
      this.run = run;
      this.lines = lines;
    }

    @Override
    public void onIteration(Iteration iteration) {
      if (bar == null) {
        bar = bar(iteration.epoch());
      }
      seen += iteration.batch().size();
      loss += (iteration.loss() - loss) / iteration.number();
      bar.stepTo(seen);
      bar.setExtraMessage(String.format(Locale.ROOT, " loss %.4g", loss));
    }

    private ProgressBar bar(int epoch) {
      return new ProgressBarBuilder()
          .setTaskName("epoch " + epoch + "/" + run.epochs())
          .setInitialMax(run.examplesPerEpoch())
          .setStyle(ProgressBarStyle.ASCII)
          .showSpeed()
          .setSpeedUnit(java.time.temporal.ChronoUnit.SECONDS)
          .setUnit(" examples", 1)
          .clearDisplayOnFinish()
          .build();
    }

    @Override
    public void onEpoch(Epoch epoch) {
      close();
      lines.onEpoch(epoch);
    }

    @Override
    public void onEnd() {
      close();
    }

    private void close() {
      if (bar != null) {
        bar.close();
        bar = null;
      }
      seen = 0;
      loss = 0;
    }
  }

  @Override
  public String toString() {
    return "progressBar()";
  }
}
