package org.slope.training;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slope.core.Network;
import org.slope.core.internal.Words;
import org.slope.metrics.Metric;

/**
 * A recipe for training a network: loss, optimizer, epochs, batch size, and who watches.
 *
 * <p>It is immutable; each option returns a new one. {@link #fit} starts afresh each time: with a
 * new optimizer state and new callbacks, from the values that the network has then.
 */
public final class Trainer {
  final Network network;
  final Loss loss;
  final Optimizer optimizer;
  final Options options;

  /** The hyper-parameters of a run, and who watches it; not changed once a trainer has it. */
  static final class Options implements Cloneable {
    int epochs = 1;
    int batchSize = 32;
    boolean dropLast;
    long seed;
    @Nullable Dataset validation;
    List<Metric> metrics = List.of();
    List<Callback> callbacks = List.of(Callbacks.stopOnNaN());

    @Override
    protected Options clone() {
      try {
        return (Options) super.clone();
      } catch (CloneNotSupportedException e) {
        throw new AssertionError(e);
      }
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
    return new Trainer(network, loss, optimizer, new Options()).seed(network.seed());
  }

  /** Returns this trainer for a number of epochs: how often each training example is visited. */
  public Trainer epochs(int epochs) {
    if (epochs < 1) {
      throw new IllegalArgumentException(
          "the trainer got " + epochs + " epochs; expected 1 or more; choose 10 for a start");
    }
    return change(o -> o.epochs = epochs);
  }

  /** Returns this trainer with mini-batches of a size: the examples of one update. */
  public Trainer batchSize(int batchSize) {
    if (batchSize < 1) {
      throw new IllegalArgumentException(
          "the trainer got batches of "
              + batchSize
              + " examples; expected 1 or more; choose 32 for a start");
    }
    return change(o -> o.batchSize = batchSize);
  }

  /** Returns this trainer leaving out the last mini-batch of an epoch where it is short. */
  public Trainer dropLast() {
    return change(o -> o.dropLast = true);
  }

  /** Returns this trainer with a seed for shuffling and dropout; unless set, the network's. */
  public Trainer seed(long seed) {
    return change(o -> o.seed = seed);
  }

  /** Returns this trainer computing the loss, and the metrics, of these data after each epoch. */
  public Trainer validateOn(Dataset validation) {
    return change(o -> o.validation = validation);
  }

  /** Returns this trainer computing these metrics, too, of the validation data after each epoch. */
  public Trainer metrics(Metric... metrics) {
    return change(o -> o.metrics = join(o.metrics, metrics));
  }

  /** Returns this trainer with more callbacks; one that it has already is not added again. */
  public Trainer with(Callback... callbacks) {
    return change(o -> o.callbacks = join(o.callbacks, callbacks));
  }

  private Trainer change(Consumer<Options> edit) {
    Options changed = options.clone();
    edit.accept(changed);
    return new Trainer(network, loss, optimizer, changed);
  }

  private static <T> List<T> join(List<T> first, T[] more) {
    return Stream.concat(first.stream(), Stream.of(more)).distinct().toList();
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
    return "Trainer(%s, %s, %s, batches of %s)"
        .formatted(
            Words.text(loss, "custom loss"),
            optimizer,
            Text.count(options.epochs, "epoch"),
            options.batchSize);
  }
}
