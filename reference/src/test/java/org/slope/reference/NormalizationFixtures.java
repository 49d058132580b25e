package org.slope.reference;

import static org.slope.layers.Layers.batchNorm;
import static org.slope.layers.Layers.groupNorm;
import static org.slope.layers.Layers.layerNorm;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Buffer;
import org.slope.core.Forward;
import org.slope.core.Mode;
import org.slope.core.Network;
import org.slope.layers.BatchNorm;
import org.slope.layers.GroupNorm;
import org.slope.layers.LayerNorm;

/** Compares batch, layer and group normalisation. */
final class NormalizationFixtures {
  private static final Map<String, String> AFFINE = Map.of("weight", "gamma", "bias", "beta");

  private NormalizationFixtures() {}

  /** Runs some steps; PyTorch recorded the running statistics of each, the rest of the last. */
  static void compareBatchNorm(Fixture f) {
    BatchNorm layer = batchNorm().momentum(f.number("momentum")).epsilon(f.number("eps"));
    layer = f.is("affine") ? layer : layer.withoutAffine();
    Map<String, String> parameters = f.is("affine") ? AFFINE : Map.of();
    Network net = LayerFixtures.build(f, layer, "x0", parameters);
    buffer(net, "running_mean").set(f.input("rm0"));
    buffer(net, "running_var").set(f.input("rv0"));
    boolean training = f.is("training");
    int steps = f.attribute("steps").asInt();
    for (int step = 0; step < steps; step++) {
      INDArray x = f.input("x" + step);
      if (!training) {
        f.assertClose(net.predict(x), "y");
      }
      Forward forward = net.forward(x, training ? Mode.TRAINING : Mode.INFERENCE);
      f.assertClose(buffer(net, "running_mean").value(), "rm" + (step + 1));
      f.assertClose(buffer(net, "running_var").value(), "rv" + (step + 1));
      if (step == steps - 1) {
        LayerFixtures.compare(f, net, forward, parameters);
      }
    }
  }

  private static Buffer buffer(Network net, String name) {
    return net.buffers().stream().filter(b -> b.name().equals(name)).findFirst().orElseThrow();
  }

  static void compareLayerNorm(Fixture f) {
    LayerNorm layer =
        layerNorm().lastDimensions(f.sizes("normalized_shape").length).epsilon(f.number("eps"));
    if (f.hasInput("gamma")) {
      LayerFixtures.compare(f, layer, AFFINE);
    } else {
      LayerFixtures.compare(f, layer.withoutAffine(), Map.of());
    }
  }

  static void compareGroupNorm(Fixture f) {
    GroupNorm layer = groupNorm(f.attribute("groups").asInt()).epsilon(f.number("eps"));
    if (f.hasInput("gamma")) {
      LayerFixtures.compare(f, layer, AFFINE);
    } else {
      LayerFixtures.compare(f, layer.withoutAffine(), Map.of());
    }
  }
}
