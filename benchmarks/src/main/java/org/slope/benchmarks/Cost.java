package org.slope.benchmarks;

import java.util.List;
import org.slope.benchmarks.protocol.LayerLine;
import org.slope.benchmarks.protocol.Workload;

/**
 * What a workload costs in theory, by its description alone.
 *
 * @param parameters how many numbers it trains
 * @param products how many multiply-adds the convolutions and dense layers need for one example
 * @param firstProducts how many of them the first of those layers needs
 */
record Cost(long parameters, long products, long firstProducts) {

  /** Computes the cost of a workload. */
  static Cost of(Workload workload) {
    long parameters = 0;
    long products = 0;
    long firstProducts = 0;
    List<Integer> shape = workload.input();
    for (LayerLine line : workload.lines()) {
      List<Integer> next = after(line, shape);
      long weights = weights(line, shape);
      long layerProducts = weights * positions(line, next);
      parameters += weights + biases(line, next);
      products += layerProducts;
      firstProducts = firstProducts == 0 ? layerProducts : firstProducts;
      shape = next;
    }
    return new Cost(parameters, products, firstProducts);
  }

  /**
   * Returns the floating-point operations of a training step: for each product, one forward, one
   * for the weights' gradient, and one for the input's, which the first layer does without.
   */
  double trainingOperations(int batch) {
    return 2.0 * batch * (3 * products - firstProducts);
  }

  /** Returns the shape of an example after a layer. */
  static List<Integer> after(LayerLine line, List<Integer> shape) {
    return switch (line.kind()) {
      case "conv" -> {
        int margin = 2 * line.option("padding", 0) - line.size(1);
        int stride = line.option("stride", 1);
        yield List.of(
            line.size(0),
            (shape.get(1) + margin) / stride + 1,
            (shape.get(2) + margin) / stride + 1);
      }
      case "maxpool", "avgpool" ->
          List.of(shape.get(0), shape.get(1) / line.size(0), shape.get(2) / line.size(0));
      case "globalavgpool" -> shape.subList(0, 1);
      case "flatten" -> List.of(shape.stream().reduce(1, Math::multiplyExact));
      case "dense" -> List.of(line.size(0));
      default -> shape;
    };
  }

  /** Returns how often a layer multiplies with each weight. */
  private static long positions(LayerLine line, List<Integer> next) {
    return line.kind().equals("conv") ? (long) next.get(1) * next.get(2) : 1;
  }

  private static long weights(LayerLine line, List<Integer> shape) {
    return switch (line.kind()) {
      case "conv" ->
          (long) line.size(0)
              * shape.get(0)
              / line.option("groups", 1)
              * line.size(1)
              * line.size(1);
      case "dense" -> (long) line.size(0) * shape.get(0);
      default -> 0;
    };
  }

  private static long biases(LayerLine line, List<Integer> next) {
    return switch (line.kind()) {
      case "conv", "dense" -> line.bias() ? next.get(0) : 0;
      case "bn" -> 2L * next.get(0);
      default -> 0;
    };
  }
}
