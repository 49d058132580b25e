package org.slope.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * How much of the processors others used while benchmarks ran. Frameworks whose threads wait for
 * each other suffer from it more than their share, so ratios from a busy machine flatter Slope.
 */
final class Disturbance {
  private static final double TICKS_PER_SECOND = 100; // Linux's USER_HZ

  private final long start = System.nanoTime();
  private final double others;

  /** Starts to watch. */
  Disturbance() throws IOException {
    others = others();
  }

  /**
   * Returns the share of all processors that other processes, and other guests of the host, had so
   * far; NaN where that is not known. All children must have ended.
   */
  double share() throws IOException {
    double elapsed = (System.nanoTime() - start) / 1e9 * TICKS_PER_SECOND;
    return Math.max(0, others() - others) / (elapsed * Runtime.getRuntime().availableProcessors());
  }

  private static double others() throws IOException {
    Path all = Path.of("/proc/stat");
    if (!Files.exists(all)) {
      return Double.NaN;
    }
    // cpu user nice system idle iowait irq softirq steal
    double[] ticks = numbers(Files.readAllLines(all).get(0), 8);
    double busy = Arrays.stream(ticks).sum() - ticks[3] - ticks[4];
    // after the name in parentheses: state, then numbers; utime, stime, cutime, cstime are 14 to 17
    String own = Files.readString(Path.of("/proc/self/stat"));
    double[] fields = numbers(own.substring(own.lastIndexOf(')') + 2), 14);
    return busy - fields[10] - fields[11] - fields[12] - fields[13];
  }

  /** Returns the first numbers of a line, after its first word. */
  private static double[] numbers(String line, int count) {
    List<String> words = List.of(line.split(" +", -1));
    return words.subList(1, count + 1).stream().mapToDouble(Double::parseDouble).toArray();
  }
}
