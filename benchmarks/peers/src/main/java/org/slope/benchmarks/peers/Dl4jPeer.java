package org.slope.benchmarks.peers;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.bytedeco.openblas.global.openblas;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.slope.benchmarks.protocol.Jars;
import org.slope.benchmarks.protocol.LayerLine;
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
    network = new MultiLayerNetwork(configuration(workload));
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

  private static org.deeplearning4j.nn.conf.MultiLayerConfiguration configuration(
      Workload workload) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .weightInit(WeightInit.RELU)
            .updater(new Adam(1e-3))
            .list();
    List<LayerLine> lines = workload.lines();
    for (int i = 0; i < lines.size() - 1; i++) {
      boolean relu = lines.get(i + 1).kind().equals("relu");
      Activation activation = relu ? Activation.RELU : Activation.IDENTITY;
      LayerLine line = lines.get(i);
      switch (line.kind()) {
        case "conv" -> list.layer(conv(line, activation));
        case "dense" ->
            list.layer(new DenseLayer.Builder().nOut(line.size(0)).activation(activation).build());
        case "bn" -> list.layer(new BatchNormalization.Builder().build());
        case "maxpool" ->
            list.layer(
                new SubsamplingLayer.Builder(PoolingType.MAX)
                    .kernelSize(line.size(0), line.size(0))
                    .stride(line.size(0), line.size(0))
                    .build());
        case "relu" -> {
          if (i == 0 || !Set.of("conv", "dense").contains(lines.get(i - 1).kind())) {
            list.layer(new ActivationLayer(Activation.RELU));
          }
        }
        case "flatten" -> {
          // it comes by itself
        }
        default -> throw line.unknown();
      }
    }
    boolean classes = workload.classifies();
    list.layer(
        new OutputLayer.Builder(classes ? LossFunction.MCXENT : LossFunction.MSE)
            .nOut(workload.outputSize())
            .activation(classes ? Activation.SOFTMAX : Activation.IDENTITY)
            .build());
    return list.setInputType(inputType(workload.input())).build();
  }

  private static ConvolutionLayer conv(LayerLine line, Activation activation) {
    int kernel = line.size(1);
    int stride = line.option("stride", 1);
    int padding = line.option("padding", 0);
    return new ConvolutionLayer.Builder(kernel, kernel)
        .nOut(line.size(0))
        .stride(stride, stride)
        .padding(padding, padding)
        .hasBias(line.bias())
        .activation(activation)
        .build();
  }

  private static InputType inputType(List<Integer> input) {
    return input.size() == 1
        ? InputType.feedForward(input.get(0))
        : InputType.convolutional(input.get(1), input.get(2), input.get(0));
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
