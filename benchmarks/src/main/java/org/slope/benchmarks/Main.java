package org.slope.benchmarks;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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

  @Option(names = "--quick", description = "Few short rounds: shows that it runs, measures badly.")
  private boolean quick;

  @Option(names = "--workloads", description = "Only workloads whose name has a match of this.")
  private Pattern workloads = Pattern.compile("");

  @Option(names = "--peers", description = "Only peers whose name has a match of this.")
  private Pattern peers = Pattern.compile("");

  @Option(names = "--rounds", description = "How often each peer gets its turn.")
  private @Nullable Integer rounds;

  @Option(names = "--python", description = "The Python that has PyTorch, unless it is python3.")
  private @Nullable String python;

  private Main() {}

  /** Runs; exits with 0 if all went well. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    Pace pace = quick ? Pace.quick() : Pace.usual();
    pace = rounds == null ? pace : pace.rounds(rounds);
    Launcher launcher = new Launcher(python);
    List<PeerKind> kinds =
        Arrays.stream(PeerKind.values())
            .filter(kind -> peers.matcher(kind.name().toLowerCase(Locale.ROOT)).find())
            .toList();
    List<PeerProcess> started = launcher.startAll(kinds);
    MainTable table = new MainTable();
    try {
      Rounds turns = new Rounds(started, pace);
      for (Workloads.Entry entry : Workloads.main()) {
        if (workloads.matcher(entry.workload().name()).find()) {
          turns.open(entry.workload());
          for (String mode : entry.targets().keySet()) {
            System.err.println(entry.workload().name() + " " + mode);
            table.add(turns.measure(entry.workload(), mode, false), entry.targets());
          }
        }
      }
    } finally {
      started.forEach(PeerProcess::close);
    }
    started.forEach(peer -> System.out.println(peer.versions()));
    launcher.missing().forEach(System.out::println);
    System.out.println(table);
    return 0;
  }
}
