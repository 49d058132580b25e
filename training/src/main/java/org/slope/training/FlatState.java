package org.slope.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.Gradients;
import org.slope.core.Parameter;
import org.slope.core.Parameters;
import org.slope.core.Role;
import org.slope.core.internal.Floats;
import org.slope.core.internal.Memory;
import org.slope.core.internal.Parallel;

/**
 * An optimizer's state over flat parameters. A step goes through them a tile at a time, long ones
 * in chunks that threads share; which thread takes a chunk does not change what it computes.
 */
final class FlatState implements Optimizer.State {
  private static final int TILE = 2048;
  private static final int TILES_OF_CHUNK = 8;

  /** Numbers of {@link HeapTiles}; the slots' follow. */
  private static final int P = 4;

  private static final int G = 5;

  /** PyTorch's clip_grad_norm_ divides by the norm plus this. */
  private static final double NORM_EPSILON = 1e-6;

  /** Elements from..to of the flat parameters. */
  private record Range(long from, long to) {}

  private final Optimizer optimizer;
  private final OptimizerSettings settings;
  private final INDArray flat;
  private final long length;
  private final @Nullable Parameter first;
  private final List<Range> penalized;
  private final List<Range> decayed;
  private final Map<String, INDArray> slots = new LinkedHashMap<>();

  private final Elements parameters;
  private final Elements[] slotElements;
  private final @Nullable FloatStep inFloat;
  private @Nullable Elements lastGradient;

  /** The sum of each tile's squared gradients: added up in their order, whoever computed them. */
  private final double[] squares;

  private final List<Double> losses = new ArrayList<>();
  private final List<Double> lossesSoFar = Collections.unmodifiableList(losses);
  private long steps;
  private double learningRate;
  private double gradientNorm;

  FlatState(Optimizer optimizer, Parameters parameters) {
    this.optimizer = optimizer;
    this.settings = optimizer.settings();
    this.flat = parameters.flat();
    this.length = flat.length();
    this.first = parameters.isEmpty() ? null : parameters.get(0);
    List<Range> weights = weights(parameters);
    List<Range> all = List.of(new Range(0, length));
    this.penalized = settings.penalizesAll() ? all : weights;
    this.decayed = settings.decaysAll() ? all : weights;
    for (String slot : optimizer.slots()) {
      INDArray values = Memory.array(flat.dataType(), length);
      Memory.fill(values, optimizer.initial(slot));
      slots.put(slot, values);
    }
    this.parameters = Elements.of(flat);
    this.slotElements = slots.values().stream().map(Elements::of).toArray(Elements[]::new);
    this.inFloat = FloatStep.of(settings, this.parameters, slotElements, TILE);
    this.squares = new double[Math.toIntExact((length + TILE - 1) / TILE)];
    this.learningRate = scheduledRate();
  }

  private static List<Range> weights(Parameters parameters) {
    List<Range> ranges = new ArrayList<>();
    for (Parameter parameter : parameters) {
      if (parameter.role() == Role.WEIGHT) {
        long from = parameter.offset();
        ranges.add(new Range(from, from + parameter.shape().count()));
      }
    }
    return ranges;
  }

  @Override
  public void step(Gradients gradients) {
    Elements gradient = elements(gradients);
    double lr = learningRate;
    Optimizer.Update update = optimizer.update(lr, ++steps);
    Floats floats = gradient.floats();
    if (inFloat != null && floats != null && update instanceof FloatUpdate equation) {
      forEachTile(
          (from, n) -> squares[(int) (from / TILE)] = inFloat.step(floats, equation, from, n));
    } else {
      double scale = clippingScale(gradient);
      forEachTile((from, n) -> step(gradient, update, lr, scale, from, n));
    }
    gradientNorm = Math.sqrt(sumOfSquares());
    learningRate = scheduledRate();
  }

  private void step(
      Elements gradient, Optimizer.Update update, double lr, double scale, long from, int n) {
    double[] p = HeapTiles.own(P, n);
    double[] g = HeapTiles.own(G, n);
    double[][] s = HeapTiles.own(G + 1, slotElements.length, n);
    readWithPenalties(gradient, from, p, g, n);
    squares[(int) (from / TILE)] = Sums.squares(g, n);
    clip(g, scale, n);
    decay(p, lr, from, n);
    for (int k = 0; k < s.length; k++) {
      slotElements[k].read(from, s[k], n);
    }
    update.apply(p, g, s, n);
    parameters.write(from, p, n);
    for (int k = 0; k < s.length; k++) {
      slotElements[k].write(from, s[k], n);
    }
  }

  /** What is done to n elements from one on. */
  private interface Body {
    void run(long from, int n);
  }

  private void forEachTile(Body body) {
    int chunks = (squares.length + TILES_OF_CHUNK - 1) / TILES_OF_CHUNK;
    Parallel.run(
        chunks,
        chunk -> {
          int end = Math.min(squares.length, (chunk + 1) * TILES_OF_CHUNK);
          for (int tile = chunk * TILES_OF_CHUNK; tile < end; tile++) {
            long from = (long) tile * TILE;
            body.run(from, (int) Math.min(TILE, length - from));
          }
        });
  }

  private double sumOfSquares() {
    double sum = 0;
    for (double ofTile : squares) {
      sum += ofTile;
    }
    return sum;
  }

  private Elements elements(Gradients gradients) {
    INDArray array = gradients.flat();
    if (lastGradient != null && lastGradient.array == array) {
      return lastGradient;
    }
    Elements elements = Elements.of(checked(array));
    if (first != null) {
      gradients.of(first); // throws if they are another network's
    }
    lastGradient = elements;
    return elements;
  }

  private INDArray checked(INDArray gradient) {
    if (gradient.length() != length || gradient.dataType() != flat.dataType()) {
      throw new IllegalArgumentException(
          "%s updates %s %s parameters, got %s %s gradients; give those of the same network"
              .formatted(
                  optimizer, length, flat.dataType(), gradient.length(), gradient.dataType()));
    }
    return gradient;
  }

  private double clippingScale(Elements gradient) {
    if (settings.clipNorm() == Double.POSITIVE_INFINITY) {
      return 1;
    }
    forEachTile(
        (from, n) -> {
          double[] g = HeapTiles.own(G, n);
          readWithPenalties(gradient, from, HeapTiles.own(P, n), g, n);
          squares[(int) (from / TILE)] = Sums.squares(g, n);
        });
    return Math.min(1, settings.clipNorm() / (Math.sqrt(sumOfSquares()) + NORM_EPSILON));
  }

  /** Fills p and g. */
  private void readWithPenalties(Elements gradient, long from, double[] p, double[] g, int n) {
    parameters.read(from, p, n);
    gradient.read(from, g, n);
    if (settings.l1() == 0 && settings.l2() == 0) {
      return;
    }
    for (Range range : penalized) {
      addPenaltyGradient(p, g, start(range, from), end(range, from, n));
    }
  }

  private void addPenaltyGradient(double[] p, double[] g, int start, int end) {
    double l1 = settings.l1();
    double l2 = settings.l2();
    for (int i = start; i < end; i++) {
      g[i] += l2 * p[i];
    }
    for (int i = start; l1 != 0 && i < end; i++) {
      g[i] += l1 * Math.signum(p[i]);
    }
  }

  private void clip(double[] g, double scale, int n) {
    double most = settings.clipValue();
    if (scale == 1 && most == Double.POSITIVE_INFINITY) {
      return;
    }
    for (int i = 0; i < n; i++) {
      g[i] = Math.max(-most, Math.min(most, scale * g[i]));
    }
  }

  private void decay(double[] p, double lr, long from, int n) {
    double kept = 1 - lr * settings.weightDecay();
    if (kept == 1) {
      return;
    }
    for (Range range : decayed) {
      int end = end(range, from, n);
      for (int i = start(range, from); i < end; i++) {
        p[i] *= kept;
      }
    }
  }

  /** Where a range begins in the tile that starts at an element. */
  private static int start(Range range, long tile) {
    return (int) Math.max(0, range.from - tile);
  }

  /** Where a range ends in a tile of n elements; 0 or less if it ends before. */
  private static int end(Range range, long tile, int n) {
    return (int) Math.max(0, Math.min(n, range.to - tile));
  }

  @Override
  public double penalty() {
    double l1 = settings.l1();
    double l2 = settings.l2();
    if (l1 == 0 && l2 == 0) {
      return 0;
    }
    double sum = 0;
    for (Range range : penalized) {
      for (long from = range.from; from < range.to; from += TILE) {
        int n = (int) Math.min(TILE, range.to - from);
        double[] p = HeapTiles.own(P, n);
        parameters.read(from, p, n);
        sum += l1 * Sums.magnitudes(p, n) + l2 / 2 * Sums.squares(p, n);
      }
    }
    return sum;
  }

  @Override
  public void endEpoch(double loss) {
    losses.add(loss);
    learningRate = scheduledRate();
  }

  private double scheduledRate() {
    return settings
        .schedule()
        .rate(optimizer.learningRate(), new Schedule.Progress(losses.size(), steps, lossesSoFar));
  }

  @Override
  public double learningRate() {
    return learningRate;
  }

  @Override
  public long steps() {
    return steps;
  }

  @Override
  public double gradientNorm() {
    return gradientNorm;
  }

  @Override
  public Map<String, INDArray> slots() {
    return Collections.unmodifiableMap(slots);
  }

  /** Prints how far it got: {@code State(adam(0.001), step 12, learning rate 0.001)}. */
  @Override
  public String toString() {
    return "State(%s, step %s, learning rate %s)".formatted(optimizer, steps, learningRate);
  }
}
