package org.slope.benchmarks.kernels;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.slope.benchmarks.Numbers;
import org.slope.benchmarks.Table;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the benchmarks of kernels and prints them beside what the machine can do. */
@Command(
    name = "kernels",
    mixinStandardHelpOptions = true,
    description = "Times Slope's kernels one by one.")
public final class KernelTable implements Callable<Integer> {
  private static final String ND4J = "nd4j";

  @Parameters(
      arity = "0..1",
      description = "Only benchmarks whose name, such as Images.relu, has a match of this.")
  private String include = "";

  @Option(names = "--nd4j", description = "Times the kernels in plain INDArray operations, too.")
  private boolean nd4j;

  @Option(names = "--quick", description = "Short iterations: shows that it runs, measures badly.")
  private boolean quick;

  private KernelTable() {}

  /** Runs; exits with 0 if all went well. */
  public static void main(String[] args) {
    System.exit(execute(args));
  }

  /** Runs; returns 0 if all went well. */
  static int execute(String... args) {
    return new CommandLine(new KernelTable()).execute(args);
  }

  @Override
  public Integer call() throws RunnerException {
    Table table = new Table("kernel", "shape", "kernels", "µs", "rate", "the machine's", "share");
    addRows(table, "Slope's");
    if (nd4j) {
      addRows(table, ND4J);
    }
    System.out.println(
        "Rates count the multiply-adds that a kernel cannot do without, or the bytes; the machine's"
            + " are those of a product of 1024x1024\nmatrices and of a copy of 128 MiB. What stays in"
            + " the caches can be faster than a copy.\n");
    System.out.println(table);
    return 0;
  }

  private void addRows(Table table, String kernels) throws RunnerException {
    for (RunResult result : run(kernels)) {
      table.add(row(result, kernels));
    }
  }

  private Collection<RunResult> run(String kernels) throws RunnerException {
    TimeValue time = TimeValue.milliseconds(quick ? 50 : 500);
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("\\.kernels\\..*" + include)
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.MICROSECONDS)
            .forks(1)
            .warmupIterations(quick ? 2 : 4)
            .warmupTime(time)
            .measurementIterations(quick ? 2 : 5)
            .measurementTime(time)
            .addProfiler(MachineProfiler.class)
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true);
    if (kernels.equals(ND4J)) {
      options.jvmArgsAppend("-Dslope.kernels=" + ND4J);
    }
    return new Runner(options.build()).run();
  }

  private static List<String> row(RunResult result, String kernels) {
    String name = result.getParams().getBenchmark().replaceFirst(".*\\.(\\w+\\.\\w+)$", "$1");
    String shape =
        result.getParams().getParamsKeys().stream()
            .map(key -> result.getParams().getParam(key))
            .findFirst()
            .orElseThrow();
    double micros = result.getPrimaryResult().getScore();
    Work work = work(name, shape);
    String unit = work.products() ? " GFLOP/s" : " GB/s";
    double rate = work.rate(micros);
    String limit = work.products() ? MachineProfiler.PRODUCT : MachineProfiler.COPY;
    double machine = Objects.requireNonNull(result.getSecondaryResults().get(limit)).getScore();
    List<String> cells = new ArrayList<>(List.of(name, shape, kernels));
    cells.add(Numbers.three(micros));
    cells.add(Numbers.three(rate) + unit);
    cells.add(Numbers.three(machine) + unit);
    cells.add(Numbers.percent(rate / machine));
    return cells;
  }

  /** Returns what a benchmark has to do at least. */
  static Work work(String name, String shape) {
    String method = name.substring(name.indexOf('.') + 1);
    if (name.startsWith("Convolutions.")) {
      return ConvolutionShape.valueOf(shape).work(method.equals("forward") ? 1 : 2);
    }
    if (name.startsWith("Products.")) {
      return ProductShape.valueOf(shape).work(method.equals("forward") ? 1 : 2);
    }
    if (name.startsWith("OptimizerSteps.")) {
      return OptimizerSteps.Kind.valueOf(shape).work();
    }
    double floatsPerElement =
        switch (method) {
          case "channelMoments" -> 1;
          case "maxPool", "avgPool", "avgPoolBackward" -> 1.25;
          case "batchNorm", "relu" -> 2;
          case "maxPoolBackward" -> 2.5;
          case "batchNormBackward", "reluBackward", "add" -> 3;
          default -> throw new IllegalArgumentException("no work is known for " + name);
        };
    return Work.floats(floatsPerElement * ImageShape.valueOf(shape).count());
  }
}
