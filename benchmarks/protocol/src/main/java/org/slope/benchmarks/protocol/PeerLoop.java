package org.slope.benchmarks.protocol;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The end of the line protocol that a peer's process has: commands come in on standard input, each
 * is answered by one line on standard output that begins with {@value #MARK}.
 *
 * <pre>
 * open {"name": …}     ok 431080         how many numbers the workload trains
 * train 20             ok 5.31           milliseconds a step
 * memory               ok 524288 430000  peak and present memory of the process in KiB
 * quit
 * </pre>
 *
 * What goes wrong is answered by {@code error} and a message.
 */
public final class PeerLoop {
  /** What an answer begins with; other lines are chatter of the libraries. */
  public static final String MARK = "> ";

  private final Peer peer;
  private final PrintStream out;

  private PeerLoop(Peer peer, PrintStream out) {
    this.peer = peer;
    this.out = out;
  }

  /** Answers commands until {@code quit} or the end of the input, then ends the process. */
  public static void serve(Peer peer) throws IOException {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    new PeerLoop(peer, out).run();
    System.exit(0);
  }

  private void run() throws IOException {
    out.println(MARK + "ready " + peer.versions());
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null && !line.equals("quit"); line = in.readLine()) {
      out.println(MARK + answer(line));
    }
  }

  @SuppressWarnings("CatchAndPrintStackTrace") // into the peer's log; the runner gets the message
  private String answer(String line) {
    try {
      int space = line.indexOf(' ');
      String command = space < 0 ? line : line.substring(0, space);
      String rest = line.substring(space + 1);
      return "ok "
          + switch (command) {
            case "open" -> peer.open(Workload.ofLine(rest));
            case "memory" -> kibibytes("VmHWM:") + " " + kibibytes("VmRSS:");
            default -> peer.run(command, Integer.parseInt(rest));
          };
    } catch (Exception e) {
      e.printStackTrace();
      return "error " + String.valueOf(e.getMessage()).replace('\n', ' ');
    }
  }

  private static String kibibytes(String field) throws IOException {
    List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
    for (String line : status) {
      if (line.startsWith(field)) {
        return line.replaceAll("\\D", "");
      }
    }
    throw new IOException("/proc/self/status has no " + field);
  }
}
