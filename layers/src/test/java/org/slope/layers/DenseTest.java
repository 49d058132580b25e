package org.slope.layers;

import static org.slope.layers.Layers.dense;
import static org.slope.layers.Layers.relu;
import static org.slope.layers.Layers.sequential;

import java.util.List;
import org.slope.testkit.LayerCase;
import org.slope.testkit.LayerContract;

class DenseTest extends LayerContract {
  @Override
  public List<LayerCase> cases() {
    return List.of(
        LayerCase.of(dense(4), 5),
        LayerCase.of(dense(1), 3).batch(1),
        LayerCase.of(dense(3).withoutBias(), 1),
        LayerCase.of(sequential(dense(4), relu()), 6).batch(2));
  }
}
