package org.slope.training;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slope.core.Forward;
import org.slope.core.Gradients;
import org.slope.core.Mode;
import org.slope.core.Network;
import org.slope.core.Run;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;
import org.slope.metrics.Metric;

/** One run of a trainer: the mini-batch loop. */
final class Fit implements TrainingRun {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);
  private static final int VALIDATION_BATCH = 256;

  private final Network network;
  private final Loss loss;
  private final Trainer.Options options;
  private final Dataset data;
  private final Batches batches;
  private final @Nullable Batches validation;
  private final Optimizer.State state;
  private final Gradients gradients;
  private final Map<Long, INDArray> lossGradients = new HashMap<>();
  private final Map<Long, INDArray> predictions = new HashMap<>();
  private final List<Callback.Listener> listeners = new ArrayList<>();
  private Optional<String> stopReason = Optional.empty();
  private double learningRate;

  Fit(Trainer trainer, Dataset data) {
    network = trainer.network;
    loss = trainer.loss;
    options = trainer.options;
    this.data = data;
    checkInputs(data, "training");
    Batches all = data.batches(options.batchSize, options.seed).as(network.dataType());
    batches = options.dropLast ? all.dropLast() : all;
    Dataset held = options.validation;
    if (held == null && !options.metrics.isEmpty()) {
      throw new IllegalArgumentException(
          "the trainer was given metrics "
              + names(options.metrics)
              + " but no validation data to score; add validateOn(dataset)");
    }
    if (held != null) {
      checkInputs(held, "validation");
      if (!held.targetShape().equals(data.targetShape())) {
        throw new IllegalArgumentException(
            "the validation data have targets %s, the training data %s; split one data set in two"
                .formatted(held.targetShape().batchText(), data.targetShape().batchText()));
      }
    }
    validation = held == null ? null : held.batches(VALIDATION_BATCH).as(network.dataType());
    state = trainer.optimizer.start(network.parameters());
    gradients = network.newGradients();
  }

  private void checkInputs(Dataset dataset, String which) {
    if (!dataset.inputShape().equals(network.inputShape())) {
      throw new IllegalArgumentException(
          "the %s data have inputs %s, the network expects %s; build it with dataset.inputShape()"
              .formatted(
                  which, dataset.inputShape().batchText(), network.inputShape().batchText()));
    }
  }

  private static List<String> names(List<Metric> metrics) {
    return metrics.stream().map(Metric::name).toList();
  }

  History run() {
    List<Epoch> epochs = new ArrayList<>();
    try {
      options.callbacks.forEach(callback -> listeners.add(callback.start(this)));
      long step = 0;
      for (int epoch = 1; epoch <= options.epochs && stopReason.isEmpty(); epoch++) {
        long start = System.nanoTime();
        Mean mean = new Mean();
        int number = 0;
        for (Batch batch : batches.epoch(epoch - 1)) { // 1. draw a mini-batch
          if (batch.totalWeight() == 0) {
            continue; // nothing to learn from
          }
          Run run = new Run(options.seed, epoch - 1, step++, false);
          Forward forward = network.forward(batch.inputs(), Mode.TRAINING, run);
          INDArray lossGradient = gradientLike(forward.output());
          double data = evaluate(forward.output(), batch, lossGradient);
          double cost = data + state.penalty();
          Iteration iteration = new Iteration(epoch, ++number, cost, batch, run);
          for (Callback.Listener listener : listeners) {
            listener.onIteration(iteration);
          }
          if (stopReason.isPresent()) {
            break;
          }
          mean.add(cost, divisor(forward.output(), batch));
          learningRate = state.learningRate();
          gradients.clear(); // 2. gradients by backpropagation
          forward.pullback().apply(lossGradient, gradients);
          state.step(gradients); // 3. update
        } // 4. repeat
        if (stopReason.isEmpty()) {
          Epoch done = finish(epoch, mean.value(), start);
          epochs.add(done);
          LOG.debug("{}", done);
          listeners.forEach(listener -> listener.onEpoch(done));
        }
      }
    } finally {
      end();
    }
    stopReason.ifPresent(reason -> LOG.info("training stopped: {}", reason));
    return new History(epochs, stopReason);
  }

  /** Tells all listeners, also after one has thrown. */
  private void end() {
    RuntimeException first = null;
    for (Callback.Listener listener : listeners) {
      try {
        listener.onEnd();
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }

  private double evaluate(INDArray output, Batch batch, INDArray gradient) {
    return loss.evaluate(output, batch.targets(), batch.weights(), gradient);
  }

  private double divisor(INDArray output, Batch batch) {
    return loss.divisor(output, batch.targets(), batch.weights());
  }

  private INDArray gradientLike(INDArray output) {
    return lossGradients.computeIfAbsent(
        output.size(0), n -> Memory.array(network.dataType(), output.shape()));
  }

  private Epoch finish(int number, double trainingLoss, long start) {
    Mean mean = new Mean();
    Map<String, Double> scores = new LinkedHashMap<>();
    if (validation != null) {
      List<Metric.State> states = options.metrics.stream().map(m -> m.lenient().start()).toList();
      for (Batch batch : validation) {
        if (batch.totalWeight() == 0) {
          continue;
        }
        INDArray output = predict(batch.inputs());
        mean.add(evaluate(output, batch, gradientLike(output)), divisor(output, batch));
        states.forEach(s -> s.add(output, batch.targets(), batch.weights()));
      }
      for (int i = 0; i < states.size(); i++) {
        scores.put(options.metrics.get(i).name(), states.get(i).value());
      }
    }
    double validationLoss = validation == null ? Double.NaN : mean.value();
    state.endEpoch(validation == null ? trainingLoss : validationLoss);
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Epoch(number, trainingLoss, validationLoss, scores, learningRate, seconds);
  }

  private INDArray predict(INDArray inputs) {
    Shape shape = network.outputShape();
    INDArray output =
        predictions.computeIfAbsent(
            inputs.size(0),
            n ->
                Memory.rowMajor(
                    Memory.array(network.dataType(), n * shape.count()), shape.withBatch(n)));
    return network.predict(inputs, output);
  }

  /** The loss of all mini-batches together; their sum where nothing divides them. */
  private static final class Mean {
    private double sum;
    private double divisors;

    void add(double loss, double divisor) {
      sum += divisor == 0 ? loss : divisor * loss;
      divisors += divisor;
    }

    double value() {
      return divisors == 0 ? sum : sum / divisors;
    }
  }

  @Override
  public Network network() {
    return network;
  }

  @Override
  public int epochs() {
    return options.epochs;
  }

  @Override
  public int iterationsPerEpoch() {
    return batches.count();
  }

  @Override
  public long examplesPerEpoch() {
    return options.dropLast ? (long) batches.count() * options.batchSize : data.size();
  }

  @Override
  public List<Metric> metrics() {
    return options.metrics;
  }

  @Override
  public boolean validates() {
    return validation != null;
  }

  @Override
  public void stop(String reason) {
    stopReason = stopReason.or(() -> Optional.of(reason));
  }

  @Override
  public String toString() {
    return "TrainingRun(%s, %s)".formatted(network, Text.count(options.epochs, "epoch"));
  }
}
