package org.slope.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.core.Network;

/** What a fresh process does in the benchmark of starting: it predicts once and says so. */
public final class FirstPrediction {
  private FirstPrediction() {}

  /** Loads the given model and predicts one example; without a model, makes an array of ND4J's. */
  public static void main(String[] args) throws IOException {
    if (args.length == 0) {
      checkFinite(Nd4j.create(new float[] {1, 2, 3, 4}, 2, 2));
    } else {
      Network network = Network.load(Path.of(args[0]));
      checkFinite(network.predict(Nd4j.zeros(DataType.FLOAT, network.inputShape().withBatch(1))));
    }
    System.out.println("done");
  }

  private static void checkFinite(INDArray a) {
    if (!Float.isFinite(a.getFloat(0))) {
      throw new IllegalStateException("not finite: " + a);
    }
  }
}
