package org.slope.reference.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Mode;
import org.slope.layers.BatchNorm;
import org.slope.layers.LayerNorm;
import org.slope.layers.Layers;
import org.slope.testkit.Arithmetic;

/** Normalisations. */
final class OnnxNorms {
  static final Map<String, OnnxOperator> OPERATORS =
      Map.of(
          "BatchNormalization", OnnxNorms::batchNorm,
          "InstanceNormalization", OnnxNorms::instanceNorm,
          "LayerNormalization", OnnxNorms::layerNorm,
          "MeanVarianceNormalization", OnnxNorms::meanVariance);

  private OnnxNorms() {}

  /** In training mode from version 14 on; before it, in all of these tests, at inference. */
  private static List<INDArray> batchNorm(OnnxNode node, Arithmetic arithmetic) {
    INDArray x = node.input(0);
    // ONNX's momentum is the weight of the old statistics, and its running variance is biased
    BatchNorm layer =
        Layers.batchNorm()
            .epsilon(node.number("epsilon", 1e-5))
            .momentum(1 - node.number("momentum", 0.9))
            .biasedRunningVariance();
    boolean training = node.integer("training_mode", 0) == 1;
    OutOfScope.when(
        node.version < 14 && node.integer("is_test", 0) == 0 && node.outputCount() > 1,
        "in training before version 14, whose outputs are others");
    OnnxNetwork network =
        new OnnxNetwork(layer, OnnxArrays.images(x), arithmetic)
            .set("weight", node.input(1))
            .set("bias", node.input(2))
            .setBuffer("running_mean", node.input(3))
            .setBuffer("running_var", node.input(4));
    if (!training) {
      return List.of(OnnxArrays.as(network.predict(), x.shape()));
    }
    INDArray y = network.forward(Mode.TRAINING).output().castTo(DataType.DOUBLE);
    return List.of(
        OnnxArrays.as(y, x.shape()),
        network.bufferValue("running_mean"),
        network.bufferValue("running_var"));
  }

  private static List<INDArray> instanceNorm(OnnxNode node, Arithmetic arithmetic) {
    INDArray x = node.input(0);
    int channels = (int) x.size(1);
    OnnxNetwork network =
        new OnnxNetwork(
                Layers.groupNorm(channels).epsilon(node.number("epsilon", 1e-5)),
                OnnxArrays.images(x),
                arithmetic)
            .set("weight", node.input(1))
            .set("bias", node.input(2));
    return List.of(OnnxArrays.as(network.predict(), x.shape()));
  }

  /** Slope's layer returns neither the means nor the deviations. */
  private static List<@Nullable INDArray> layerNorm(OnnxNode node, Arithmetic arithmetic) {
    node.ignore("stash_type"); // the type of the means and deviations
    INDArray x = node.input(0);
    int axis = Math.floorMod((int) node.integer("axis", -1), x.rank());
    LayerNorm layer = Layers.layerNorm().epsilon(node.number("epsilon", 1e-5));
    long[] one = {1};
    INDArray batch =
        axis > 0
            ? x
            : OnnxArrays.as(x, OnnxArrays.concatenate(one, x.shape())); // all of it is one example
    OnnxNetwork network =
        new OnnxNetwork(layer.lastDimensions(x.rank() - axis), batch, arithmetic)
            .set("weight", node.input(1))
            .set("bias", node.input(2));
    return Arrays.asList(OnnxArrays.as(network.predict(), x.shape()), null, null);
  }

  /** Batch normalisation in training without parameters; ONNX adds 1e-9 to the deviation. */
  private static List<INDArray> meanVariance(OnnxNode node, Arithmetic arithmetic) {
    INDArray x = node.input(0);
    long[] axes = node.integers("axes", 0, 2, 3);
    OutOfScope.when(
        !Arrays.equals(axes, new long[] {0, 2, 3}), "over other axes than batch and pixels");
    OnnxNetwork network =
        new OnnxNetwork(
            Layers.batchNorm().withoutAffine().epsilon(0), OnnxArrays.images(x), arithmetic);
    INDArray y = network.forward(Mode.TRAINING).output().castTo(DataType.DOUBLE);
    return List.of(OnnxArrays.as(y, x.shape()));
  }
}
