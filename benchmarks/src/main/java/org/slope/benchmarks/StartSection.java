package org.slope.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How long a fresh JVM needs until it has predicted. */
final class StartSection implements Section {
  private static final double LIMIT = 1.3;

  @Override
  public String run(Session session) throws IOException {
    Path folder = Files.createTempDirectory("slope-start");
    Path model = folder.resolve("lenet.safetensors");
    Networks.build(Workloads.main("lenet-b64")).save(model);
    int times = session.pace().rounds();
    double[] alone = new double[times];
    double[] slope = new double[times];
    double[] vectors = new double[times];
    List<String> predict = List.of(model.toString());
    seconds(List.of(), List.of()); // unpacks the natives
    for (int i = 0; i < times; i++) {
      session.progress("start " + (i + 1) + " of " + times);
      alone[i] = seconds(List.of(), List.of());
      slope[i] = seconds(List.of(), predict);
      vectors[i] = seconds(Launcher.VECTORS, predict);
    }
    Files.delete(model);
    Files.delete(folder);
    Table table = new Table("a fresh JVM until", "least", "median of " + times, "limit");
    table.add(row("ND4J has made an array of 2x2", alone, ""));
    table.add(
        row(
            "Slope has loaded LeNet and predicted one image",
            slope,
            Numbers.judged(LIMIT + " s", Statistics.median(slope) <= LIMIT)));
    table.add(row("the same with " + String.join(" ", Launcher.VECTORS), vectors, ""));
    return table.toString();
  }

  private static List<String> row(String what, double[] seconds, String limit) {
    return List.of(
        what,
        Numbers.three(Statistics.least(seconds)) + " s",
        Numbers.three(Statistics.median(seconds)) + " s",
        limit);
  }

  /** Runs a process until it says that it is done. */
  private static double seconds(List<String> options, List<String> arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            Launcher.java(options, Launcher.home(), "org.slope.benchmarks.FirstPrediction"));
    command.addAll(arguments);
    long start = System.nanoTime();
    Process process =
        Launcher.unbound(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String line = process.inputReader().readLine();
    double seconds = (System.nanoTime() - start) / 1e9;
    process.destroy();
    if (!"done".equals(line)) {
      throw new IOException("FirstPrediction printed " + line + ", expected done");
    }
    return seconds;
  }
}
