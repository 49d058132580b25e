package org.slope.layers;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Builder;
import org.slope.core.Forward;
import org.slope.core.Gradients;
import org.slope.core.Layer;
import org.slope.core.LayerSpec;
import org.slope.core.Pass;
import org.slope.core.Pullback;
import org.slope.core.Shape;
import org.slope.core.internal.FusesNorm;
import org.slope.core.internal.FusesPool;
import org.slope.core.internal.FusesRelu;
import org.slope.core.internal.MakesGradient;
import org.slope.core.internal.Normalizes;
import org.slope.core.internal.OverwritesGradient;
import org.slope.core.internal.SkipsInputGradient;
import org.slope.core.internal.TakesReluDerivative;

/**
 * Layers one after the other: {@code y = fₙ(…f₁(x))}. The shape that each makes reaches the next.
 *
 * @param layers the layers, at least one; they are named {@code 0}, {@code 1}, …
 */
public record Sequential(List<LayerSpec> layers) implements LayerSpec {

  /** Checks that there are layers and takes a copy of the list. */
  public Sequential {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException(
          "sequential was given no layers; it needs 1 or more; give at least one");
    }
  }

  @Override
  public Layer create(Builder builder) {
    List<Layer> children = new ArrayList<>();
    boolean[] feedsRelu = feedsRelu(builder.feedsRelu());
    Shape shape = builder.inputShape();
    for (int i = 0; i < layers.size(); i++) {
      Layer child = builder.child(String.valueOf(i), layers.get(i), shape, feedsRelu[i]);
      children.add(child);
      shape = child.outputShape();
    }
    return new Built(shape, steps(children, builder), children.size());
  }

  /** Tells of each layer whether a rectifier follows, from the last to the first. */
  private boolean[] feedsRelu(boolean afterAll) {
    boolean[] feeds = new boolean[layers.size()];
    boolean next = afterAll;
    for (int i = feeds.length - 1; i >= 0; i--) {
      feeds[i] = next;
      next = Rectifiers.first(layers.get(i)).orElse(next);
    }
    return feeds;
  }

  /**
   * Returns the layers that are run: all but a relu that the layer before it applies itself. When
   * predicting, a batch norm that the layer before it applies is not run either; when training, a
   * pooling may be run with the layer before it. Where the next layer makes an array for its input
   * gradient, that may be written over.
   */
  private List<Step> steps(List<Layer> children, Builder builder) {
    List<Step> steps = new ArrayList<>();
    boolean applied = false;
    for (int i = 0; i < children.size(); i++) {
      Layer child = children.get(i);
      boolean predicts = !applied;
      applied = false;
      LayerSpec next = i + 1 < layers.size() ? layers.get(i + 1) : null;
      if (next instanceof Relu && child instanceof FusesRelu fuses && fuses.fuseRelu()) {
        i++;
        if (i + 1 < children.size()
            && children.get(i + 1) instanceof TakesReluDerivative after
            && after.takeReluDerivative()) {
          fuses.leaveReluDerivative();
        }
      } else if (next instanceof BatchNorm
          && child instanceof FusesNorm fuses
          && children.get(i + 1) instanceof Normalizes norm) {
        applied = fuses.fuseNorm(norm);
      }
      if (child instanceof OverwritesGradient overwrites
          && i + 1 < children.size()
          && children.get(i + 1) instanceof MakesGradient after
          && after.makesGradient()) {
        overwrites.overwriteGradient();
      }
      boolean pools = child instanceof FusesPool && isPooled(child, i + 1, children);
      steps.add(new Step(child, builder.learns(child), predicts, pools));
    }
    return steps;
  }

  /** Tells whether a layer's output goes to a pooling of two by two pixels that cover it. */
  private boolean isPooled(Layer layer, int next, List<Layer> children) {
    if (next == layers.size() || !(layers.get(next) instanceof MaxPool2d pool)) {
      return false;
    }
    Shape from = layer.outputShape();
    Shape to = children.get(next).outputShape();
    return pool.takesPairs() && from.size(1) == 2 * to.size(1) && from.size(2) == 2 * to.size(2);
  }

  /** Prints the call that makes it. */
  @Override
  public String toString() {
    return layers.stream()
        .map(LayerSpec::toString)
        .collect(Collectors.joining(", ", "sequential(", ")"));
  }

  private record Step(Layer layer, boolean learns, boolean predicts, boolean pools) {}

  private static final class Built extends BuiltLayer implements FusesRelu, SkipsInputGradient {
    private final List<Step> steps;
    private final int firstThatLearns;

    Built(Shape output, List<Step> steps, int count) {
      super(output, "Sequential(" + count + (count == 1 ? " layer)" : " layers)"));
      this.steps = steps;
      int first = 0;
      while (first < steps.size() && !steps.get(first).learns()) {
        first++;
      }
      this.firstThatLearns = first;
    }

    /** Asks the last layer. */
    @Override
    public boolean fuseRelu() {
      return last() instanceof FusesRelu last && last.fuseRelu();
    }

    @Override
    public void leaveReluDerivative() {
      if (last() instanceof FusesRelu last) {
        last.leaveReluDerivative();
      }
    }

    private Layer last() {
      return steps.get(steps.size() - 1).layer();
    }

    @Override
    public Forward forward(INDArray x, Pass pass) {
      Pass inner = pass.wantingInputGradient(true);
      List<Pullback> pullbacks = new ArrayList<>(steps.size());
      INDArray y = x;
      for (int i = 0; i < steps.size(); i++) {
        Step step = steps.get(i);
        Pass own = i > firstThatLearns ? inner : pass;
        Forward both =
            step.pools() && step.layer() instanceof FusesPool fuses
                ? fuses.forwardPooled(y, own, steps.get(i + 1).layer())
                : null;
        Forward forward = both == null ? step.layer().forward(y, own) : both;
        pullbacks.add(forward.pullback());
        y = forward.output();
        if (both != null) {
          i++;
          pullbacks.add((dy, gradients) -> dy); // of the pooling, which is in the other
        }
      }
      int last = pass.wantsInputGradient() ? 0 : firstThatLearns;
      return new Forward(y, (dy, gradients) -> backward(dy, gradients, pullbacks, last));
    }

    private static INDArray backward(
        INDArray dy, Gradients gradients, List<Pullback> pullbacks, int last) {
      INDArray dx = dy;
      for (int i = pullbacks.size() - 1; i >= last; i--) {
        dx = pullbacks.get(i).apply(dx, gradients);
      }
      return dx;
    }

    @Override
    public INDArray predict(INDArray x, Pass pass) {
      INDArray y = x;
      for (Step step : steps) {
        if (step.predicts()) {
          y = step.layer().predict(y, pass);
        }
      }
      return y;
    }
  }
}
