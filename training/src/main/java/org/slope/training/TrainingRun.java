package org.slope.training;

import java.util.List;
import org.slope.core.Network;
import org.slope.metrics.Metric;

/** One run of a trainer, as its callbacks see it. */
public interface TrainingRun {
  /** Returns the network that is being trained. */
  Network network();

  /** Returns how many epochs were asked for. */
  int epochs();

  /** Returns how many mini-batches an epoch has. */
  int iterationsPerEpoch();

  /** Returns how many training examples an epoch visits. */
  long examplesPerEpoch();

  /** Returns whether there are validation data. */
  boolean validates();

  /** Returns the metrics that are computed after each epoch. */
  List<Metric> metrics();

  /** Ends training: before the update if an iteration is running, else before the next epoch. */
  void stop(String reason);
}
