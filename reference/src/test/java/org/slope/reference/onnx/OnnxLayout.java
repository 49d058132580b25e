package org.slope.reference.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Operators that make or rearrange arrays between layers; alone, they test nothing of Slope's. */
final class OnnxLayout {
  static final Map<String, OnnxOperator> OPERATORS =
      Map.of(
          "Constant", (node, arithmetic) -> List.of(node.tensor("value")),
          "Identity", (node, arithmetic) -> List.of(node.input(0)),
          "Shape", (node, arithmetic) -> List.of(vector(node.input(0).shape())),
          "Transpose", (node, arithmetic) -> List.of(transpose(node)),
          "Squeeze", (node, arithmetic) -> List.of(squeeze(node)),
          "Unsqueeze", (node, arithmetic) -> List.of(unsqueeze(node)));

  private OnnxLayout() {}

  private static INDArray vector(long... values) {
    return OnnxArrays.of(Arrays.stream(values).asDoubleStream().toArray(), values.length);
  }

  /** Returns the integers of an array. */
  static long[] integers(INDArray a) {
    return IntStream.range(0, Math.toIntExact(a.length())).mapToLong(a::getLong).toArray();
  }

  private static INDArray transpose(OnnxNode node) {
    INDArray x = node.input(0);
    long[] reversed = LongStream.range(0, x.rank()).map(i -> x.rank() - 1 - i).toArray();
    long[] axes = node.integers("perm", reversed);
    return OnnxArrays.permute(x, Arrays.stream(axes).mapToInt(Math::toIntExact).toArray());
  }

  private static long[] axes(OnnxNode node, int rank) {
    long[] axes = node.hasInput(1) ? integers(node.input(1)) : node.integers("axes");
    return Arrays.stream(axes).map(axis -> Math.floorMod(axis, (long) rank)).sorted().toArray();
  }

  private static INDArray squeeze(OnnxNode node) {
    INDArray x = node.input(0);
    long[] axes = axes(node, x.rank());
    long[] kept =
        LongStream.range(0, x.rank()).filter(i -> Arrays.binarySearch(axes, i) < 0).toArray();
    return OnnxArrays.as(x, Arrays.stream(kept).map(i -> x.size((int) i)).toArray());
  }

  private static INDArray unsqueeze(OnnxNode node) {
    INDArray x = node.input(0);
    int rank =
        x.rank()
            + Math.toIntExact(
                node.hasInput(1) ? node.input(1).length() : node.integers("axes").length);
    long[] axes = axes(node, rank);
    long[] shape = new long[rank];
    int next = 0;
    for (int i = 0; i < rank; i++) {
      shape[i] = Arrays.binarySearch(axes, i) >= 0 ? 1 : x.size(next++);
    }
    return OnnxArrays.as(x, shape);
  }
}
