package org.slope.benchmarks.peers;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.bytedeco.openblas.global.openblas;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.benchmarks.protocol.Jars;
import org.slope.benchmarks.protocol.Peer;
import org.slope.benchmarks.protocol.PeerLoop;
import org.slope.benchmarks.protocol.Workload;

/** Deeplearning4j with the threads that it chooses itself. */
public final class Dl4jPeer implements Peer {
  /** The statistics of batch norm, which it counts among the parameters. */
  private static final Set<String> STATISTICS = Set.of("mean", "var", "log10stdev");

  private @Nullable MultiLayerNetwork network;
  private INDArray x;
  private INDArray y;

  private Dl4jPeer() {
    Nd4j.setDefaultDataTypes(DataType.FLOAT, DataType.FLOAT);
    x = Nd4j.empty();
    y = Nd4j.empty();
  }

  /** Serves until its input ends. */
  public static void main(String[] args) throws IOException {
    PeerLoop.serve(new Dl4jPeer());
  }

  @Override
  public String versions() {
    return "Deeplearning4j "
        + Jars.version(MultiLayerNetwork.class)
        + " on OpenBLAS "
        + Jars.version(openblas.class)
        + ", its default threads";
  }

  @Override
  public long open(Workload workload) {
    network = new MultiLayerNetwork(Dl4jConfiguration.of(workload));
    network.init();
    int batch = workload.batch();
    long[] input = workload.input().stream().mapToLong(n -> n).toArray();
    x = Nd4j.rand(LongStream.concat(LongStream.of(batch), LongStream.of(input)).toArray());
    int outputs = workload.outputSize();
    if (workload.classifies()) {
      y = Nd4j.zeros(batch, outputs);
      for (int i = 0; i < batch; i++) {
        y.putScalar(i, i % outputs, 1);
      }
    } else {
      y = Nd4j.rand(batch, outputs);
    }
    long count = 0;
    for (Map.Entry<String, INDArray> entry : network.paramTable().entrySet()) {
      String name = entry.getKey().substring(entry.getKey().indexOf('_') + 1);
      count += STATISTICS.contains(name) ? 0 : entry.getValue().length();
    }
    return count;
  }

  @Override
  public double run(String mode, int steps) {
    MultiLayerNetwork net = network;
    if (net == null) {
      throw new IllegalStateException("nothing was opened");
    }
    return switch (mode) {
      case "train" -> Peer.time(steps, () -> net.fit(x, y));
      case "predict" -> Peer.time(steps, () -> net.output(x, false));
      default -> throw new IllegalArgumentException("no mode " + mode);
    };
  }
}
