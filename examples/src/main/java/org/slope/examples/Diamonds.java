package org.slope.examples;

import static org.slope.layers.Layers.*;
import static org.slope.training.Callbacks.*;
import static org.slope.training.Losses.*;
import static org.slope.training.Optimizers.*;
import static org.slope.training.Schedules.*;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.LayerSpec;
import org.slope.core.Network;
import org.slope.metrics.RegressionScores;
import org.slope.training.CsvTable;
import org.slope.training.Dataset;
import org.slope.training.MinMaxScaler;
import org.slope.training.Split;
import org.slope.training.Standardizer;
import org.slope.training.Trainer;

/** The price of a diamond from its size and quality: an MLP beside a linear model. */
final class Diamonds {
  private Diamonds() {}

  /** The test scores of both models. */
  record Result(RegressionScores linear, RegressionScores mlp) {}

  static Result run(Path file, Path output) throws IOException {
    Dataset table = CsvTable.read(file).oneHot("cut", "color", "clarity").target("price").dataset();
    Split split = table.split(0.7, 0.15, 0.15, 7);
    System.out.printf("%n# Diamonds from %s%n%n%s%n%n", file, split);
    Standardizer x = Standardizer.fit(split.train().inputs()); // fitted on the training part only
    MinMaxScaler y = MinMaxScaler.fit(split.train().targets());

    Network linear = train(dense(1), x, y, split, 10);
    // A price is positive, and so is a softplus.
    LayerSpec spec =
        sequential(dense(128), relu(), dense(128), relu(), dense(64), relu(), dense(1), softplus());
    Network mlp = train(spec, x, y, split, 30);

    Dataset test = split.test();
    INDArray inputs = x.transform(test.inputs());
    Result result =
        new Result(
            RegressionScores.of(y.inverse(linear.predict(inputs)), test.targets()),
            RegressionScores.of(y.inverse(mlp.predict(inputs)), test.targets()));
    System.out.println("linear model: " + result.linear());
    System.out.println("network:      " + result.mlp());

    // Saved with the scalers inside, so that it takes a table's row and gives dollars.
    Network whole = sequential(x.layer(), spec, y.inverseLayer()).build(table.inputShape(), 1);
    for (int i = 0; i < mlp.parameters().size(); i++) {
      whole.parameters().get(i).set(mlp.parameters().get(i).value());
    }
    Path model = output.resolve("diamonds.safetensors");
    whole.save(model);
    INDArray prices = Network.load(model).predict(test.inputs());
    System.out.printf("Saved to %s and loaded; the first test rows:%n", model);
    for (int i = 0; i < 5; i++) {
      System.out.printf(
          Locale.ROOT,
          "  sold for $%,.0f, predicted $%,.0f%n",
          test.targets().getDouble(i, 0),
          prices.getDouble(i, 0));
    }
    return result;
  }

  private static Network train(
      LayerSpec spec, Standardizer x, MinMaxScaler y, Split split, int epochs) {
    Network net = spec.build(split.train().inputShape(), 1);
    System.out.println(net.summary());
    System.out.println(
        Trainer.of(net, mse(), adam(1e-3).schedule(cosine(epochs)))
            .epochs(epochs)
            .batchSize(64)
            .validateOn(split.validation().map(x, y))
            .with(progressBar())
            .fit(split.train().map(x, y)));
    return net;
  }
}
