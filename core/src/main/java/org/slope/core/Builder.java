package org.slope.core;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.slope.core.internal.Randoms;

/**
 * What a spec builds its layer with: the shape that reaches it, and the network's parameters,
 * buffers and child layers, each named.
 */
public final class Builder {

  /** Where the values that a network starts with come from: drawn, or read from a file. */
  @FunctionalInterface
  interface Values {
    double[] of(String name, Shape shape, Supplier<double[]> initial);
  }

  private final Node node;
  private final Shape inputShape;
  private final DataType dataType;
  private final long seed;
  private final Values values;
  private final boolean feedsRelu;
  private final List<Parameter> parameters;
  private final List<Buffer> buffers;

  Builder(
      Node node,
      Shape inputShape,
      DataType dataType,
      long seed,
      Values values,
      boolean feedsRelu,
      List<Parameter> parameters,
      List<Buffer> buffers) {
    this.node = node;
    this.inputShape = inputShape;
    this.dataType = dataType;
    this.seed = seed;
    this.values = values;
    this.feedsRelu = feedsRelu;
    this.parameters = parameters;
    this.buffers = buffers;
  }

  /** Returns the shape of one example that reaches the layer. */
  public Shape inputShape() {
    return inputShape;
  }

  /** Returns what the network's arrays hold: float or double. */
  public DataType dataType() {
    return dataType;
  }

  /** Returns a number of this layer's own, for {@link Pass#random}. */
  public long key() {
    return Randoms.key(node.path);
  }

  /** Returns a new parameter; its value is there once the network is built. */
  public Parameter parameter(String name, Role role, Shape shape, Initializer initializer) {
    Initializer chosen =
        initializer instanceof Initializers.Automatic
            ? (feedsRelu ? Initializers.heUniform() : Initializers.glorotUniform())
            : initializer;
    String full = fullName(name);
    double[] start =
        values.of(full, shape, () -> chosen.values(shape, Randoms.of(seed, Randoms.key(full))));
    if (start.length != shape.count()) {
      throw error(
          "needs %s initial values for %s %s, the initializer gave %s; return one for each element"
              .formatted(shape.count(), name, shape, start.length));
    }
    Parameter parameter = new Parameter(full, role, shape, start);
    parameters.add(parameter);
    node.parameters.add(parameter);
    return parameter;
  }

  /** Returns a new buffer, filled with one value; it is there once the network is built. */
  public Buffer buffer(String name, Shape shape, double initial) {
    String full = fullName(name);
    Buffer buffer = new Buffer(full, shape, values.of(full, shape, () -> filled(shape, initial)));
    buffers.add(buffer);
    node.buffers.add(buffer);
    return buffer;
  }

  private static double[] filled(Shape shape, double value) {
    double[] values = new double[Math.toIntExact(shape.count())];
    Arrays.fill(values, value);
    return values;
  }

  /** Builds a child layer. */
  public Layer child(String name, LayerSpec spec, Shape input) {
    return child(name, spec, input, false);
  }

  /**
   * Builds a child layer.
   *
   * @param feedsRelu whether a ReLU follows, which asks for larger initial weights
   */
  public Layer child(String name, LayerSpec spec, Shape input, boolean feedsRelu) {
    Node child = new Node(fullName(name), spec, input);
    node.children.add(child);
    child.set(
        spec.create(
            new Builder(child, input, dataType, seed, values, feedsRelu, parameters, buffers)));
    return child;
  }

  /** Tells whether this layer's output goes through a ReLU next. */
  public boolean feedsRelu() {
    return feedsRelu;
  }

  /** Tells whether a child layer, or one inside it, has parameters. */
  public boolean learns(Layer child) {
    return child instanceof Node built && built.learns();
  }

  /**
   * Returns the exception for a spec that cannot be built here. Its message names the layer and its
   * place: {@code conv2d(20, 5) expects …; add … before it (layer 3)}.
   *
   * @param problem what was expected, what was found, and how to mend it
   */
  public IllegalArgumentException error(String problem) {
    String place = node.path.isEmpty() ? "" : " (layer " + node.path + ")";
    return new IllegalArgumentException(node.specText() + " " + problem + place);
  }

  private String fullName(String name) {
    if (!node.claim(name)) {
      throw error("calls two things \"" + name + "\"; names tell them apart in files; rename one");
    }
    return node.path.isEmpty() ? name : node.path + "." + name;
  }

  @Override
  public String toString() {
    return "Builder(" + node.label() + ", input " + inputShape.batchText() + ")";
  }
}
