package org.slope.examples;

import static org.slope.layers.Layers.*;
import static org.slope.training.Callbacks.*;
import static org.slope.training.Losses.*;
import static org.slope.training.Optimizers.*;
import static org.slope.training.Schedules.*;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Network;
import org.slope.layers.Padding;
import org.slope.metrics.ClassificationScores;
import org.slope.metrics.Metric;
import org.slope.training.Dataset;
import org.slope.training.Fold;
import org.slope.training.History;
import org.slope.training.IdxImages;
import org.slope.training.Trainer;

/** A LeNet with batch norm on Fashion-MNIST: images of clothes, ten kinds. */
final class FashionMnist {
  private static final Path DEBIAN = Path.of("/usr/share/datasets/fashion-mnist");
  private static final List<String> CLASSES =
      List.of(
          "T-shirt",
          "trouser",
          "pullover",
          "dress",
          "coat",
          "sandal",
          "shirt",
          "sneaker",
          "bag",
          "boot");

  private FashionMnist() {}

  /** Where the images are: the folder that was given, or Debian's, or the repository's subset. */
  static Path folder(@Nullable Path given, Path subset) {
    if (given != null) {
      return given;
    }
    return Files.isDirectory(DEBIAN) ? DEBIAN : subset;
  }

  static ClassificationScores run(Path folder, Path output) throws IOException {
    Dataset train = read(folder, "train");
    Dataset test = read(folder, "t10k");
    System.out.printf("%n# Fashion-MNIST from %s%n%ntrain %s%ntest  %s%n%n", folder, train, test);
    // A twentieth of the training images is held out to watch the loss; the test images are seen
    // once.
    Fold split = train.kFold(20, 1).get(0);

    Network net =
        sequential(
                conv2d(32, 3).padding(Padding.same()),
                batchNorm(),
                relu(),
                maxPool2d(2),
                conv2d(64, 3).padding(Padding.same()),
                batchNorm(),
                relu(),
                maxPool2d(2),
                flatten(),
                dropout(0.25),
                dense(256),
                relu(),
                dropout(0.4),
                dense(10))
            .build(train.inputShape(), 42);
    System.out.println(net.summary());

    int epochs = 6;
    int batchSize = 64;
    long steps = (long) epochs * split.train().batches(batchSize).count();
    History history =
        Trainer.of(net, softmaxCrossEntropy(), adam(3e-3).schedule(oneCycle(steps)))
            .epochs(epochs)
            .batchSize(batchSize)
            .validateOn(split.validation())
            .metrics(Metric.accuracy())
            .with(progressBar())
            .fit(split.train());
    System.out.println(history);

    INDArray logits = net.predict(test.inputs());
    ClassificationScores scores = ClassificationScores.of(logits, test.targets());
    System.out.println(scores);
    System.out.println(scores.confusion());

    Path file = output.resolve("fashion-mnist.safetensors");
    net.save(file);
    INDArray again = Network.load(file).predict(test.inputs());
    System.out.printf("Saved to %s and loaded; the first test images:%n", file);
    for (int i = 0; i < 5; i++) {
      System.out.printf("  a %s, taken for a %s%n", kind(test.targets(), i), kind(again, i));
    }
    return scores;
  }

  private static String kind(INDArray scores, int row) {
    return CLASSES.get(scores.getRow(row).argMax().getInt(0));
  }

  private static Dataset read(Path folder, String part) throws IOException {
    return IdxImages.read(
        folder.resolve(part + "-images-idx3-ubyte.gz"),
        folder.resolve(part + "-labels-idx1-ubyte.gz"));
  }
}
