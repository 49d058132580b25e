package org.slope.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Starts the peers that are there. */
final class Launcher {
  /** What the README says one starts the JVM with. */
  static final List<String> VECTORS = List.of("--add-modules", "jdk.incubator.vector");

  /** A young generation that is soon all in use, and no compiler whose memory comes and goes. */
  static final List<String> STEADY = List.of("-Xmn4m", "-XX:TieredStopAtLevel=1");

  /** Settings for glibc, by which it keeps what was freed for the next step. */
  static final Map<String, String> KEEPING =
      Map.of(
          "MALLOC_MMAP_THRESHOLD_", "1073741824",
          "MALLOC_TRIM_THRESHOLD_", "4294967296",
          "MALLOC_TOP_PAD_", "268435456");

  /** What would bind the peers to a number of threads or to an older processor. */
  private static final Pattern SETTINGS =
      Pattern.compile("(OPENBLAS|OMP|GOMP|MKL|DNNL|ONEDNN|MALLOC)_.*");

  private static final Path HOME = Path.of(System.getProperty("slope.benchmarks", "benchmarks"));
  private static final List<String> PYTHONS = List.of("python3", "/usr/bin/python3");

  private final Map<String, String> environment;
  private @Nullable String python;

  /**
   * Makes a launcher.
   *
   * @param python the Python that has PyTorch; null to look for one
   * @param passive whether the threads of OpenMP, which PyTorch has, are to sleep while they wait
   */
  Launcher(@Nullable String python, boolean passive) {
    this.python = python;
    environment = passive ? Map.of("OMP_WAIT_POLICY", "PASSIVE") : Map.of();
  }

  /** Returns the folder of the module. */
  static Path home() {
    return HOME;
  }

  /** Starts a peer. */
  PeerProcess start(PeerKind kind) throws IOException {
    Map<String, String> settings = new HashMap<>(environment);
    settings.putAll(kind == PeerKind.TORCH_KEEPING ? KEEPING : Map.of());
    return new PeerProcess(kind, command(kind), settings, HOME.resolve("target/logs"));
  }

  private List<String> command(PeerKind kind) throws IOException {
    return switch (kind) {
      case SLOPE -> java(VECTORS, HOME, "org.slope.benchmarks.SlopePeer");
      case SLOPE_PLAIN -> java(List.of(), HOME, "org.slope.benchmarks.SlopePeer");
      case SLOPE_ND4J ->
          java(List.of("-Dslope.kernels=nd4j"), HOME, "org.slope.benchmarks.SlopePeer");
      case SLOPE_STEADY -> java(STEADY, HOME, "org.slope.benchmarks.SlopePeer");
      case DJL ->
          java(
              List.of("-Dai.djl.offline=true", "-Dai.djl.pytorch.num_threads=" + processors()),
              HOME.resolve("peers"),
              "org.slope.benchmarks.peers.DjlPeer");
      case DL4J -> java(List.of(), HOME.resolve("peers"), "org.slope.benchmarks.peers.Dl4jPeer");
      case TORCH, TORCH_KEEPING ->
          List.of(python(), HOME.resolve("src/main/python/torch_peer.py").toString());
    };
  }

  private static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** Returns what starts a command without settings of the environment that would bind it. */
  static ProcessBuilder unbound(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(SETTINGS.asMatchPredicate());
    return builder;
  }

  /** Returns the command that runs a class of a module. */
  static List<String> java(List<String> options, Path module, String mainClass) throws IOException {
    Path arguments = module.resolve("target/java.args");
    if (!Files.exists(arguments)) {
      throw new IOException(arguments + " is not there; build with -P benchmarks");
    }
    if (Files.readString(arguments).contains(VECTORS.get(1))) {
      throw new IOException(
          "%s gives %s to every peer, also to those that run without; build again without it in -Dslope.jvm"
              .formatted(arguments, VECTORS.get(1)));
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("@" + arguments);
    command.add(mainClass);
    return command;
  }

  private String python() throws IOException {
    if (python != null) {
      return python;
    }
    for (String candidate : PYTHONS) {
      if (hasTorch(candidate)) {
        python = candidate;
        return candidate;
      }
    }
    throw new IOException("neither of " + PYTHONS + " can import torch; name one with --python");
  }

  private static boolean hasTorch(String python) {
    try {
      Process process =
          new ProcessBuilder(python, "-c", "import torch")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false; // there is no such program
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
