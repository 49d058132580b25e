package org.slope.benchmarks.peers;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.stream.IntStream;
import org.slope.benchmarks.protocol.LayerLine;
import org.slope.benchmarks.protocol.Workload;

/** A workload, built, with one batch to run it on. */
final class DjlNetwork implements AutoCloseable {
  private final Model model;
  private final Trainer trainer;
  private final NDManager arrays;
  private final NDArray x;
  private final NDArray y;
  private final Loss loss;

  DjlNetwork(Workload workload, NDManager manager) {
    SequentialBlock block = new SequentialBlock();
    workload.lines().forEach(line -> block.add(block(line)));
    model = Model.newInstance(workload.name());
    model.setBlock(block);
    loss = workload.classifies() ? Loss.softmaxCrossEntropyLoss() : Loss.l2Loss();
    trainer =
        model.newTrainer(
            new DefaultTrainingConfig(loss)
                .optOptimizer(Optimizer.adam().optLearningRateTracker(Tracker.fixed(1e-3f)).build())
                .optInitializer(new XavierInitializer(), Parameter.Type.WEIGHT));
    Shape shape =
        new Shape(workload.batch())
            .addAll(new Shape(workload.input().stream().mapToLong(n -> n).toArray()));
    trainer.initialize(shape);
    arrays = manager.newSubManager();
    x = arrays.randomUniform(0, 1, shape);
    int outputs = workload.outputSize();
    y =
        workload.classifies()
            ? arrays
                .create(IntStream.range(0, workload.batch()).map(i -> i % outputs).toArray())
                .toType(DataType.INT64, false)
            : arrays.randomUniform(0, 1, new Shape(workload.batch(), outputs));
  }

  long parameters() {
    return model.getBlock().getParameters().values().stream()
        .filter(Parameter::requiresGradient)
        .mapToLong(p -> p.getArray().size())
        .sum();
  }

  void train() {
    try (NDManager step = arrays.newSubManager()) {
      try (GradientCollector gradients = trainer.newGradientCollector()) {
        NDList output = trainer.forward(new NDList(x));
        output.attach(step);
        NDArray value = loss.evaluate(new NDList(y), output);
        value.attach(step);
        gradients.backward(value);
      }
      trainer.step();
    }
  }

  void predict() {
    try (NDList output = trainer.evaluate(new NDList(x))) {
      output.get(0).toByteBuffer();
    }
  }

  @Override
  public void close() {
    trainer.close();
    model.close();
    arrays.close();
  }

  private static Block block(LayerLine layer) {
    return switch (layer.kind()) {
      case "conv" -> conv(layer);
      case "bn" -> BatchNorm.builder().build();
      case "relu" -> Activation.reluBlock();
      case "maxpool" -> Pool.maxPool2dBlock(square(layer.size(0)), square(layer.size(0)));
      case "flatten" -> Blocks.batchFlattenBlock();
      case "dense" -> Linear.builder().setUnits(layer.size(0)).build();
      default -> throw layer.unknown();
    };
  }

  private static Block conv(LayerLine layer) {
    return Conv2d.builder()
        .setFilters(layer.size(0))
        .setKernelShape(square(layer.size(1)))
        .optStride(square(layer.option("stride", 1)))
        .optPadding(square(layer.option("padding", 0)))
        .optBias(layer.bias())
        .build();
  }

  private static Shape square(int size) {
    return new Shape(size, size);
  }
}
