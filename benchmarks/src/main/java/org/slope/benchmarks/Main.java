package org.slope.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the benchmarks, prints their tables and writes the page. */
@Command(
    name = "slope-benchmarks",
    mixinStandardHelpOptions = true,
    description = "Times Slope beside PyTorch, DJL and Deeplearning4j, in turn.")
public final class Main implements Callable<Integer> {

  /** The parts of the page. */
  enum Part {
    MAIN,
    OTHERS;

    private Section section() {
      return switch (this) {
        case MAIN -> new MainSection();
        case OTHERS -> new OthersSection();
      };
    }
  }

  @Option(
      names = "--only",
      split = ",",
      description = "What is measured: ${COMPLETION-CANDIDATES}; all unless named.")
  private Part[] parts = Part.values();

  @Option(names = "--quick", description = "Few short rounds: shows that it runs, measures badly.")
  private boolean quick;

  @Option(names = "--workloads", description = "Only workloads whose name has a match of this.")
  private Pattern workloads = Pattern.compile("");

  @Option(names = "--peers", description = "Only peers whose name has a match of this.")
  private Pattern peers = Pattern.compile("");

  @Option(names = "--rounds", description = "How often each peer gets its turn; default: 9.")
  private @Nullable Integer rounds;

  @Option(names = "--python", description = "The Python that has PyTorch, unless it is python3.")
  private @Nullable String python;

  private Main() {}

  /** Runs; exits with 0 if all went well. */
  public static void main(String[] args) {
    CommandLine line = new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
    System.exit(line.execute(args));
  }

  @Override
  public Integer call() throws IOException {
    Pace pace = quick ? Pace.quick() : Pace.usual();
    pace = rounds == null ? pace : pace.rounds(rounds);
    try (Session session =
        new Session(new Launcher(python), pace, workloads, peers, Path.of("docs/benchmarks.md"))) {
      for (Part part : parts) {
        System.out.println(part.section().run(session));
      }
      session.notes().forEach(System.out::println);
    }
    return 0;
  }
}
