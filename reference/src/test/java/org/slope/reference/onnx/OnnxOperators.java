package org.slope.reference.onnx;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import onnx.Onnx.NodeProto;

/** Which of ONNX's operators Slope has, and what the others are. */
final class OnnxOperators {
  /** Those that are layers, losses and optimizers of Slope's. */
  static final Map<String, OnnxOperator> OF_SLOPE = new HashMap<>();

  private static final String TRAINING = "ai.onnx.preview.training.";
  private static final Map<String, String> OTHERS = new LinkedHashMap<>();

  static {
    OF_SLOPE.putAll(OnnxActivations.OPERATORS);
    OF_SLOPE.putAll(OnnxWindows.OPERATORS);
    OF_SLOPE.putAll(OnnxNorms.OPERATORS);
    OF_SLOPE.putAll(OnnxLayers.OPERATORS);
    OF_SLOPE.putAll(OnnxLosses.OPERATORS);
    OF_SLOPE.putAll(OnnxOptimizers.OPERATORS);
    OnnxLayout.OPERATORS.keySet().forEach(operator -> OTHERS.put(operator, "layout, no layer"));
    others(
        "arithmetic on arrays, no layer",
        "Abs Acos Acosh Add Asin Asinh Atan Atanh Ceil Cos Cosh Det Div Einsum Erf Exp Floor Log Max"
            + " Mean Min Mod Mul Neg Pow Reciprocal Round Sign Sin Sinh Sqrt Sub Sum Tan CumSum");
    others("logic, no layer", "And BitShift Equal Greater GreaterOrEqual IsInf IsNaN Less");
    others("logic, no layer", "LessOrEqual Not Or Where Xor");
    others("a reduction, no layer", "ArgMax ArgMin Hardmax ReduceL1 ReduceL2 ReduceLogSum");
    others("a reduction, no layer", "ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd");
    others("a reduction, no layer", "ReduceSum ReduceSumSquare TopK");
    others(
        "makes or picks elements, no layer",
        "Bernoulli Cast CastLike Compress Concat ConstantOfShape DepthToSpace Expand EyeLike Gather"
            + " GatherElements GatherND NonZero OneHot RandomUniformLike Range ReverseSequence Scatter"
            + " ScatterElements ScatterND Size Slice SpaceToDepth Split Tile Trilu Unique");
    others("control flow or sequences", "If Loop Scan OptionalGetElement OptionalHasElement");
    others("control flow or sequences", "SequenceConstruct SequenceEmpty SequenceInsert");
    others("control flow or sequences", "SequenceLength SequenceMap SplitToSequence");
    others("signals", "BlackmanWindow DFT HammingWindow HannWindow MelWeightMatrix STFT");
    others("text", "StringNormalizer TfIdfVectorizer");
    others("of integers; Slope's networks hold float or double", "ConvInteger DequantizeLinear");
    others(
        "of integers; Slope's networks hold float or double",
        "DynamicQuantizeLinear MatMulInteger QLinearConv QLinearMatMul QuantizeLinear");
    others("a recurrent layer, and Slope has none", "GRU LSTM RNN");
    others("a transposed convolution, and Slope has none", "ConvTranspose");
    others("resizing or detection in images, which Slope has not", "GridSample MaxUnpool");
    others("resizing or detection in images, which Slope has not", "NonMaxSuppression Resize");
    others("resizing or detection in images, which Slope has not", "RoiAlign Upsample");
    others("AlexNet's normalisation, which Slope has not", "LRN");
    others("a gradient graph, no operator", TRAINING + "Gradient");
  }

  private OnnxOperators() {}

  private static void others(String reason, String operators) {
    List.of(operators.split(" ")).forEach(operator -> OTHERS.put(operator, reason));
  }

  static boolean isLayout(String operator) {
    return OnnxLayout.OPERATORS.containsKey(operator);
  }

  static OnnxOperator get(NodeProto node) {
    String operator = OnnxNode.operator(node);
    OnnxOperator layout = OnnxLayout.OPERATORS.get(operator);
    return layout != null ? layout : OF_SLOPE.get(operator);
  }

  /** Checks that a graph has a layer, and nothing but layers and layout. */
  static void check(List<NodeProto> graph) {
    TreeSet<String> foreign = new TreeSet<>();
    boolean layers = false;
    for (NodeProto node : graph) {
      String operator = OnnxNode.operator(node);
      layers |= OF_SLOPE.containsKey(operator);
      if (!OF_SLOPE.containsKey(operator) && !isLayout(operator)) {
        foreign.add(operator);
      }
    }
    if (foreign.size() == 1 && graph.size() == 1) {
      throw new OutOfScope(reason(foreign.first()));
    }
    OutOfScope.when(!foreign.isEmpty(), "a graph with " + String.join(", ", foreign));
    OutOfScope.when(!layers, reason(OnnxNode.operator(graph.get(0))));
  }

  private static String reason(String operator) {
    return OTHERS.getOrDefault(operator, "an operator that Slope does not have");
  }
}
