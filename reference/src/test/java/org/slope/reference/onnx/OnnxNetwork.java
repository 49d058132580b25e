package org.slope.reference.onnx;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Buffer;
import org.slope.core.Forward;
import org.slope.core.LayerSpec;
import org.slope.core.Mode;
import org.slope.core.Network;
import org.slope.core.Shape;
import org.slope.testkit.Arithmetic;

/** A network of one layer for an input, with the parameters that a test gives. */
final class OnnxNetwork {
  private final Network network;
  private final INDArray x;

  OnnxNetwork(LayerSpec spec, INDArray x, Arithmetic arithmetic) {
    this.x = x.castTo(arithmetic.type());
    network = spec.build(Shape.ofExample(x.shape()), 1, arithmetic.type());
  }

  OnnxNetwork set(String parameter, INDArray value) {
    network.parameters().get(parameter).set(value.castTo(network.dataType()));
    return this;
  }

  OnnxNetwork setBuffer(String name, INDArray value) {
    buffer(name).set(value.castTo(network.dataType()));
    return this;
  }

  INDArray bufferValue(String name) {
    return buffer(name).value().castTo(DataType.DOUBLE);
  }

  private Buffer buffer(String name) {
    return network.buffers().stream().filter(b -> b.name().equals(name)).findAny().orElseThrow();
  }

  INDArray predict() {
    return network.predict(x).castTo(DataType.DOUBLE);
  }

  Forward forward(Mode mode) {
    return network.forward(x, mode);
  }

  INDArray inputGradient(Forward forward, INDArray outputGradient) {
    INDArray dy = outputGradient.castTo(network.dataType());
    return forward.pullback().apply(dy, network.newGradients()).castTo(DataType.DOUBLE);
  }
}
