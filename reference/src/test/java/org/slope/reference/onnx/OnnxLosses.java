package org.slope.reference.onnx;

import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.core.internal.Memory;
import org.slope.testkit.Arithmetic;
import org.slope.training.Losses;
import org.slope.training.SoftmaxCrossEntropy;

/** The losses of class indices, over predictions {@code [batch, classes, …]}. */
final class OnnxLosses {
  static final Map<String, OnnxOperator> OPERATORS =
      Map.of(
          "SoftmaxCrossEntropyLoss", OnnxLosses::softmaxCrossEntropy,
          "NegativeLogLikelihoodLoss", OnnxLosses::negativeLogLikelihood);

  private OnnxLosses() {}

  private static List<INDArray> softmaxCrossEntropy(OnnxNode node, Arithmetic arithmetic) {
    INDArray loss = loss(Losses.softmaxCrossEntropy(), node, arithmetic);
    return node.outputCount() == 1
        ? List.of(loss)
        : List.of(loss, OnnxLayers.logSoftmaxOfClasses(node.input(0), arithmetic));
  }

  private static List<INDArray> negativeLogLikelihood(OnnxNode node, Arithmetic arithmetic) {
    SoftmaxCrossEntropy loss = Losses.softmaxCrossEntropy().ofLogProbabilities();
    return List.of(loss(loss, node, arithmetic));
  }

  private static INDArray loss(SoftmaxCrossEntropy base, OnnxNode node, Arithmetic arithmetic) {
    SoftmaxCrossEntropy loss = base;
    if (node.hasInput(2)) {
      loss = loss.classWeights(Memory.toDoubles(node.input(2)));
    }
    if (node.has("ignore_index")) {
      loss = loss.ignoreIndex((int) node.integer("ignore_index", 0));
    }
    INDArray x = node.input(0).castTo(arithmetic.type());
    INDArray targets = node.input(1);
    return switch (node.text("reduction", "mean")) {
      case "mean" -> OnnxArrays.of(new double[] {loss.evaluate(x, targets).value()});
      case "sum" -> OnnxArrays.of(new double[] {loss.sum().evaluate(x, targets).value()});
      default -> OnnxArrays.of(ofEach(loss.sum(), x, targets), targets.shape());
    };
  }

  /** The losses of the positions, each as a batch of one. */
  private static double[] ofEach(SoftmaxCrossEntropy loss, INDArray x, INDArray targets) {
    int classes = (int) x.size(1);
    double[] p = Memory.toDoubles(x);
    double[] t = Memory.toDoubles(targets);
    int positions = p.length / (int) x.size(0) / classes;
    double[] losses = new double[t.length];
    INDArray logits = Nd4j.createUninitialized(x.dataType(), 1, classes);
    INDArray gradient = logits.ulike();
    INDArray target = Nd4j.createUninitialized(DataType.DOUBLE, 1);
    for (int i = 0; i < t.length; i++) {
      int first = i / positions * classes * positions + i % positions;
      for (int c = 0; c < classes; c++) {
        logits.putScalar(0, c, p[first + c * positions]);
      }
      losses[i] = loss.evaluate(logits, target.putScalar(0, t[i]), null, gradient);
    }
    return losses;
  }
}
