package org.slope.reference.onnx;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.NodeProto;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An operator with its attributes and the arrays that it is given. */
final class OnnxNode {
  private final NodeProto node;
  private final List<@Nullable INDArray> inputs;
  private final Map<String, AttributeProto> attributes = new LinkedHashMap<>();
  private final Set<String> read = new HashSet<>();

  /** The version of the operators' definitions. */
  final long version;

  OnnxNode(NodeProto node, List<@Nullable INDArray> inputs, long version) {
    this.node = node;
    this.inputs = inputs;
    this.version = version;
    node.getAttributeList().forEach(a -> attributes.put(a.getName(), a));
  }

  /** Returns an operator's name; ONNX's own have no domain. */
  static String operator(NodeProto node) {
    return node.getDomain().isEmpty()
        ? node.getOpType()
        : node.getDomain() + "." + node.getOpType();
  }

  String operator() {
    return operator(node);
  }

  int inputCount() {
    return inputs.size();
  }

  int outputCount() {
    return node.getOutputCount();
  }

  boolean hasInput(int i) {
    return i < inputs.size() && inputs.get(i) != null;
  }

  INDArray input(int i) {
    return inputs.get(i);
  }

  double scalar(int i, double otherwise) {
    return hasInput(i) ? input(i).getDouble(0) : otherwise;
  }

  boolean has(String name) {
    return attributes.containsKey(name);
  }

  private @Nullable AttributeProto attribute(String name) {
    read.add(name);
    return attributes.get(name);
  }

  double number(String name, double otherwise) {
    AttributeProto a = attribute(name);
    return a == null ? otherwise : a.getF();
  }

  long integer(String name, long otherwise) {
    AttributeProto a = attribute(name);
    return a == null ? otherwise : a.getI();
  }

  String text(String name, String otherwise) {
    AttributeProto a = attribute(name);
    return a == null ? otherwise : a.getS().toStringUtf8();
  }

  long[] integers(String name, long... otherwise) {
    AttributeProto a = attribute(name);
    return a == null ? otherwise : a.getIntsList().stream().mapToLong(Long::longValue).toArray();
  }

  INDArray tensor(String name) {
    AttributeProto a = attribute(name);
    OutOfScope.when(a == null || !a.hasT(), "a constant that is no tensor");
    return OnnxArrays.of(a.getT());
  }

  /** Counts attributes as read that change nothing here. */
  void ignore(String... names) {
    read.addAll(List.of(names));
  }

  /** Makes sure that no attribute was overlooked: what Slope lacks, an adapter says by name. */
  void checkAllRead() {
    for (String name : attributes.keySet()) {
      if (!read.contains(name)) {
        throw new IllegalStateException(operator() + ": its adapter does not read " + name);
      }
    }
  }
}
