package org.slope.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.internal.FusesRelu;

/**
 * A layer at its place in a network: it puts arrays in order on the way in and checks what comes
 * out.
 */
final class Node implements Layer, FusesRelu {
  final String path;
  final LayerSpec spec;
  final List<Parameter> parameters = new ArrayList<>();
  final List<Buffer> buffers = new ArrayList<>();
  final List<Node> children = new ArrayList<>();
  private Layer layer = this;

  Node(String path, LayerSpec spec) {
    this.path = path;
    this.spec = spec;
  }

  void set(Layer layer) {
    this.layer = layer;
  }

  Layer layer() {
    return layer;
  }

  /** The layer as messages name it: {@code 3: conv2d(20, 5)}. */
  String label() {
    return path.isEmpty() ? spec.toString() : path + ": " + spec;
  }

  @Override
  public Shape outputShape() {
    return layer.outputShape();
  }

  @Override
  public Forward forward(INDArray x, Pass pass) {
    Forward forward = layer.forward(pass.inLayout(x), pass);
    INDArray y = checked(forward.output(), x, pass);
    return new Forward(
        y, (dy, gradients) -> forward.pullback().apply(pass.inLayout(dy), gradients));
  }

  @Override
  public INDArray predict(INDArray x, Pass pass) {
    return checked(layer.predict(pass.inLayout(x), pass), x, pass);
  }

  private INDArray checked(INDArray y, INDArray x, Pass pass) {
    if (!layer.outputShape().isExampleOf(y) || y.size(0) != x.size(0)) {
      throw new IllegalArgumentException(
          "%s promised an output of the shape %s, got %s; return what outputShape() says"
              .formatted(
                  label(),
                  Arrays.toString(outputShape().withBatch(x.size(0))),
                  Arrays.toString(y.shape())));
    }
    if (children.isEmpty()) {
      pass.observe(label(), y);
    }
    return y;
  }

  @Override
  public boolean fuseRelu() {
    return layer instanceof FusesRelu fuses && fuses.fuseRelu();
  }

  /** Whether it, or a layer inside it, learns. */
  boolean learns() {
    return !parameters.isEmpty() || children.stream().anyMatch(Node::learns);
  }

  @Override
  public String toString() {
    return layer.toString();
  }
}
