package org.slope.layers;

import org.slope.core.Builder;
import org.slope.core.Layer;
import org.slope.core.LayerSpec;
import org.slope.core.Shape;

/**
 * Group normalisation: {@code y = γ·(x − mean)/√(variance + ε) + β}, with mean and (biased)
 * variance over each group of consecutive channels of each example, and γ and β for each channel.
 *
 * <p>{@code [batch, channels]} or {@code [batch, channels, height, width]}; the shape stays.
 * Parameters: {@code weight [channels]} is γ, {@code bias [channels]} is β. Building it throws an
 * {@link IllegalArgumentException} if the groups do not divide the channels. Wu and He 2018; as
 * many groups as channels make it instance normalisation.
 *
 * @param groups into how many groups the channels are split
 * @param epsilon ε; 1e-5 unless chosen
 * @param affine whether it learns γ and β
 */
public record GroupNorm(int groups, double epsilon, boolean affine) implements LayerSpec {

  /** Checks the numbers. */
  public GroupNorm {
    Inputs.atLeast("groupNorm", "groups", groups, 1);
    Norms.checkEpsilon("groupNorm", epsilon);
  }

  /** Returns this layer with another ε. */
  public GroupNorm epsilon(double epsilon) {
    return new GroupNorm(groups, epsilon, affine);
  }

  /** Returns this layer without γ and β. */
  public GroupNorm withoutAffine() {
    return new GroupNorm(groups, epsilon, false);
  }

  @Override
  public Layer create(Builder builder) {
    long channels = Inputs.channels(builder).size(0);
    if (channels % groups != 0) {
      throw builder.error(
          "has %s groups, but its input has %s channels; choose groups that divide the channels"
              .formatted(groups, channels));
    }
    String text = "GroupNorm(" + channels + ", " + groups + " groups)";
    return new Norms(builder, text, groups, 0, epsilon, affine ? Shape.of(channels) : null);
  }

  @Override
  public String toString() {
    return "groupNorm("
        + groups
        + ")"
        + Texts.option("epsilon", epsilon, 1e-5)
        + Texts.unlessAffine(affine);
  }
}
