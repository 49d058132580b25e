package org.slope.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.internal.Finish;
import org.slope.core.internal.FusesNorm;
import org.slope.core.internal.FusesPool;
import org.slope.core.internal.FusesRelu;
import org.slope.core.internal.MakesGradient;
import org.slope.core.internal.Normalizes;
import org.slope.core.internal.OverwritesGradient;
import org.slope.core.internal.SkipsInputGradient;
import org.slope.core.internal.TakesReluDerivative;
import org.slope.core.internal.Words;

/**
 * A layer at its place in a network: it puts arrays in order on the way in and checks what comes
 * out.
 */
final class Node
    implements Layer,
        FusesRelu,
        TakesReluDerivative,
        FusesNorm,
        FusesPool,
        Normalizes,
        MakesGradient,
        OverwritesGradient {
  final String path;
  final LayerSpec spec;
  private final Shape inputShape;
  final List<Parameter> parameters = new ArrayList<>();
  final List<Buffer> buffers = new ArrayList<>();
  final List<Node> children = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private Layer layer = this;

  Node(String path, LayerSpec spec, Shape inputShape) {
    this.path = path;
    this.spec = spec;
    this.inputShape = inputShape;
  }

  /** Takes a name for a parameter, buffer or child; false if it is taken. */
  boolean claim(String name) {
    return names.add(name);
  }

  void set(Layer layer) {
    this.layer = layer;
  }

  Layer layer() {
    return layer;
  }

  /** The layer as messages name it: {@code 3: conv2d(20, 5)}. */
  String label() {
    return path.isEmpty() ? specText() : path + ": " + specText();
  }

  String specText() {
    return Words.text(spec, "custom layer");
  }

  @Override
  public Shape outputShape() {
    return layer.outputShape();
  }

  @Override
  public Forward forward(INDArray x, Pass pass) {
    boolean passesOn = children.isEmpty() || layer instanceof SkipsInputGradient;
    Pass own = passesOn ? pass : pass.wantingInputGradient(true);
    return checked(layer.forward(pass.inLayout(x), own), x, own, this);
  }

  @Override
  public @Nullable Forward forwardPooled(INDArray x, Pass pass, Layer pool) {
    if (pass.isObserved()
        || !(layer instanceof FusesPool fuses && pool instanceof Node last)
        || !pass.kernels().poolsNorms(x)) {
      return null;
    }
    Forward forward = fuses.forwardPooled(pass.inLayout(x), pass, pool);
    return forward == null ? null : checked(forward, x, pass, last);
  }

  /** Checks what goes in and out of layers from this on. */
  private Forward checked(Forward forward, INDArray x, Pass pass, Node last) {
    INDArray y = forward.output();
    last.check(y, last.outputShape(), x.size(0), pass.dataType(), "gave an output");
    last.observe(y, pass);
    Pullback pullback =
        (dy, gradients) -> {
          last.check(
              dy, last.outputShape(), x.size(0), dy.dataType(), "was given an output gradient");
          INDArray dx = forward.pullback().apply(pass.inLayout(dy), gradients);
          if (pass.wantsInputGradient()) {
            check(dx, inputShape, x.size(0), pass.dataType(), "gave an input gradient");
          }
          return dx;
        };
    return new Forward(y, pullback);
  }

  @Override
  public INDArray predict(INDArray x, Pass pass) {
    INDArray y = layer.predict(pass.inLayout(x), pass);
    check(y, outputShape(), x.size(0), pass.dataType(), "gave an output");
    observe(y, pass);
    return y;
  }

  /** Native code would read or write beyond an array of another shape or type. */
  private void check(
      @Nullable INDArray array, Shape example, long batch, DataType type, String what) {
    if (array == null) {
      throw new IllegalArgumentException(
          "%s %s of null; mend what the layer, or the one after it, returns"
              .formatted(label(), what));
    }
    if (!example.isExampleOf(array) || array.size(0) != batch || array.dataType() != type) {
      throw new IllegalArgumentException(
          "%s %s of %s %s, expected %s %s; mend what the layer, or the one after it, returns"
              .formatted(
                  label(),
                  what,
                  array.dataType(),
                  Arrays.toString(array.shape()),
                  type,
                  Arrays.toString(example.withBatch(batch))));
    }
  }

  private void observe(INDArray y, Pass pass) {
    if (children.isEmpty()) {
      pass.observe(this, y);
    }
  }

  @Override
  public boolean fuseRelu() {
    return layer instanceof FusesRelu fuses && fuses.fuseRelu();
  }

  @Override
  public void leaveReluDerivative() {
    if (layer instanceof FusesRelu fuses) {
      fuses.leaveReluDerivative();
    }
  }

  @Override
  public boolean takeReluDerivative() {
    return layer instanceof TakesReluDerivative takes && takes.takeReluDerivative();
  }

  @Override
  public boolean makesGradient() {
    return layer instanceof MakesGradient makes && makes.makesGradient();
  }

  @Override
  public void overwriteGradient() {
    if (layer instanceof OverwritesGradient overwrites) {
      overwrites.overwriteGradient();
    }
  }

  @Override
  public boolean fuseNorm(Normalizes norm) {
    return layer instanceof FusesNorm fuses && fuses.fuseNorm(norm);
  }

  @Override
  public Finish.Norm norm() {
    return normalizing().norm();
  }

  @Override
  public boolean clips() {
    return normalizing().clips();
  }

  private Normalizes normalizing() {
    if (layer instanceof Normalizes norm) {
      return norm;
    }
    throw new IllegalStateException(label() + " is no batch norm");
  }

  /** Whether it, or a layer inside it, learns. */
  boolean learns() {
    return !parameters.isEmpty() || children.stream().anyMatch(Node::learns);
  }

  /** Returns how many elements its output of an example has, and those of the layers inside it. */
  long outputElements() {
    return outputShape().count() + children.stream().mapToLong(Node::outputElements).sum();
  }

  @Override
  public String toString() {
    return Words.text(layer, specText());
  }
}
