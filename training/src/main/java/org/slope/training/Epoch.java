package org.slope.training;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one epoch brought.
 *
 * @param number the epoch, from 1
 * @param loss the mean training loss while the epoch ran, penalties included
 * @param validationLoss the loss of the validation data afterwards, without penalties; NaN without
 *     such data
 * @param metrics the scores of the validation data by name, NaN where undefined
 * @param learningRate the learning rate of the epoch's last update
 * @param seconds how long it took, validation included
 */
public record Epoch(
    int number,
    double loss,
    double validationLoss,
    Map<String, Double> metrics,
    double learningRate,
    double seconds) {

  /** Takes a copy of the metrics. */
  public Epoch {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  /** Prints the epoch on a line: {@code epoch 3: loss=0.31, validation loss=0.29, …}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("epoch " + number + ": loss=" + Text.number(loss));
    if (!Double.isNaN(validationLoss)) {
      text.append(", validation loss=").append(Text.number(validationLoss));
    }
    metrics.forEach((name, value) -> text.append(", " + name + "=" + Text.number(value)));
    return text.append(", ").append(Text.seconds(seconds)).toString();
  }
}
