package org.slope.examples;

import static org.slope.layers.Layers.*;
import static org.slope.training.Callbacks.*;
import static org.slope.training.Losses.*;
import static org.slope.training.Optimizers.*;
import static org.slope.training.Schedules.*;

import java.io.IOException;
import java.nio.file.Path;
import org.slope.core.LayerSpec;
import org.slope.core.Network;
import org.slope.metrics.RegressionScores;
import org.slope.training.CsvTable;
import org.slope.training.Dataset;
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
    Standardizer y = Standardizer.fit(split.train().targets());

    Network linear = train(dense(1), x, y, split, 10);
    Network mlp =
        train(
            sequential(dense(128), relu(), dense(128), relu(), dense(64), relu(), dense(1)),
            x,
            y,
            split,
            30);

    Dataset test = split.test();
    Result result =
        new Result(
            RegressionScores.of(
                y.inverse(linear.predict(x.transform(test.inputs()))), test.targets()),
            RegressionScores.of(
                y.inverse(mlp.predict(x.transform(test.inputs()))), test.targets()));
    System.out.println("linear " + result.linear());
    System.out.println("mlp    " + result.mlp());
    return result;
  }

  private static Network train(
      LayerSpec spec, Standardizer x, Standardizer y, Split split, int epochs) {
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
