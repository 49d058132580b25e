package org.slope.benchmarks.peers;

import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.slope.benchmarks.protocol.LayerLine;
import org.slope.benchmarks.protocol.Workload;

/** Workloads in terms of Deeplearning4j. */
final class Dl4jConfiguration {
  private Dl4jConfiguration() {}

  /** Returns the configuration of a workload, activations folded into layers as its users do. */
  static MultiLayerConfiguration of(Workload workload) {
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
}
