package org.slope.reference.onnx;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slope.testkit.ArrayAssertions.assertClose;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.ValueInfoProto;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.testkit.Arithmetic;

/**
 * A test of ONNX's: a graph of operators, with inputs and the outputs that they should have.
 *
 * @param name the suite and the test: {@code node/test_relu}
 */
record OnnxModel(String name, Path folder, ModelProto model) {
  /**
   * Of the largest expected element; ONNX's runner allows 1e-3 of each. Numpy and PyTorch computed
   * the expected values in floats, so that Slope's doubles come no closer than its floats: to 3e-7.
   */
  private static final double TOLERANCE = 1e-6;

  /**
   * Its model has no epsilon, whose default is 1e-6 by ONNX's definition of Adam; its expected
   * values have one of 0.01: {@code 1 − 0.1·1.85005/(√0.5747002 + 0.01)} is its X1_new, 0.75913626.
   */
  private static final String WITHOUT_EPSILON = "node/test_adam_multiple";

  static OnnxModel read(String name, Path folder) throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve("model.onnx"));
    ModelProto model = ModelProto.parseFrom(bytes);
    return new OnnxModel(name, folder, name.equals(WITHOUT_EPSILON) ? withEpsilon(model) : model);
  }

  private static ModelProto withEpsilon(ModelProto model) {
    ModelProto.Builder mended = model.toBuilder();
    mended
        .getGraphBuilder()
        .getNodeBuilder(0)
        .addAttributeBuilder()
        .setName("epsilon")
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF(0.01f);
    return mended.build();
  }

  /** Returns what was mended of the model before it ran; empty for all but one. */
  String mended() {
    return name.equals(WITHOUT_EPSILON) ? "run with epsilon 0.01, which its values have" : "";
  }

  /** Returns whether its graph is of operators that Slope has, and perhaps layout between them. */
  boolean isOfSlope() {
    List<String> all = nodes().stream().map(OnnxNode::operator).toList();
    return all.stream().anyMatch(OnnxOperators.OF_SLOPE::containsKey)
        && all.stream()
            .allMatch(
                name -> OnnxOperators.OF_SLOPE.containsKey(name) || OnnxOperators.isLayout(name));
  }

  private List<NodeProto> nodes() {
    return model.getGraph().getNodeList();
  }

  /** Returns whether its graph has an operator. */
  boolean has(String operator) {
    return nodes().stream().anyMatch(node -> OnnxNode.operator(node).equals(operator));
  }

  /** Returns what it tests: its operators, without those of layout if there are others. */
  String operator() {
    List<String> all = nodes().stream().map(OnnxNode::operator).distinct().toList();
    List<String> main = all.stream().filter(name -> !OnnxOperators.isLayout(name)).toList();
    return (main.isEmpty() ? all : main).stream().sorted().collect(Collectors.joining(", "));
  }

  /** Returns why it says nothing about Slope, found by trying; empty if it does. */
  Optional<String> outOfScope() {
    try {
      OnnxOperators.check(nodes());
      OnnxTypes.check(model.getGraph().getOutput(0));
      Arithmetic.FLOAT.run(
          () -> outputs(inputs(folder.resolve("test_data_set_0")), Arithmetic.FLOAT));
      return Optional.empty();
    } catch (OutOfScope e) {
      return Optional.of(e.reason());
    } catch (RuntimeException e) {
      return Optional.empty(); // the test will show it
    }
  }

  /**
   * Asserts that Slope's outputs are the expected ones.
   *
   * @return the outputs that it does not return
   */
  Set<String> check(Arithmetic arithmetic) {
    Set<String> missing = new TreeSet<>();
    for (Path set : files(folder, "test_data_set_")) {
      Map<String, INDArray> values = outputs(inputs(set), arithmetic);
      List<ValueInfoProto> names = model.getGraph().getOutputList();
      for (int i = 0; i < names.size(); i++) {
        String output = names.get(i).getName();
        INDArray actual = values.get(output);
        if (actual == null) {
          missing.add(output);
          continue;
        }
        INDArray expected = OnnxArrays.of(tensor(set.resolve("output_" + i + ".pb")));
        double largest = expected.amaxNumber().doubleValue();
        assertClose(actual, expected, 0, TOLERANCE * largest, output + " " + arithmetic);
      }
    }
    assertTrue(missing.size() < model.getGraph().getOutputCount(), "no output was compared");
    return missing;
  }

  private Map<String, INDArray> inputs(Path set) {
    Map<String, INDArray> values = new HashMap<>();
    model
        .getGraph()
        .getInitializerList()
        .forEach(tensor -> values.put(tensor.getName(), OnnxArrays.of(tensor)));
    List<ValueInfoProto> names = model.getGraph().getInputList();
    for (int i = 0; i < names.size(); i++) {
      Path file = set.resolve("input_" + i + ".pb");
      if (Files.exists(file)) {
        values.put(names.get(i).getName(), OnnxArrays.of(tensor(file)));
      }
    }
    return values;
  }

  /** Runs the graph, whose nodes are in order. */
  private Map<String, INDArray> outputs(Map<String, INDArray> values, Arithmetic arithmetic) {
    for (NodeProto proto : nodes()) {
      List<@Nullable INDArray> inputs = new ArrayList<>();
      proto.getInputList().forEach(name -> inputs.add(values.get(name)));
      OnnxNode node = new OnnxNode(proto, inputs, version(proto));
      List<@Nullable INDArray> outputs = OnnxOperators.get(proto).run(node, arithmetic);
      node.checkAllRead();
      for (int i = 0; i < outputs.size() && i < proto.getOutputCount(); i++) {
        values.put(proto.getOutput(i), outputs.get(i));
      }
    }
    return values;
  }

  private long version(NodeProto node) {
    return model.getOpsetImportList().stream()
        .filter(set -> set.getDomain().equals(node.getDomain()))
        .findAny()
        .orElseThrow()
        .getVersion();
  }

  private static TensorProto tensor(Path file) {
    try {
      return TensorProto.parseFrom(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> files(Path folder, String prefix) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
