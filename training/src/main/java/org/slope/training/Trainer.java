package org.slope.training;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slope.core.Network;
import org.slope.metrics.Metric;

/**
 * A recipe for training a network: loss, optimizer, epochs, batch size, and who watches.
 *
 * <p>It is immutable; each option returns a new one. {@link #fit} starts afresh each time: with a new
 * optimizer state and new callbacks, from the values that the network has then.
 */
public final class Trainer {
  final Network network;
  final Loss loss;
  final Optimizer optimizer;
  final Options options;

  /** The hyper-parameters of a run, and who watches it. */
  record Options(
      int epochs,
      int batchSize,
      boolean dropLast,
      long seed,
      @Nullable Dataset validation,
      List<Metric> metrics,
      List<Callback> callbacks) {
    Options {
      if (epochs < 1) {
        throw new IllegalArgumentException(
            "cannot train for " + epochs + " epochs; choose 1 or more");
      }
      if (batchSize < 1) {
        throw new IllegalArgumentException(
            "the batch size is " + batchSize + "; choose 1 or more, 32 for a start");
      }
      metrics = List.copyOf(metrics);
      callbacks = List.copyOf(callbacks);
    }
  }

  private Trainer(Network network, Loss loss, Optimizer optimizer, Options options) {
    this.network = network;
    this.loss = loss;
    this.optimizer = optimizer;
    this.options = options;
  }

  /** Returns a trainer for one epoch with batches of 32; it stops when the loss is not finite. */
  public static Trainer of(Network network, Loss loss, Optimizer optimizer) {
    Options options =
        new Options(
            1, 32, false, network.seed(), null, List.of(), List.of(Callbacks.stopOnNaN()));
    return new Trainer(network, loss, optimizer, options);
  }

  /** Returns this trainer for a number of epochs: how often each training example is visited. */
  public Trainer epochs(int epochs) {
    Options o = options;
    return with(
        new Options(
            epochs, o.batchSize, o.dropLast, o.seed, o.validation, o.metrics, o.callbacks));
  }

  /** Returns this trainer with mini-batches of a size: the examples of one update. */
  public Trainer batchSize(int batchSize) {
    Options o = options;
    return with(
        new Options(
            o.epochs, batchSize, o.dropLast, o.seed, o.validation, o.metrics, o.callbacks));
  }

  /** Returns this trainer leaving out the last mini-batch of an epoch where it is short. */
  public Trainer dropLast() {
    Options o = options;
    return with(
        new Options(o.epochs, o.batchSize, true, o.seed, o.validation, o.metrics, o.callbacks));
  }

  /** Returns this trainer with a seed for shuffling and dropout; unless set, the network's. */
  public Trainer seed(long seed) {
    Options o = options;
    return with(
        new Options(
            o.epochs, o.batchSize, o.dropLast, seed, o.validation, o.metrics, o.callbacks));
  }

  /** Returns this trainer computing the loss, and the metrics, of these data after each epoch. */
  public Trainer validateOn(Dataset validation) {
    Options o = options;
    return with(
        new Options(
            o.epochs, o.batchSize, o.dropLast, o.seed, validation, o.metrics, o.callbacks));
  }

  /** Returns this trainer computing more metrics of the validation data after each epoch. */
  public Trainer metrics(Metric... metrics) {
    Options o = options;
    List<Metric> all = new ArrayList<>(o.metrics);
    all.addAll(List.of(metrics));
    return with(
        new Options(
            o.epochs, o.batchSize, o.dropLast, o.seed, o.validation, all, o.callbacks));
  }

  /** Returns this trainer with more callbacks; one that it has already is not added again. */
  public Trainer with(Callback... callbacks) {
    Options o = options;
    List<Callback> all = new ArrayList<>(o.callbacks);
    for (Callback callback : callbacks) {
      if (!all.contains(callback)) {
        all.add(callback);
      }
    }
    return with(
        new Options(
            o.epochs, o.batchSize, o.dropLast, o.seed, o.validation, o.metrics, all));
  }

  private Trainer with(Options options) {
    return new Trainer(network, loss, optimizer, options);
  }

  /**
   * Trains the network, in place, and returns what happened.
   *
   * @throws IllegalArgumentException if the data do not fit the network, or metrics are asked for
   *     without validation data
   */
  public History fit(Dataset data) {
    return new Fit(this, data).run();
  }

  /** Prints the recipe: {@code Trainer(mse(), adam(0.001), 30 epochs, batches of 32)}. */
  @Override
  public String toString() {
    return "Trainer(%s, %s, %s, batches of %d)"
        .formatted(loss, optimizer, Text.count(options.epochs, "epoch"), options.batchSize);
  }
}
