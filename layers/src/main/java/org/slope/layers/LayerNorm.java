package org.slope.layers;

import org.slope.core.Builder;
import org.slope.core.Layer;
import org.slope.core.LayerSpec;
import org.slope.core.Shape;

/**
 * Layer normalisation: {@code y = γ·(x − mean)/√(variance + ε) + β}, with mean and (biased)
 * variance over all elements of an example, or over its last dimensions, and γ and β for each of
 * these elements.
 *
 * <p>Any shape; it stays. Parameters: {@code weight} is γ, {@code bias} is β, both of the shape
 * that is normalised. Building it throws an {@link IllegalArgumentException} if an example has
 * fewer dimensions. Ba et al. 2016.
 *
 * @param lastDimensions how many of the last dimensions are normalised together; 0 for all
 * @param epsilon ε; 1e-5 unless chosen
 * @param affine whether it learns γ and β
 */
public record LayerNorm(int lastDimensions, double epsilon, boolean affine) implements LayerSpec {

  /** Checks the numbers. */
  public LayerNorm {
    Inputs.atLeast("layerNorm", "last dimensions", lastDimensions, 0);
    Norms.checkEpsilon("layerNorm", epsilon);
  }

  /** Returns this layer over the last dimensions of an example, as PyTorch's normalized_shape. */
  public LayerNorm lastDimensions(int lastDimensions) {
    Inputs.atLeast("layerNorm", "last dimensions", lastDimensions, 1);
    return new LayerNorm(lastDimensions, epsilon, affine);
  }

  /** Returns this layer with another ε. */
  public LayerNorm epsilon(double epsilon) {
    return new LayerNorm(lastDimensions, epsilon, affine);
  }

  /** Returns this layer without γ and β. */
  public LayerNorm withoutAffine() {
    return new LayerNorm(lastDimensions, epsilon, false);
  }

  @Override
  public Layer create(Builder builder) {
    Shape input = builder.inputShape();
    int rank = input.rank();
    if (lastDimensions > rank) {
      throw builder.error(
          "expects input of %s or more dimensions per example, got %s; choose %s or fewer last dimensions"
              .formatted(lastDimensions, input.batchText(), rank));
    }
    int last = lastDimensions == 0 ? rank : lastDimensions;
    Shape normalized = new Shape(input.sizes().subList(rank - last, rank));
    boolean channels = rank == 3 && last == 2;
    boolean whole = last == rank && (rank == 1 || rank == 3);
    if (channels && input.size(0) > Integer.MAX_VALUE) {
      throw builder.error(
          "got %s channels; it needs %s or fewer; reshape the input"
              .formatted(input.size(0), Integer.MAX_VALUE));
    }
    return new Norms(
        builder,
        "LayerNorm(" + normalized + ")",
        channels ? Math.toIntExact(input.size(0)) : 1,
        channels || whole ? 0 : normalized.count(),
        epsilon,
        affine ? normalized : null);
  }

  @Override
  public String toString() {
    return "layerNorm()"
        + (lastDimensions == 0 ? "" : ".lastDimensions(" + lastDimensions + ")")
        + Texts.option("epsilon", epsilon, 1e-5)
        + Texts.unlessAffine(affine);
  }
}
