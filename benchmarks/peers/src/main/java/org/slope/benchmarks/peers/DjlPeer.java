package org.slope.benchmarks.peers;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slope.benchmarks.protocol.Jars;
import org.slope.benchmarks.protocol.Peer;
import org.slope.benchmarks.protocol.PeerLoop;
import org.slope.benchmarks.protocol.Workload;

/** DJL on its PyTorch engine. */
public final class DjlPeer implements Peer {
  private final NDManager manager = NDManager.newBaseManager();
  private @Nullable DjlNetwork built;

  private DjlPeer() {}

  /** Serves until its input ends. */
  public static void main(String[] args) throws IOException {
    PeerLoop.serve(new DjlPeer());
  }

  @Override
  public String versions() {
    return "DJL "
        + Jars.version(Engine.class)
        + " on PyTorch "
        + Engine.getInstance().getVersion()
        + ", "
        + System.getProperty("ai.djl.pytorch.num_threads", "default")
        + " threads";
  }

  @Override
  public long open(Workload workload) {
    if (built != null) {
      built.close();
    }
    built = new DjlNetwork(workload, manager);
    return built.parameters();
  }

  @Override
  public double run(String mode, int steps) {
    DjlNetwork network = built;
    if (network == null) {
      throw new IllegalStateException("nothing was opened");
    }
    return switch (mode) {
      case "train" -> Peer.time(steps, network::train);
      case "predict" -> Peer.time(steps, network::predict);
      default -> throw new IllegalArgumentException("no mode " + mode);
    };
  }
}
