package org.slope.layers;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Builder;
import org.slope.core.Forward;
import org.slope.core.Layer;
import org.slope.core.LayerSpec;
import org.slope.core.Pass;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;
import org.slope.core.internal.SkipsInputGradient;

/**
 * A layer with a shortcut around it: {@code y = body(x) + projection(x)}; without a projection,
 * {@code y = body(x) + x}.
 *
 * <p>Building it throws an {@link IllegalArgumentException} if the two do not have one shape. The
 * layers are named {@code body} and {@code projection}. He et al. 2016.
 *
 * @param body the layer
 * @param projection what brings x to the body's output shape; null for x itself
 */
public record Residual(LayerSpec body, @Nullable LayerSpec projection) implements LayerSpec {

  @Override
  public Layer create(Builder builder) {
    Shape input = builder.inputShape();
    Layer inside = builder.child("body", body, input, builder.feedsRelu());
    Layer shortcut =
        projection == null
            ? null
            : builder.child("projection", projection, input, builder.feedsRelu());
    Shape skipped = shortcut == null ? input : shortcut.outputShape();
    if (!skipped.equals(inside.outputShape())) {
      throw builder.error(
          "adds %s of its body to %s of its %s; both need one shape; %s"
              .formatted(
                  inside.outputShape().batchText(),
                  skipped.batchText(),
                  shortcut == null ? "input" : "projection",
                  remedy(inside.outputShape(), shortcut != null)));
    }
    return new Built(inside, shortcut);
  }

  private static String remedy(Shape output, boolean projected) {
    if (projected) {
      return "change the projection";
    }
    String projection =
        output.rank() == 3
            ? "conv2d(%s, 1) with the body's stride".formatted(output.size(0))
            : output.rank() == 1 ? "dense(%s)".formatted(output.size(0)) : "a layer of that shape";
    return "add a projection, residual(body, projection), such as " + projection;
  }

  @Override
  public String toString() {
    return "residual(" + body + (projection == null ? "" : ", " + projection) + ")";
  }

  private static final class Built extends BuiltLayer implements SkipsInputGradient {
    private final Layer body;
    private final @Nullable Layer projection;

    Built(Layer body, @Nullable Layer projection) {
      super(body.outputShape(), "Residual(" + body + ")");
      this.body = body;
      this.projection = projection;
    }

    @Override
    public Forward forward(INDArray x, Pass pass) {
      Forward inside = body.forward(x, pass);
      Forward shortcut =
          projection == null ? new Forward(x, (dy, gradients) -> dy) : projection.forward(x, pass);
      return new Forward(
          sum(inside.output(), shortcut.output(), pass),
          (dy, gradients) -> {
            INDArray dInside = inside.pullback().apply(dy, gradients);
            INDArray dShortcut = shortcut.pullback().apply(dy, gradients);
            return pass.wantsInputGradient() ? sum(dInside, dShortcut, pass) : dy;
          });
    }

    @Override
    public INDArray predict(INDArray x, Pass pass) {
      INDArray shortcut = projection == null ? x : projection.predict(x, pass);
      return sum(body.predict(x, pass), shortcut, pass);
    }

    private static INDArray sum(INDArray a, INDArray b, Pass pass) {
      INDArray z = pass.array(a.shape());
      pass.kernels().add(inLayout(a, z, pass), inLayout(b, z, pass), z);
      return z;
    }

    /** Returns an array of a user's layer in the layout and type of z. */
    private static INDArray inLayout(INDArray a, INDArray z, Pass pass) {
      if (a.dataType() == z.dataType() && Memory.isNative(a)) {
        return a;
      }
      INDArray copy = pass.array(z.shape());
      Memory.copy(a, copy);
      return copy;
    }
  }
}
