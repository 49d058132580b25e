package org.slope.metrics;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The scores of a classification, each as the {@link Metric} of its name defines it; precision,
 * recall and F1 are macro averages.
 *
 * <p>A score that is undefined is NaN and printed with its reason: ROC AUC when a class has no
 * examples, or all of them; kappa when a single class occurs.
 *
 * @param n the number of examples
 * @param accuracy the share predicted right
 * @param top5 the share whose class is among the five largest logits; 1 for up to five classes
 * @param balancedAccuracy the mean recall of the classes that have examples
 * @param precision the macro precision
 * @param recall the macro recall
 * @param f1 the macro F1
 * @param kappa Cohen's kappa, or NaN
 * @param matthews Matthews' correlation
 * @param logLoss the mean negative log-likelihood
 * @param rocAuc the area under the ROC curve, of class 1 of two, else the macro average of each
 *     class against the rest; or NaN
 * @param confusion the confusion matrix
 */
public record ClassificationScores(
    long n,
    double accuracy,
    double top5,
    double balancedAccuracy,
    double precision,
    double recall,
    double f1,
    double kappa,
    double matthews,
    double logLoss,
    double rocAuc,
    ConfusionMatrix confusion) {

  /**
   * Scores logits [n, classes], or one logit [n] or [n, 1] of class 1, against one-hot targets [n,
   * classes] or class indices [n] or [n, 1].
   *
   * @throws IllegalArgumentException if shapes do not match, a logit is not finite or a label is
   *     out of range
   */
  public static ClassificationScores of(INDArray logits, INDArray targets) {
    return of(logits, targets, null);
  }

  /** Scores logits against targets with a weight for each example, [n] or [n, 1]. */
  public static ClassificationScores of(
      INDArray logits, INDArray targets, @Nullable INDArray weights) {
    Accumulator accumulator = start();
    accumulator.add(logits, targets, weights);
    return accumulator.scores();
  }

  /** Scores probabilities, of the shapes that logits have, against targets. */
  public static ClassificationScores ofProbabilities(INDArray probabilities, INDArray targets) {
    return ofProbabilities(probabilities, targets, null);
  }

  /** Scores probabilities against targets with a weight for each example. */
  public static ClassificationScores ofProbabilities(
      INDArray probabilities, INDArray targets, @Nullable INDArray weights) {
    Accumulator accumulator = startProbabilities();
    accumulator.add(probabilities, targets, weights);
    return accumulator.scores();
  }

  /** Returns an accumulator of logits that has seen nothing. */
  public static Accumulator start() {
    return new Accumulator(false);
  }

  /** Returns an accumulator of probabilities that has seen nothing. */
  public static Accumulator startProbabilities() {
    return new Accumulator(true);
  }

  /** Returns all scores, a line each, and the confusion matrix. */
  public String table() {
    StringBuilder table = new StringBuilder();
    line(table, "n", Long.toString(n));
    line(table, "accuracy", Numbers.format(accuracy));
    if (confusion.classes() > 5) {
      line(table, "top5", Numbers.format(top5));
    }
    line(table, "balancedAccuracy", Numbers.format(balancedAccuracy));
    line(table, "precision", Numbers.format(precision));
    line(table, "recall", Numbers.format(recall));
    line(table, "f1", Numbers.format(f1));
    boolean defined = !Double.isNaN(kappa);
    line(table, "kappa", defined ? Numbers.format(kappa) : "undefined (a single class)");
    line(table, "matthews", Numbers.format(matthews));
    line(table, "logLoss", Numbers.format(logLoss));
    line(table, "rocAuc", printedRocAuc());
    return table.append(confusion).append(System.lineSeparator()).toString();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "ClassificationScores[n=%s, accuracy=%s%s, balancedAccuracy=%s, precision=%s, recall=%s,"
            + " f1=%s, logLoss=%s, rocAuc=%s]",
        n,
        Numbers.format(accuracy),
        confusion.classes() > 5 ? ", top5=" + Numbers.format(top5) : "",
        Numbers.format(balancedAccuracy),
        Numbers.format(precision),
        Numbers.format(recall),
        Numbers.format(f1),
        Numbers.format(logLoss),
        printedRocAuc());
  }

  private static void line(StringBuilder table, String name, String value) {
    table.append(String.format("%-20s %s%n", name, value));
  }

  private String printedRocAuc() {
    if (!Double.isNaN(rocAuc)) {
      return Numbers.format(rocAuc);
    }
    return "undefined (no examples of class " + confusion.firstWithoutExamples() + ")";
  }

  /** The sums behind the scores, batch by batch; it keeps every score, as ROC AUC does. */
  public static final class Accumulator {
    private final boolean probabilities;
    private final Tally.Mean accuracy = mean(ClassificationKind.ACCURACY);
    private final Tally.Mean top5 = mean(ClassificationKind.TOP_K);
    private final Tally.Mean logLoss = mean(ClassificationKind.LOG_LOSS);
    private final MatrixTally matrix = new MatrixTally();
    private final RocTally roc = new RocTally();
    private long n;
    private int classes;

    private Accumulator(boolean probabilities) {
      this.probabilities = probabilities;
    }

    private static Tally.Mean mean(ClassificationKind kind) {
      return (Tally.Mean) kind.tally(5);
    }

    /** Adds examples of weight 1. */
    public void add(INDArray predictions, INDArray targets) {
      add(predictions, targets, null);
    }

    /** Adds examples; if it throws, nothing was added. */
    public void add(INDArray predictions, INDArray targets, @Nullable INDArray weights) {
      ClassExamples batch = new ClassExamples(predictions, targets, weights, probabilities);
      String problem = batch.check(classes);
      if (problem != null) {
        throw new IllegalArgumentException(problem);
      }
      n += batch.count();
      classes = batch.classes;
      for (Block block : batch.examples) {
        ClassBlock rows = batch.read(block);
        accuracy.add(rows);
        top5.add(rows);
        logLoss.add(rows);
        matrix.add(rows);
        roc.add(rows);
      }
    }

    /** Adds what {@code other} has seen, and leaves it as it is. */
    public void merge(Accumulator other) {
      if (other.probabilities != probabilities) {
        throw new IllegalArgumentException(
            "cannot merge scores of logits with scores of probabilities; expected two of a kind;"
                + " start both in the same way");
      }
      if (other.classes != 0) {
        ClassExamples.checkSameClasses(other.classes, classes);
        classes = other.classes;
      }
      n += other.n;
      accuracy.merge(other.accuracy);
      top5.merge(other.top5);
      logLoss.merge(other.logLoss);
      matrix.merge(other.matrix);
      roc.merge(other.roc);
    }

    /**
     * Returns the scores of all examples added.
     *
     * @throws IllegalStateException if nothing was added
     * @throws IllegalArgumentException if all weights are zero
     */
    public ClassificationScores scores() {
      Streaming.requireExamples("ClassificationScores", n);
      Streaming.requireWeight("ClassificationScores", !Double.isNaN(accuracy.value()));
      ConfusionMatrix m = matrix.matrix();
      return new ClassificationScores(
          n,
          accuracy.value(),
          top5.value(),
          m.balancedAccuracy(),
          m.average(Average.MACRO, m.precisions()),
          m.average(Average.MACRO, m.recalls()),
          m.average(Average.MACRO, m.f1s()),
          m.kappa(),
          m.matthews(),
          logLoss.value(),
          Arrays.stream(roc.areas()).average().orElse(Double.NaN),
          m);
    }

    @Override
    public String toString() {
      return "ClassificationScores.Accumulator(n=" + n + ")";
    }
  }
}
