package org.slope.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.slope.layers.Layers.conv2d;

import java.util.Map;
import org.slope.layers.Conv2d;
import org.slope.layers.Padding;

/** Compares convolutions. */
final class ConvolutionFixtures {
  private ConvolutionFixtures() {}

  static void compare(Fixture f) {
    int[] kernel = f.sizes("kernel");
    int[] stride = f.sizes("stride");
    int[] dilation = f.sizes("dilation");
    int filters = (int) f.input("w").size(0);
    Conv2d layer =
        conv2d(filters, kernel[0], kernel[1])
            .stride(stride[0], stride[1])
            .dilation(dilation[0], dilation[1])
            .padding(padding(f))
            .groups(f.attribute("groups").asInt());
    if (f.is("bias")) {
      LayerFixtures.compare(f, layer, Map.of("weight", "w", "bias", "b"));
    } else {
      LayerFixtures.compare(f, layer.withoutBias(), Map.of("weight", "w"));
    }
  }

  private static Padding padding(Fixture f) {
    if (f.has("pad_tlbr")) {
      assertArrayEquals(new int[2], f.sizes("padding"));
      int[] sides = f.sizes("pad_tlbr");
      Padding border = Padding.of(sides[0], sides[1], sides[2], sides[3]);
      return f.has("pad_value") ? border.value(f.number("pad_value")) : border;
    }
    if (f.attribute("padding").asText().equals("same")) {
      return Padding.same();
    }
    int[] sides = f.sizes("padding");
    return Padding.of(sides[0], sides[1]);
  }
}
