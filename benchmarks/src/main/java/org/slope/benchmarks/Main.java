package org.slope.benchmarks;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the benchmarks, prints their tables and writes the page. */
@Command(
    name = "slope-benchmarks",
    mixinStandardHelpOptions = true,
    description = "Times Slope beside PyTorch, DJL and Deeplearning4j, in turn.")
public final class Main implements Callable<Integer> {

  /** The share of the processors above which the figures are not to be trusted. */
  private static final double MOST_DISTURBANCE = 0.1;

  private static final Path PAGE = Path.of("docs/benchmarks.md");

  /** The parts of the page. */
  enum Part {
    MAIN,
    OTHERS,
    SCALING,
    THREADS,
    MEMORY,
    START;

    private Section section() {
      return switch (this) {
        case MAIN -> new MainSection();
        case OTHERS -> new OthersSection();
        case SCALING -> new ScalingSection();
        case THREADS -> new ThreadsSection();
        case MEMORY -> new MemorySection();
        case START -> new StartSection();
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

  @Option(
      names = "--passive",
      description =
          "The threads of OpenMP, which PyTorch has, sleep while they wait: slower on an idle machine,"
              + " much faster on a busy one.")
  private boolean passive;

  @Option(
      names = "--out",
      description =
          "Where the page is written; default: docs/benchmarks.md, but the module's target folder for a"
              + " quick run or some workloads or peers.")
  private @Nullable Path out;

  @Spec private @Nullable CommandSpec spec;

  private Main() {}

  /** Runs; exits with 0 if all went well. */
  public static void main(String[] args) {
    CommandLine line = new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
    System.exit(line.execute(args));
  }

  @Override
  public Integer call() throws IOException {
    check(rounds == null || rounds > 0, "--rounds was " + rounds + ", expected 1 or more");
    List<String> names = Workloads.names();
    check(
        names.stream().anyMatch(name -> workloads.matcher(name).find()),
        "--workloads was " + workloads + ", which is part of no name of " + names);
    Pace pace = quick ? Pace.quick() : Pace.usual();
    pace = rounds == null ? pace : pace.rounds(rounds);
    boolean complete = !quick && workloads.pattern().isEmpty() && peers.pattern().isEmpty();
    Path page =
        out != null ? out : complete ? PAGE : Launcher.home().resolve("target/benchmarks.md");
    Map<String, String> measured = new LinkedHashMap<>();
    measured.put("machine", "The machine: " + MachineInfo.machine() + ".");
    System.out.println(measured.get("machine"));
    for (Part part : parts) {
      String text = measure(part, pace, page);
      System.out.println("\n## " + part + "\n\n" + text);
      measured.put(part.name().toLowerCase(Locale.ROOT), text);
      Page.write(page, measured, quick);
    }
    System.out.println("written: " + page);
    return 0;
  }

  private void check(boolean isRight, String message) {
    if (!isRight) {
      throw new ParameterException(requireNonNull(spec).commandLine(), message);
    }
  }

  private String measure(Part part, Pace pace, Path page) throws IOException {
    Disturbance disturbance = new Disturbance();
    try (Session session =
        new Session(new Launcher(python, passive), pace, workloads, peers, page)) {
      String text = part.section().run(session);
      session.end();
      double others = disturbance.share();
      return "*Measured on %s at commit %s (%s), %s rounds; other processes took %s of the processors%s.*%n%n"
              .formatted(
                  LocalDate.now(ZoneOffset.UTC),
                  MachineInfo.commit(),
                  MachineInfo.processor(),
                  pace.rounds(),
                  Numbers.percent(others),
                  others > MOST_DISTURBANCE ? ": too much, measure again" : "")
          + (passive ? "- OMP_WAIT_POLICY=PASSIVE\n" : "")
          + session.notes().stream().map(note -> "- " + note + "\n").collect(joining())
          + "\n"
          + text;
    }
  }
}
