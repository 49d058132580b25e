package org.slope.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.slope.layers.Layers.batchNorm;
import static org.slope.layers.Layers.conv2d;
import static org.slope.layers.Layers.dense;
import static org.slope.layers.Layers.dropout;
import static org.slope.layers.Layers.flatten;
import static org.slope.layers.Layers.relu;
import static org.slope.layers.Layers.sequential;
import static org.slope.training.Callbacks.checkpoint;
import static org.slope.training.Callbacks.csvLog;
import static org.slope.training.Callbacks.earlyStopping;
import static org.slope.training.Callbacks.progressLines;
import static org.slope.training.Losses.mse;
import static org.slope.training.Losses.softmaxCrossEntropy;
import static org.slope.training.Optimizers.adam;
import static org.slope.training.Optimizers.sgd;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.core.LayerSpec;
import org.slope.core.Network;
import org.slope.core.Shape;
import org.slope.core.internal.Memory;
import org.slope.metrics.Metric;

class TrainerTest {
  @TempDir Path folder;

  private static final LayerSpec LINE = dense(1);

  /** y = 2·x₀ − 3·x₁ + 0.5, exactly. */
  private static Dataset line(int n, long seed) {
    Random random = new Random(seed);
    INDArray x = Nd4j.create(DataType.DOUBLE, n, 2);
    INDArray y = Nd4j.create(DataType.DOUBLE, n, 1);
    for (int i = 0; i < n; i++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      x.putScalar(i, 0, a);
      x.putScalar(i, 1, b);
      y.putScalar(i, 0, 2 * a - 3 * b + 0.5);
    }
    return Dataset.of(x, y);
  }

  /** Class 1 where the left half of a 6×6 image is brighter. */
  static Dataset images(int n, long seed) {
    Random random = new Random(seed);
    INDArray x = Nd4j.create(DataType.FLOAT, n, 1, 6, 6);
    INDArray y = Nd4j.zeros(DataType.FLOAT, n, 2);
    for (int i = 0; i < n; i++) {
      int label = random.nextInt(2);
      for (int j = 0; j < 36; j++) {
        double shift = (j % 6 < 3) == (label == 1) ? 0.5 : 0;
        x.putScalar(new int[] {i, 0, j / 6, j % 6}, random.nextGaussian() + shift);
      }
      y.putScalar(i, label, 1);
    }
    return Dataset.of(x, y);
  }

  static Network imageNet() {
    return sequential(
            conv2d(4, 3), batchNorm(), relu(), flatten(), dense(16), relu(), dropout(0.3), dense(2))
        .build(Shape.of(1, 6, 6), 5);
  }

  @Test
  void findsTheLineThatMadeTheData() {
    for (DataType type : List.of(DataType.DOUBLE, DataType.FLOAT)) {
      Network net = LINE.build(Shape.of(2), 1, type);
      History history = Trainer.of(net, mse(), sgd(0.1)).epochs(30).fit(line(256, 1));
      double tolerance = type == DataType.DOUBLE ? 1e-9 : 1e-5; // the optimum is exact
      assertArrayEquals(
          new double[] {2, -3, 0.5}, Memory.toDoubles(net.parameters().flat()), tolerance);
      assertEquals(30, history.epochs().size());
      assertTrue(history.losses()[29] < history.losses()[0]);
    }
  }

  @Test
  void aCnnLearnsToTellImagesApart() {
    Network net = imageNet();
    History history =
        Trainer.of(net, softmaxCrossEntropy(), adam(3e-3))
            .epochs(8)
            .validateOn(images(400, 2))
            .metrics(Metric.accuracy())
            .fit(images(1000, 1));
    double accuracy = history.epochs().get(7).metrics().get("accuracy");
    assertTrue(accuracy > 0.85, "accuracy " + accuracy);
    assertEquals(
        accuracy,
        Metric.accuracy().of(net.predict(images(400, 2).inputs()), images(400, 2).targets()));
  }

  @Test
  void lossesAreMeansOverTheExamples() {
    Dataset data = line(50, 3);
    Network net = LINE.build(Shape.of(2), 1, DataType.DOUBLE);
    double before = mse().evaluate(net.predict(data.inputs()), data.targets()).value();
    History history =
        Trainer.of(net, mse(), sgd(1e-300)).batchSize(16).validateOn(line(600, 4)).fit(data);
    assertEquals(before, history.losses()[0], 1e-12, "the short last batch counts less");
    Dataset held = line(600, 4);
    assertEquals(
        mse().evaluate(net.predict(held.inputs()), held.targets()).value(),
        history.validationLosses()[0],
        1e-12);
  }

  @Test
  void penaltiesAreReportedInTheTrainingLossAlone() {
    Dataset data = line(32, 3);
    Network net = LINE.build(Shape.of(2), 1, DataType.DOUBLE);
    double plain = mse().evaluate(net.predict(data.inputs()), data.targets()).value();
    double[] w = Memory.toDoubles(net.parameters().get("weight").value());
    double penalty = 0.5 / 2 * (w[0] * w[0] + w[1] * w[1]);
    History history = Trainer.of(net, mse(), sgd(1e-300).l2(0.5)).validateOn(data).fit(data);
    assertEquals(plain + penalty, history.losses()[0], 1e-12);
    assertEquals(plain, history.validationLosses()[0], 1e-12);
  }

  /**
   * Batches of one: four have nothing but an ignored label. The rate is 0, so that nothing moves.
   */
  @Test
  void ignoredLabelsDoNotCountInTheEpoch() {
    INDArray inputs = Nd4j.createUninitialized(DataType.DOUBLE, 12, 2);
    Memory.set(inputs, new Random(9).doubles(24, -1, 1).toArray());
    INDArray labels = Nd4j.createUninitialized(DataType.DOUBLE, 12);
    Memory.set(labels, new double[] {0, 1, -1, 2, -1, 0, 1, -1, 2, 0, -1, 1});
    Dataset data = Dataset.of(inputs, labels);
    Network net = dense(3).build(Shape.of(2), 1, DataType.DOUBLE);
    Loss loss = softmaxCrossEntropy().ignoreIndex(-1);
    double whole = loss.evaluate(net.predict(inputs), labels).value();
    History history =
        Trainer.of(net, loss, sgd(0)).epochs(1).batchSize(1).validateOn(data).fit(data);
    assertEquals(whole, history.losses()[0], 1e-14);
    assertEquals(whole, history.validationLosses()[0], 1e-14);
  }

  @Test
  void eachFitStartsAfresh() {
    Trainer trainer =
        Trainer.of(imageNet(), softmaxCrossEntropy(), adam(1e-3)).epochs(2).with(earlyStopping(3));
    Network first = imageNet();
    Network second = imageNet();
    double[][] values = new double[2][];
    int i = 0;
    for (Network net : List.of(first, second)) {
      Trainer.of(net, softmaxCrossEntropy(), adam(1e-3)).epochs(2).fit(images(100, 1));
      values[i++] = Memory.toDoubles(net.parameters().flat());
    }
    assertArrayEquals(values[0], values[1], 0.0);
    trainer.fit(images(100, 1));
    History again = trainer.fit(images(100, 1));
    assertEquals(2, again.epochs().size());
  }

  @Test
  void earlyStoppingRestoresTheBestValues() {
    Dataset data = line(64, 1);
    Network net = LINE.build(Shape.of(2), 1, DataType.DOUBLE);
    List<double[]> values = new ArrayList<>();
    Callback record =
        run ->
            new Callback.Listener() {
              @Override
              public void onEpoch(Epoch epoch) {
                values.add(Memory.toDoubles(run.network().parameters().flat()));
              }
            };
    // ascends after the first epochs: the schedule turns the rate up until it diverges
    Schedule growing = Schedules.exponential(2.5);
    History history =
        Trainer.of(net, mse(), sgd(0.001).schedule(growing))
            .epochs(40)
            .validateOn(data)
            .with(record, earlyStopping(2))
            .fit(data);
    Epoch best = history.best().orElseThrow();
    assertTrue(history.epochs().size() < 40);
    assertEquals(best.number() + 2, history.epochs().size());
    assertArrayEquals(
        values.get(best.number() - 1), Memory.toDoubles(net.parameters().flat()), 0.0);
    assertEquals(
        "no better loss for 2 epochs after epoch %s, whose values were restored"
            .formatted(best.number()),
        history.stopReason().orElseThrow());
  }

  @Test
  void checkpointHoldsTheBestEpoch() throws IOException {
    Path file = folder.resolve("best.safetensors");
    Dataset data = images(200, 1);
    Network net = imageNet();
    History history =
        Trainer.of(net, softmaxCrossEntropy(), adam(0.03))
            .epochs(5)
            .validateOn(images(100, 2))
            .metrics(Metric.accuracy())
            .with(checkpoint(file).on(Metric.accuracy()))
            .fit(data);
    double best =
        history.epochs().stream().mapToDouble(e -> e.metrics().get("accuracy")).max().orElseThrow();
    Dataset held = images(100, 2);
    assertEquals(
        best, Metric.accuracy().of(Network.load(file).predict(held.inputs()), held.targets()));
  }

  @Test
  void csvLogHasARowAnEpoch() throws IOException {
    Path file = folder.resolve("log.csv");
    Dataset data = line(64, 1);
    History history =
        Trainer.of(LINE.build(Shape.of(2), 1), mse(), sgd(0.01))
            .epochs(3)
            .validateOn(data)
            .metrics(Metric.mae())
            .with(csvLog(file))
            .fit(data);
    List<String> lines = Files.readAllLines(file);
    assertEquals("epoch,loss,validation_loss,mae,learning_rate,seconds", lines.get(0));
    assertEquals(4, lines.size());
    String[] last = lines.get(3).split(",", -1);
    assertEquals(history.losses()[2], Double.parseDouble(last[1]));
    assertEquals("0.01", last[4]);
  }

  @Test
  void progressLinesSayHowFarItIs() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Dataset data = line(64, 1);
    Trainer.of(LINE.build(Shape.of(2), 1), mse(), sgd(0.01))
        .epochs(2)
        .with(progressLines(new PrintStream(out, true, StandardCharsets.UTF_8)))
        .fit(data);
    List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals(2, lines.size());
    assertTrue(
        lines.get(0).matches("epoch 1/2: loss=\\S+, \\S+ s, \\S+ examples/s, \\S+ s left"),
        lines.get(0));
    assertTrue(lines.get(1).matches("epoch 2/2: loss=\\S+, \\S+ s, \\S+ examples/s"), lines.get(1));
  }

  @Test
  void stopsWhenTheLossIsNoNumberAndSaysWhere() {
    Dataset data = line(320, 1);
    Network net = sequential(dense(4), relu(), dense(1)).build(Shape.of(2), 1);
    History history = Trainer.of(net, mse(), sgd(1e30)).epochs(5).fit(data);
    String reason = history.stopReason().orElseThrow();
    assertTrue(
        reason.matches(
            "the loss is (NaN|Infinity) in epoch 1, iteration \\d+: .*"
                + "(0: dense\\(4\\)|2: dense\\(1\\)).*;"
                + " lower the learning rate, or clip the gradients with .clipNorm\\(1\\)"),
        reason);
    assertTrue(history.epochs().isEmpty());
    assertEquals("no epochs\nstopped: " + reason, history.toString());
  }

  @Test
  void historyPrintsAsATable() {
    Epoch first = new Epoch(1, 0.5, 0.25, java.util.Map.of("mae", 0.125), 0.001, 1.5);
    Epoch second = new Epoch(2, 0.25, 0.125, java.util.Map.of("mae", Double.NaN), 0.001, 1.25);
    assertEquals(
        """
        epoch     loss  validation loss      mae  learning rate  seconds
            1  0.50000          0.25000  0.12500      0.0010000     1.50
            2  0.25000          0.12500      NaN      0.0010000     1.25
        stopped: enough""",
        new History(List.of(first, second), java.util.Optional.of("enough")).toString());
  }

  @Test
  void theLastShortBatchIsDroppedOnRequest() {
    List<Integer> sizes = new ArrayList<>();
    Callback record =
        run ->
            new Callback.Listener() {
              @Override
              public void onIteration(Iteration iteration) {
                sizes.add(iteration.batch().size());
              }
            };
    Dataset data = line(50, 1);
    Trainer trainer =
        Trainer.of(LINE.build(Shape.of(2), 1), mse(), sgd(0.01)).batchSize(20).with(record);
    trainer.fit(data);
    assertEquals(List.of(20, 20, 10), sizes);
    sizes.clear();
    trainer.dropLast().fit(data);
    assertEquals(List.of(20, 20), sizes);
  }

  @Test
  void weightsOfZeroLeaveExamplesOut() {
    Dataset data = line(64, 1);
    INDArray wrong = data.targets().dup();
    INDArray weights = Nd4j.ones(DataType.DOUBLE, 64);
    for (int i = 0; i < 64; i += 3) {
      wrong.putScalar(i, 0, 1000);
      weights.putScalar(i, 0);
    }
    Network net = LINE.build(Shape.of(2), 1, DataType.DOUBLE);
    Trainer.of(net, mse(), sgd(0.1)).epochs(100).fit(Dataset.of(data.inputs(), wrong, weights));
    assertArrayEquals(new double[] {2, -3, 0.5}, Memory.toDoubles(net.parameters().flat()), 1e-9);
  }

  @Test
  void aBatchWhoseWeightsAreAllZeroIsPassedOver() {
    Dataset data = line(64, 1);
    INDArray weights = Nd4j.ones(DataType.DOUBLE, 64);
    for (int i = 0; i < 60; i++) {
      weights.putScalar(i, 0);
    }
    Network net = LINE.build(Shape.of(2), 1, DataType.DOUBLE);
    Dataset weighted = data.withWeights(weights);
    History history =
        Trainer.of(net, mse(), sgd(0.1))
            .epochs(300)
            .batchSize(4)
            .validateOn(weighted)
            .fit(weighted);
    assertTrue(history.stopReason().isEmpty());
    assertTrue(history.validationLosses()[299] < 1e-3, history.toString());
  }

  @Test
  void theValidationLossIsThatOfTheWholeSet() {
    int n = 700; // three batches of 256 and less
    Random random = new Random(4);
    INDArray x = Nd4j.create(DataType.DOUBLE, n, 2);
    INDArray labels = Nd4j.create(DataType.DOUBLE, n, 1);
    INDArray weights = Nd4j.create(DataType.DOUBLE, n);
    for (int i = 0; i < n; i++) {
      x.putScalar(i, 0, random.nextGaussian());
      x.putScalar(i, 1, random.nextGaussian());
      labels.putScalar(i, 0, random.nextDouble() < 0.1 + 0.8 * i / n ? 1 : 0);
      weights.putScalar(i, random.nextDouble());
    }
    for (Loss loss :
        List.of(
            softmaxCrossEntropy(),
            softmaxCrossEntropy().classWeights(0.2, 3),
            softmaxCrossEntropy().sum())) {
      for (Dataset data : List.of(Dataset.of(x, labels), Dataset.of(x, labels, weights))) {
        Network net = dense(2).build(Shape.of(2), 1, DataType.DOUBLE);
        History history = Trainer.of(net, loss, sgd(1e-300)).validateOn(data).fit(data);
        double whole = loss.evaluate(net.predict(x), data.targets(), data.weights()).value();
        assertEquals(whole, history.validationLosses()[0], 1e-10 * whole, loss.toString());
        assertEquals(whole, history.losses()[0], 1e-10 * whole, loss.toString());
      }
    }
  }

  @Test
  void anEpochsLearningRateIsThatOfItsLastUpdate() {
    History history =
        Trainer.of(
                LINE.build(Shape.of(2), 1),
                mse(),
                sgd(1e-3).schedule(Schedules.step(1, 0.5).perStep()))
            .epochs(2)
            .fit(line(64, 1)); // two batches
    assertEquals(5e-4, history.epochs().get(0).learningRate(), 1e-18);
    assertEquals(1.25e-4, history.epochs().get(1).learningRate(), 1e-18);
  }

  @Test
  void earlyStoppingOnAMetricThatIsNeverDefined() {
    Network net = LINE.build(Shape.of(2), 1);
    Dataset negative = Dataset.of(Nd4j.ones(8, 2), Nd4j.ones(8, 1).mul(-7));
    Trainer trainer =
        Trainer.of(net, mse(), sgd(1e-6))
            .epochs(9)
            .validateOn(negative)
            .metrics(Metric.rmsle())
            .with(earlyStopping(2).minDelta(0.5).on(Metric.rmsle()));
    assertEquals(
        "rmsle was not a number in any of 2 epochs; nothing was restored",
        trainer.fit(negative).stopReason().orElseThrow());
    assertEquals(
        "earlyStopping(2).minDelta(0.5).on(rmsle)",
        earlyStopping(2).minDelta(0.5).on(Metric.rmsle()).toString());
  }

  @Test
  void allListenersEndAlsoAfterOneHasThrown() {
    List<String> ended = new ArrayList<>();
    Callback first = run -> listener(() -> ended.add("first"));
    Callback second =
        run ->
            listener(
                () -> {
                  throw new IllegalStateException("the disk is full");
                });
    Callback third = run -> listener(() -> ended.add("third"));
    Trainer trainer =
        Trainer.of(LINE.build(Shape.of(2), 1), mse(), sgd(0.1)).with(first, second, third);
    assertEquals(
        "the disk is full",
        assertThrows(IllegalStateException.class, () -> trainer.fit(line(9, 1))).getMessage());
    assertEquals(List.of("first", "third"), ended);
  }

  private static Callback.Listener listener(Runnable atTheEnd) {
    return new Callback.Listener() {
      @Override
      public void onEnd() {
        atTheEnd.run();
      }
    };
  }

  @Test
  void gradientsOfAnotherNetworkAreRefused() {
    Network net = LINE.build(Shape.of(2), 1);
    Network twin = LINE.build(Shape.of(2), 1);
    Optimizer.State state = sgd(0.1).start(net.parameters());
    assertEquals(
        "weight [1, 2] has no gradient here; these gradients belong to another network",
        message(() -> state.step(twin.newGradients())));
  }

  @Test
  void badRecipesSayWhatToDo() {
    Network net = LINE.build(Shape.of(2), 1);
    Trainer trainer = Trainer.of(net, mse(), sgd(0.1));
    assertEquals("Trainer(mse(), sgd(0.1), 1 epoch, batches of 32)", trainer.toString());
    assertEquals(
        "the trainer got 0 epochs; expected 1 or more; choose 10 for a start",
        message(() -> trainer.epochs(0)));
    assertEquals(
        "the trainer got batches of 0 examples; expected 1 or more; choose 32 for a start",
        message(() -> trainer.batchSize(0)));
    assertEquals(
        "the trainer was given metrics [mae] but no validation data to score;"
            + " add validateOn(dataset)",
        message(() -> trainer.metrics(Metric.mae()).fit(line(10, 1))));
    Dataset wide = Dataset.of(Nd4j.ones(4, 3), Nd4j.ones(4, 1));
    assertEquals(
        "the training data have inputs [batch, 3], the network expects [batch, 2];"
            + " build it with dataset.inputShape()",
        message(() -> trainer.fit(wide)));
    assertEquals(
        "the validation data have inputs [batch, 3], the network expects [batch, 2];"
            + " build it with dataset.inputShape()",
        message(() -> trainer.validateOn(wide).fit(line(10, 1))));
    Dataset otherTargets = Dataset.of(Nd4j.ones(4, 2), Nd4j.ones(4, 2));
    assertEquals(
        "the validation data have targets [batch, 2], the training data [batch, 1];"
            + " split one data set in two",
        message(() -> trainer.validateOn(otherTargets).fit(line(10, 1))));
    assertEquals(
        "csvLog cannot write /nowhere/log.csv (java.nio.file.NoSuchFileException:"
            + " /nowhere/log.csv); give a file in a folder that exists and can be written",
        message(() -> trainer.with(csvLog(Path.of("/nowhere/log.csv"))).fit(line(10, 1))));
    assertEquals(
        "a callback watches mae, but the trainer computes []; add .metrics(mae) to it",
        message(
                () ->
                    trainer
                        .validateOn(line(9, 1))
                        .with(earlyStopping(1).on(Metric.mae()))
                        .fit(line(9, 1)))
            .replace("mae()", "mae"));
    Dataset twoTargets = Dataset.of(Nd4j.ones(4, 2), Nd4j.ones(4, 3));
    String mismatch = message(() -> trainer.fit(twoTargets));
    assertTrue(mismatch.contains("[4, 1]") && mismatch.contains("[4, 3]"), mismatch);
  }

  private static String message(Runnable action) {
    return assertThrows(IllegalArgumentException.class, action::run).getMessage();
  }
}
