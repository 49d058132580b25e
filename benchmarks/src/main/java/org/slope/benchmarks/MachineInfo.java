package org.slope.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What the machine is and which Slope runs on it. */
final class MachineInfo {
  private MachineInfo() {}

  /** Describes processor, memory, operating system and JDK. */
  static String machine() throws IOException {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return String.format(
        Locale.ROOT,
        "%s, %d processors%s, %.0f GiB; %s, %s %s; JDK %s (%s)",
        processor(),
        system.getAvailableProcessors(),
        instructions(),
        system.getTotalMemorySize() / Math.pow(2, 30),
        field("/etc/os-release", "PRETTY_NAME", System.getProperty("os.name")),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        System.getProperty("java.vm.version"),
        System.getProperty("java.vm.name"));
  }

  /** Returns the name of the processor. */
  static String processor() throws IOException {
    return field("/proc/cpuinfo", "model name", System.getProperty("os.arch"));
  }

  private static String instructions() throws IOException {
    String flags = field("/proc/cpuinfo", "flags", "");
    return flags.contains("avx512f") ? " with AVX-512" : flags.contains("avx2") ? " with AVX2" : "";
  }

  /** Returns the value of a line such as {@code name : value} or {@code NAME="value"}. */
  private static String field(String file, String name, String otherwise) throws IOException {
    Path path = Path.of(file);
    if (!Files.exists(path)) {
      return otherwise;
    }
    return Files.readAllLines(path).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.replaceFirst("^[^:=]*[:=]", "").replace("\"", "").strip())
        .findFirst()
        .orElse(otherwise);
  }

  /** Returns the commit that is checked out, with a plus if files differ from it. */
  static String commit() {
    String commit = git("rev-parse", "--short", "HEAD");
    if (commit.isEmpty()) {
      return "unknown";
    }
    return git("status", "--porcelain", "--untracked-files=no").isEmpty() ? commit : commit + "+";
  }

  private static String git(String... arguments) {
    ProcessBuilder builder = new ProcessBuilder("git", "-C", Launcher.home().toString());
    builder.command().addAll(List.of(arguments));
    try {
      Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return ""; // there is no git
    }
  }
}
