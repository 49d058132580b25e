package org.slope.reference.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Forward;
import org.slope.core.LayerSpec;
import org.slope.core.Mode;
import org.slope.core.internal.Memory;
import org.slope.layers.Dense;
import org.slope.layers.Layers;
import org.slope.testkit.Arithmetic;

/** Products, softmax, reshaping, dropout and the rectifier that learns. */
final class OnnxLayers {
  static final Map<String, OnnxOperator> OPERATORS =
      Map.of(
          "Gemm", OnnxLayers::gemm,
          "MatMul", OnnxLayers::matMul,
          "Softmax", (node, arithmetic) -> softmax(Layers.softmax(), node, arithmetic),
          "LogSoftmax", (node, arithmetic) -> softmax(Layers.logSoftmax(), node, arithmetic),
          "Flatten", OnnxLayers::flatten,
          "Reshape", OnnxLayers::reshape,
          "Dropout", OnnxLayers::dropout,
          "PRelu", OnnxLayers::prelu);

  private OnnxLayers() {}

  /** A dense layer keeps the transpose of the second factor. */
  private static List<INDArray> gemm(OnnxNode node, Arithmetic arithmetic) {
    node.ignore("broadcast");
    double beta = node.number("beta", 1);
    OutOfScope.when(node.number("alpha", 1) != 1, "with alpha; a dense layer does not scale");
    OutOfScope.when(beta != 1 && beta != 0, "with beta; a dense layer does not scale its bias");
    INDArray a = node.input(0);
    INDArray b = node.input(1);
    INDArray x = node.integer("transA", 0) == 1 ? OnnxArrays.permute(a, 1, 0) : a;
    INDArray w = node.integer("transB", 0) == 1 ? b : OnnxArrays.permute(b, 1, 0);
    Dense dense = Layers.dense((int) w.size(0));
    if (!node.hasInput(2) || beta == 0) {
      return List.of(
          new OnnxNetwork(dense.withoutBias(), x, arithmetic).set("weight", w).predict());
    }
    INDArray c = node.input(2);
    OutOfScope.when(
        c.rank() == 2 && c.size(0) > 1, "with a bias for each example; a dense layer's is one");
    OnnxNetwork network =
        new OnnxNetwork(dense, x, arithmetic)
            .set("weight", w)
            .set("bias", OnnxArrays.of(broadcast(c, (int) w.size(0)), w.size(0)));
    return List.of(network.predict());
  }

  private static double[] broadcast(INDArray values, int n) {
    double[] given = Memory.toDoubles(values);
    double[] all = new double[n];
    Arrays.setAll(all, i -> given[given.length == 1 ? 0 : i]);
    return all;
  }

  private static List<INDArray> matMul(OnnxNode node, Arithmetic arithmetic) {
    INDArray b = node.input(1);
    OutOfScope.when(
        node.input(0).rank() != 2 || b.rank() != 2,
        "of stacks of matrices; a dense layer has one matrix for all examples");
    LayerSpec dense = Layers.dense((int) b.size(1)).withoutBias();
    OnnxNetwork network = new OnnxNetwork(dense, node.input(0), arithmetic);
    return List.of(network.set("weight", OnnxArrays.permute(b, 1, 0)).predict());
  }

  /** The axis becomes the channels. Before version 13, it and all after it are one. */
  private static List<INDArray> softmax(LayerSpec layer, OnnxNode node, Arithmetic arithmetic) {
    INDArray x = node.input(0);
    boolean single = node.version >= 13;
    int axis = Math.floorMod((int) node.integer("axis", single ? -1 : 1), x.rank());
    return List.of(softmax(layer, x, axis, single ? axis + 1 : x.rank(), arithmetic));
  }

  private static INDArray softmax(
      LayerSpec layer, INDArray x, int from, int to, Arithmetic arithmetic) {
    long before = product(x.shape(), 0, from);
    long classes = product(x.shape(), from, to);
    long after = product(x.shape(), to, x.rank());
    INDArray form =
        after == 1
            ? OnnxArrays.as(x, before, classes)
            : OnnxArrays.as(x, before, classes, 1, after);
    return OnnxArrays.as(new OnnxNetwork(layer, form, arithmetic).predict(), x.shape());
  }

  static INDArray logSoftmaxOfClasses(INDArray x, Arithmetic arithmetic) {
    return softmax(Layers.logSoftmax(), x, 1, 2, arithmetic);
  }

  static long product(long[] sizes, int from, int to) {
    return Arrays.stream(sizes, from, to).reduce(1, Math::multiplyExact);
  }

  /** What comes before the axis is the batch. */
  private static List<INDArray> flatten(OnnxNode node, Arithmetic arithmetic) {
    INDArray x = node.input(0);
    long[] shape = x.shape();
    int given = (int) node.integer("axis", 1);
    int axis = given < 0 ? given + shape.length : given;
    long[] batch = {product(shape, 0, axis)};
    long[] example =
        axis == shape.length ? new long[] {1} : Arrays.copyOfRange(shape, axis, shape.length);
    INDArray form = OnnxArrays.as(x, OnnxArrays.concatenate(batch, example));
    return List.of(new OnnxNetwork(Layers.flatten(), form, arithmetic).predict());
  }

  /** Where the first size changes, all of the array is one example. */
  private static List<INDArray> reshape(OnnxNode node, Arithmetic arithmetic) {
    INDArray x = node.input(0);
    long[] shape = OnnxLayout.integers(node.input(1));
    boolean zeros = node.integer("allowzero", 0) == 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = shape[i] == 0 && !zeros ? x.size(i) : shape[i];
    }
    for (int i = 0; i < shape.length; i++) {
      shape[i] = shape[i] == -1 ? -x.length() / product(shape, 0, shape.length) : shape[i];
    }
    boolean examples = shape.length > 1 && x.rank() > 1 && shape[0] == x.size(0);
    INDArray form =
        examples ? x : OnnxArrays.as(x, OnnxArrays.concatenate(new long[] {1}, x.shape()));
    long[] sizes = examples ? Arrays.copyOfRange(shape, 1, shape.length) : shape;
    INDArray y = new OnnxNetwork(Layers.reshape(sizes), form, arithmetic).predict();
    return List.of(OnnxArrays.as(y, shape));
  }

  /** The mask is what the gradient passes. */
  private static List<INDArray> dropout(OnnxNode node, Arithmetic arithmetic) {
    node.ignore("seed");
    INDArray x = node.input(0);
    boolean training = node.scalar(2, 0) != 0;
    double rate = node.number("ratio", node.scalar(1, 0.5));
    OutOfScope.when(training && rate != 0, "in training, with numpy's random numbers");
    INDArray batch = x.rank() > 1 ? x : OnnxArrays.as(x, 1, x.length());
    OnnxNetwork network = new OnnxNetwork(Layers.dropout(rate), batch, arithmetic);
    Forward forward = network.forward(training ? Mode.TRAINING : Mode.INFERENCE);
    INDArray y = OnnxArrays.as(forward.output().castTo(DataType.DOUBLE), x.shape());
    if (node.outputCount() == 1) {
      return List.of(y);
    }
    INDArray ones = batch.dup().assign(1);
    return List.of(y, OnnxArrays.as(network.inputGradient(forward, ones), x.shape()));
  }

  /** Before version 7, slopes belong to the channels; from it on, they match the last axes. */
  private static List<INDArray> prelu(OnnxNode node, Arithmetic arithmetic) {
    INDArray x = node.input(0);
    INDArray slope = node.input(1);
    INDArray form;
    if (node.version < 7) {
      form = OnnxArrays.images(x);
    } else {
      long[] shape = x.shape();
      OutOfScope.when(
          !Arrays.equals(
              slope.shape(), Arrays.copyOfRange(shape, shape.length - slope.rank(), shape.length)),
          "with slopes that are spread along axes in the middle");
      form = OnnxArrays.as(x, x.length() / slope.length(), slope.length());
    }
    double[] slopes = broadcast(slope, (int) form.size(1));
    OnnxNetwork network =
        new OnnxNetwork(Layers.prelu(), form, arithmetic)
            .set("weight", OnnxArrays.of(slopes, slopes.length));
    return List.of(OnnxArrays.as(network.predict(), x.shape()));
  }
}
