package org.slope.benchmarks;

import java.util.stream.LongStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.benchmarks.protocol.LayerLine;
import org.slope.benchmarks.protocol.Workload;
import org.slope.core.LayerSpec;
import org.slope.core.Network;
import org.slope.core.Shape;
import org.slope.layers.Conv2d;
import org.slope.layers.Layers;
import org.slope.training.Loss;
import org.slope.training.Losses;

/** Workloads in terms of Slope. */
final class Networks {
  private Networks() {}

  /** Builds the network of a workload. */
  static Network build(Workload workload) {
    LayerSpec[] layers = workload.lines().stream().map(Networks::layer).toArray(LayerSpec[]::new);
    return Layers.sequential(layers).build(Shape.of(shape(workload)), 1);
  }

  /** Returns the loss of a workload. */
  static Loss loss(Workload workload) {
    return workload.classifies() ? Losses.softmaxCrossEntropy() : Losses.mse();
  }

  /** Returns n examples of numbers between 0 and 1. */
  static INDArray inputs(Workload workload, long n) {
    return Nd4j.rand(DataType.FLOAT, Shape.of(shape(workload)).withBatch(n));
  }

  /** Returns the targets of n examples: classes in turn, one-hot, or numbers between 0 and 1. */
  static INDArray targets(Workload workload, long n) {
    int outputs = workload.outputSize();
    if (!workload.classifies()) {
      return Nd4j.rand(DataType.FLOAT, n, outputs);
    }
    INDArray classes = Nd4j.zeros(DataType.FLOAT, n, outputs);
    for (long i = 0; i < n; i++) {
      classes.putScalar(i, i % outputs, 1);
    }
    return classes;
  }

  private static long[] shape(Workload workload) {
    return workload.input().stream().flatMapToLong(LongStream::of).toArray();
  }

  private static LayerSpec layer(LayerLine line) {
    return switch (line.kind()) {
      case "conv" -> conv(line);
      case "bn" -> Layers.batchNorm();
      case "relu" -> Layers.relu();
      case "tanh" -> Layers.tanh();
      case "maxpool" -> Layers.maxPool2d(line.size(0));
      case "avgpool" -> Layers.avgPool2d(line.size(0));
      case "globalavgpool" -> Layers.globalAvgPool2d();
      case "flatten" -> Layers.flatten();
      case "dense" -> Layers.dense(line.size(0));
      default -> throw line.unknown();
    };
  }

  private static LayerSpec conv(LayerLine line) {
    Conv2d conv =
        Layers.conv2d(line.size(0), line.size(1))
            .stride(line.option("stride", 1))
            .padding(line.option("padding", 0))
            .groups(line.option("groups", 1));
    return line.bias() ? conv : conv.withoutBias();
  }
}
