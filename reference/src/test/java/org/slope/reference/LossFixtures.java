package org.slope.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.slope.training.Losses.binaryCrossEntropy;
import static org.slope.training.Losses.huber;
import static org.slope.training.Losses.l1;
import static org.slope.training.Losses.logCosh;
import static org.slope.training.Losses.mse;
import static org.slope.training.Losses.poisson;
import static org.slope.training.Losses.quantile;
import static org.slope.training.Losses.smoothL1;
import static org.slope.training.Losses.softmaxCrossEntropy;

import org.slope.core.internal.Memory;
import org.slope.training.BinaryCrossEntropy;
import org.slope.training.ElementwiseLoss;
import org.slope.training.Loss;
import org.slope.training.SoftmaxCrossEntropy;

/** Compares losses: the value, and the gradient with respect to the predictions. */
final class LossFixtures {
  private LossFixtures() {}

  static void compare(Fixture f) {
    Loss.Value value = loss(f).evaluate(f.input("pred"), f.input("target"));
    f.assertClose(new double[] {value.value()}, "loss");
    f.assertClose(value.gradient(), "gpred");
  }

  private static Loss loss(Fixture f) {
    boolean sum = f.attribute("reduction").asText().equals("sum");
    String name = f.name().replaceFirst("_(mean|sum)$", "");
    if (name.startsWith("loss_softmax_ce")) {
      return sum ? crossEntropy(f).sum() : crossEntropy(f);
    }
    return switch (name) {
      case "loss_bce" -> {
        BinaryCrossEntropy loss = binaryCrossEntropy().ofProbabilities();
        yield sum ? loss.sum() : loss;
      }
      case "loss_bce_logits" -> sum ? binaryCrossEntropy().sum() : binaryCrossEntropy();
      case "loss_nll_on_logprob" -> {
        SoftmaxCrossEntropy loss = softmaxCrossEntropy().ofLogProbabilities();
        yield sum ? loss.sum() : loss;
      }
      default -> sum ? elementwise(name, f).sum() : elementwise(name, f);
    };
  }

  private static SoftmaxCrossEntropy crossEntropy(Fixture f) {
    SoftmaxCrossEntropy loss = softmaxCrossEntropy();
    if (f.hasInput("weights")) {
      loss = loss.classWeights(Memory.toDoubles(f.input("weights")));
    }
    if (f.has("mean_over")) {
      assertEquals("batch", f.attribute("mean_over").asText());
      loss = loss.sumOverBatchSize();
    }
    loss = f.has("ignore_index") ? loss.ignoreIndex(f.attribute("ignore_index").asInt()) : loss;
    return f.has("label_smoothing") ? loss.labelSmoothing(f.number("label_smoothing")) : loss;
  }

  private static ElementwiseLoss elementwise(String name, Fixture f) {
    return switch (name) {
      case "loss_mse" -> mse();
      case "loss_l1" -> l1();
      case "loss_huber_0.7", "loss_huber_1.0", "loss_huber_2.5" -> huber(f.number("delta"));
      case "loss_smooth_l1_0.5" -> smoothL1(f.number("beta"));
      case "loss_logcosh" -> logCosh();
      case "loss_quantile_0.8" -> quantile(f.number("quantile"));
      case "loss_poisson_log" -> poisson();
      default -> throw new AssertionError("no loss is chosen for " + name);
    };
  }
}
