package org.slope.layers;

import static org.slope.layers.Layers.batchNorm;
import static org.slope.layers.Layers.conv2d;
import static org.slope.layers.Layers.dense;
import static org.slope.layers.Layers.groupNorm;
import static org.slope.layers.Layers.layerNorm;
import static org.slope.layers.Layers.logSoftmax;
import static org.slope.layers.Layers.relu;
import static org.slope.layers.Layers.residual;
import static org.slope.layers.Layers.sequential;
import static org.slope.layers.Layers.softmax;
import static org.slope.layers.Layers.tanh;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slope.core.LayerSpec;
import org.slope.core.Mode;
import org.slope.core.Shape;
import org.slope.testkit.LayerCase;
import org.slope.testkit.LayerContract;

/** Layers of random sizes, and of large ones: float, by either set of kernels, and double. */
class RandomSizesTest {
  private static final int ROUNDS = 8;

  static List<LayerCase> cases() {
    Random r = new Random(5);
    List<LayerCase> cases = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      Shape features = Shape.of(3 + r.nextInt(70));
      Shape images = Shape.of(3 + r.nextInt(30), 2 + r.nextInt(9), 2 + r.nextInt(9));
      int batch = 3 + r.nextInt(40);
      int units = 1 + r.nextInt(50);
      int groups = 1 + r.nextInt(4);
      Shape grouped = Shape.of(groups * (3L + r.nextInt(9)), images.size(1), images.size(2));
      int channels = (int) images.size(0);
      LayerSpec body = sequential(conv2d(channels, 3).padding(1), relu());
      LayerSpec narrow = sequential(dense(units), tanh());
      cases.add(new LayerCase(dense(units), features, batch, 2, round));
      cases.add(new LayerCase(sequential(dense(units), relu()), features, batch, 2, round));
      for (Shape shape : List.of(features, images)) {
        cases.add(new LayerCase(batchNorm(), shape, batch, 2, round));
        cases.add(new LayerCase(sequential(batchNorm(), relu()), shape, batch, 2, round));
        cases.add(new LayerCase(layerNorm(), shape, batch, 2, round));
        cases.add(new LayerCase(softmax(), shape, batch, 5, round));
        cases.add(new LayerCase(logSoftmax(), shape, batch, 5, round));
      }
      cases.add(new LayerCase(layerNorm().lastDimensions(2), images, batch, 2, round));
      cases.add(new LayerCase(groupNorm(groups), grouped, batch, 2, round));
      cases.add(new LayerCase(residual(body), images, batch, 2, round));
      cases.add(new LayerCase(residual(narrow, dense(units)), features, batch, 2, round));
    }
    // Where the float kernels cut the weights' gradient into parts: long sums for few weights, and
    // images of more pixels than a tile holds.
    cases.add(new LayerCase(dense(2), Shape.of(3), 600, 2, 1));
    cases.add(new LayerCase(conv2d(2, 1), Shape.of(3, 20, 20), 3, 2, 2));
    cases.add(new LayerCase(conv2d(2, 3), Shape.of(32, 26, 26), 12, 2, 3));
    // The ways of the float kernels for many channels: Winograd, and rows of the window.
    cases.add(new LayerCase(conv2d(32, 3).padding(1), Shape.of(32, 26, 26), 12, 2, 4));
    cases.add(new LayerCase(conv2d(4, 3).stride(2), Shape.of(17, 11, 12), 3, 2, 5));
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void floatsAgreeWithDoubles(LayerCase layer) {
    for (Mode mode : Mode.values()) {
      LayerContract.assertFloatsAgreeWithDoubles(layer, mode);
    }
  }
}
