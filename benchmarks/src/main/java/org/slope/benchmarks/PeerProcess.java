package org.slope.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slope.benchmarks.protocol.PeerLoop;
import org.slope.benchmarks.protocol.Workload;

/** The runner's end of the line protocol: a framework in a process of its own. */
final class PeerProcess implements AutoCloseable {
  private final PeerKind kind;
  private final Path log;
  private final Process process;
  private final BufferedReader answers;
  private final Writer commands;
  private final String versions;

  /** Starts a process and waits until it is ready. */
  PeerProcess(PeerKind kind, List<String> command, Map<String, String> environment, Path logs)
      throws IOException {
    this.kind = kind;
    log = Files.createDirectories(logs).resolve(kind.name().toLowerCase(Locale.ROOT) + ".log");
    ProcessBuilder builder = Launcher.unbound(command).redirectError(log.toFile());
    builder.environment().putAll(environment);
    process = builder.start();
    answers = process.inputReader(StandardCharsets.UTF_8);
    commands = process.outputWriter(StandardCharsets.UTF_8);
    versions = read("ready ");
  }

  PeerKind kind() {
    return kind;
  }

  String versions() {
    return versions;
  }

  /** Builds a workload; returns how many numbers it trains. */
  long open(Workload workload) throws IOException {
    return Long.parseLong(ask("open " + workload.toLine()));
  }

  /** Runs steps; returns how many milliseconds each took. */
  double run(String mode, int steps) throws IOException {
    return Double.parseDouble(ask(mode + " " + steps));
  }

  /** Returns how much memory the process has. */
  ProcessMemory memory() throws IOException {
    String[] words = ask("memory").split(" ", 2);
    return new ProcessMemory(
        Double.parseDouble(words[0]) / 1024, Double.parseDouble(words[1]) / 1024);
  }

  private String ask(String command) throws IOException {
    commands.write(command + "\n");
    commands.flush();
    return read("ok ");
  }

  private String read(String expected) throws IOException {
    String prefix = PeerLoop.MARK + expected;
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.startsWith(prefix)) {
        return line.substring(prefix.length());
      }
      if (line.startsWith(PeerLoop.MARK)) {
        throw new IOException(
            kind.title() + ": " + line.substring(PeerLoop.MARK.length()) + "; see " + log);
      }
    }
    throw new IOException(kind.title() + " ended " + exit() + "; see " + log);
  }

  /** Says how the process ended, which has closed its output. */
  private String exit() {
    try {
      boolean ended = process.waitFor(10, TimeUnit.SECONDS);
      return ended ? "with exit code " + process.exitValue() : "its output, but runs on";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "while this was interrupted";
    }
  }

  @Override
  public void close() {
    try {
      commands.write("quit\n");
      commands.flush();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly(); // it is gone or about to be
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  /**
   * The memory of a process.
   *
   * @param peak the most that it ever held, in MiB
   * @param present what it holds, in MiB
   */
  record ProcessMemory(double peak, double present) {}
}
