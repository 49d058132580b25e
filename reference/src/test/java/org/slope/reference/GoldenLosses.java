package org.slope.reference;

import static org.slope.training.Losses.binaryCrossEntropy;
import static org.slope.training.Losses.hinge;
import static org.slope.training.Losses.huber;
import static org.slope.training.Losses.l1;
import static org.slope.training.Losses.mapePercent;
import static org.slope.training.Losses.msle;
import static org.slope.training.Losses.softmaxCrossEntropy;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.opentest4j.AssertionFailedError;
import org.slope.core.internal.Memory;
import org.slope.training.Loss;

/** The published losses. All are Keras', which divide by the number of elements. */
final class GoldenLosses {
  private GoldenLosses() {}

  /** Returns the loss, or those of single examples if several are expected. */
  static double[] values(GoldenCase c) {
    Loss loss = loss(c);
    INDArray p = c.array(c.has("inputs", "logits") ? "logits" : "y_pred");
    INDArray t = c.array(c.has("inputs", "labels") ? "labels" : "y_true");
    if (c.expectsSeveral()) {
      return LongStream.range(0, p.size(0))
          .mapToDouble(
              i -> loss.evaluate(Memory.rows(p, i, i + 1), Memory.rows(t, i, i + 1)).value())
          .toArray();
    }
    return new double[] {loss.evaluate(p, t, weights(c, p.size(0))).value()};
  }

  /** A single weight is that of every example. */
  private static @Nullable INDArray weights(GoldenCase c, long batch) {
    if (!c.has("inputs", "sample_weight")) {
      return null;
    }
    double[] weights = c.values("sample_weight");
    if (weights.length == 1) {
      double weight = weights[0];
      weights = new double[(int) batch];
      Arrays.fill(weights, weight);
    }
    return GoldenCase.array(weights, batch);
  }

  private static Loss loss(GoldenCase c) {
    return switch (c.id()) {
      case "loss_keras_mae_scalar_weight", "loss_keras_mae_sample_weight" ->
          l1().sumOverBatchSize();
      case "loss_keras_mape", "loss_keras_mape_scalar_weight", "loss_keras_mape_sample_weight" ->
          mapePercent().sumOverBatchSize();
      case "loss_keras_msle_sample_weight" -> msle(1e-7).sumOverBatchSize();
      case "loss_huber_0.8_weight2.3" -> huber(c.attribute("delta")).sumOverBatchSize();
      case "loss_bce_logits", "loss_bce_logits_none" -> binaryCrossEntropy().sumOverBatchSize();
      case "loss_cce_sample_weight" -> softmaxCrossEntropy().ofProbabilities().sumOverBatchSize();
      case "loss_softmax_ce_none",
          "loss_softmax_ce_sample_weight",
          "loss_softmax_ce_soft_targets" ->
          softmaxCrossEntropy().sumOverBatchSize();
      case "loss_hinge" -> hinge().sumOverBatchSize();
      default -> throw new AssertionFailedError(c.id() + " names no loss that is known");
    };
  }
}
