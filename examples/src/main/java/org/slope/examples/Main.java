package org.slope.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The main job: trains two networks on real data, scores, saves, loads, and predicts with them. */
@Command(
    name = "slope-examples",
    mixinStandardHelpOptions = true,
    version = "Slope 0.1.0",
    description = "Trains networks on Fashion-MNIST and on diamonds' prices.")
public final class Main implements Callable<Integer> {

  enum Job {
    FASHION,
    DIAMONDS
  }

  @Parameters(
      arity = "0..*",
      description = "What to train: ${COMPLETION-CANDIDATES}; both unless named.")
  private Job[] jobs = Job.values();

  @Option(
      names = "--data",
      description = "Where the repository's data sets lie; default: ${DEFAULT-VALUE}.")
  private Path data = Path.of("examples/data");

  @Option(
      names = "--fashion",
      description =
          "A folder with Fashion-MNIST's four files. Unless given: Debian's package"
              + " dataset-fashion-mnist if it is installed, else the repository's subset.")
  private @Nullable Path fashion;

  @Option(
      names = "--output",
      description = "Where the models are saved; default: ${DEFAULT-VALUE}.")
  private Path output = Path.of("examples/target/models");

  private Main() {}

  /** Runs the job; exits with 0 if all went well. */
  public static void main(String[] args) {
    CommandLine line = new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(
        (exception, command, result) -> {
          if (exception instanceof IllegalArgumentException || exception instanceof IOException) {
            command.getErr().println(exception.getMessage());
            return 1;
          }
          throw exception;
        });
    System.exit(line.execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Files.createDirectories(output);
    long start = System.nanoTime();
    for (Job job : jobs) {
      switch (job) {
        case FASHION -> FashionMnist.run(FashionMnist.folder(fashion, data), output);
        case DIAMONDS -> Diamonds.run(data.resolve("diamonds.csv.gz"), output);
      }
    }
    System.out.printf(Locale.ROOT, "%nDone in %.0f s.%n", (System.nanoTime() - start) / 1e9);
    return 0;
  }
}
