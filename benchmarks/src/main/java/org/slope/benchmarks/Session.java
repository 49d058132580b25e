package org.slope.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.slope.benchmarks.protocol.Workload;

/** What was asked for on the command line, and what is noted on the way. */
final class Session implements AutoCloseable {
  private final Launcher launcher;
  private final Pace pace;
  private final Pattern workloads;
  private final Pattern peers;
  private final Path page;
  private final List<PeerProcess> running = new ArrayList<>();
  private final Set<String> notes = new TreeSet<>();

  Session(Launcher launcher, Pace pace, Pattern workloads, Pattern peers, Path page) {
    this.launcher = launcher;
    this.pace = pace;
    this.workloads = workloads;
    this.peers = peers;
    this.page = page;
  }

  Pace pace() {
    return pace;
  }

  /** Returns where the page is written, so that pictures can lie beside it. */
  Path page() {
    return page;
  }

  /** Starts those of some peers that are asked for and there, after ending the last ones. */
  List<PeerProcess> start(PeerKind... kinds) {
    end();
    for (PeerKind kind : kinds) {
      if (wants(kind)) {
        try {
          PeerProcess peer = launcher.start(kind);
          running.add(peer);
          notes.add(kind.title() + ": " + peer.versions());
        } catch (IOException e) {
          notes.add(kind.title() + " is left out: " + e.getMessage());
        }
      }
    }
    return List.copyOf(running);
  }

  /** Tells whether a peer is asked for. */
  boolean wants(PeerKind kind) {
    return peers.matcher(kind.name().toLowerCase(Locale.ROOT)).find();
  }

  /** Tells whether a workload is asked for. */
  boolean wants(Workload workload) {
    return workloads.matcher(workload.name()).find();
  }

  /** Returns what was started, in which versions, and what was not and why. */
  Set<String> notes() {
    return notes;
  }

  /** Says on standard error what runs. */
  void progress(String text) {
    System.err.println(text);
  }

  @Override
  public void close() {
    end();
  }

  /** Ends all peers that run. */
  void end() {
    running.forEach(PeerProcess::close);
    running.clear();
  }
}
