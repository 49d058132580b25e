package org.slope.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.core.ArenaPool.Derivatives;
import org.slope.core.internal.Memory;
import org.slope.core.internal.Parallel;

/**
 * A layer that was built: its parameters and buffers, each kind in one flat array, and the doors
 * through which users' arrays come in and go out.
 *
 * <p>Inputs may have any strides and type; they are copied once if they must be, or are small. What
 * goes out is row-major, {@code [batch, channels, height, width]}. {@link #predict} may be called
 * from many threads at once; training belongs to one.
 */
public final class Network {
  /** Predicting takes at most this many examples at a time, which bounds its memory. */
  private static final int PREDICTION_BATCH = 256;

  /** Where all layers' outputs of more examples have no more elements than this, it takes more. */
  private static final int PREDICTION_ELEMENTS = 1 << 20;

  private static final int MOST_PREDICTED = 4096;

  private static final int SMALL_OUTPUT = 1 << 12;

  /** To copy a smaller input takes less time than to prepare the first layer's work for it. */
  private static final int SMALL_INPUT = 1 << 13;

  private final LayerSpec spec;
  private final Shape inputShape;
  private final DataType dataType;
  private final long seed;
  private final Node root;
  private final Parameters parameters;
  private final List<Buffer> buffers;
  private final INDArray flatBuffers;
  private final ArenaPool arenas;
  private final long predictionBatch;
  private final Run prediction;
  private final AtomicLong forwards = new AtomicLong();

  /** An array of the last output's shape, unless that was large: the next one is made like it. */
  private volatile @Nullable INDArray likeOutput;

  private Network(
      LayerSpec spec,
      Shape inputShape,
      DataType dataType,
      long seed,
      Node root,
      List<Parameter> parameters,
      List<Buffer> buffers) {
    this.spec = spec;
    this.inputShape = inputShape;
    this.dataType = dataType;
    this.seed = seed;
    this.root = root;
    this.parameters = new Parameters(parameters, bind(parameters, dataType));
    this.buffers = List.copyOf(buffers);
    this.flatBuffers = bind(buffers, dataType);
    this.arenas = new ArenaPool(dataType);
    long most = Math.min(MOST_PREDICTED, PREDICTION_ELEMENTS / root.outputElements());
    this.predictionBatch = Math.max(PREDICTION_BATCH, most);
    this.prediction = new Run(seed, 0, 0, false);
  }

  static Network build(LayerSpec spec, Shape input, long seed, DataType dataType) {
    return build(spec, input, seed, dataType, (name, shape, initial) -> initial.get());
  }

  static Network build(
      LayerSpec spec, Shape input, long seed, DataType dataType, Builder.Values values) {
    if (dataType != DataType.FLOAT && dataType != DataType.DOUBLE) {
      throw new IllegalArgumentException(
          "a network cannot hold " + dataType + "; choose DataType.FLOAT or DataType.DOUBLE");
    }
    List<Parameter> parameters = new ArrayList<>();
    List<Buffer> buffers = new ArrayList<>();
    Node root = new Node("", spec, input);
    root.set(
        spec.create(new Builder(root, input, dataType, seed, values, false, parameters, buffers)));
    return new Network(spec, input, dataType, seed, root, parameters, buffers);
  }

  private static INDArray bind(List<? extends NamedArray> arrays, DataType dataType) {
    long length = arrays.stream().mapToLong(array -> array.shape().count()).sum();
    INDArray flat =
        Memory.array(dataType, Math.max(length, 1)); // ND4J cannot make views of nothing
    long offset = 0;
    for (NamedArray array : arrays) {
      array.bind(flat, offset);
      offset += array.shape().count();
    }
    return flat;
  }

  /** Returns what the network was built from. */
  public LayerSpec spec() {
    return spec;
  }

  /** Returns the shape of one example that goes in. */
  public Shape inputShape() {
    return inputShape;
  }

  /** Returns the shape of what comes out for one example. */
  public Shape outputShape() {
    return root.outputShape();
  }

  /** Returns what the network's arrays hold: float or double. */
  public DataType dataType() {
    return dataType;
  }

  /** Returns what the initial parameters were drawn from. */
  public long seed() {
    return seed;
  }

  /** Returns the parameters in layer order. */
  public Parameters parameters() {
    return parameters;
  }

  /** Returns the buffers in layer order: what is kept but not learned. */
  public List<Buffer> buffers() {
    return buffers;
  }

  /** Returns gradients for all parameters, all 0. */
  public Gradients newGradients() {
    return new Gradients(Memory.array(dataType, parameters.flat().length()), parameters);
  }

  /**
   * Returns the outputs as a new array; changes nothing, so that any thread may call it.
   *
   * @param x {@code [batch, …]} of the input's shape; another type than the network's is converted
   * @throws IllegalArgumentException if the input has another shape
   */
  public INDArray predict(INDArray x) {
    checkInput(x);
    return predict(x, output(x.size(0)));
  }

  private INDArray output(long batch) {
    INDArray like = likeOutput;
    if (like != null && like.size(0) == batch) {
      return Memory.like(like);
    }
    INDArray output = Nd4j.createUninitialized(dataType, outputShape().withBatch(batch), 'c');
    if (output.length() <= SMALL_OUTPUT) {
      likeOutput = Memory.like(output);
    }
    return output;
  }

  /**
   * Writes the outputs into an array and returns it.
   *
   * @param x {@code [batch, …]} of the input's shape; another type than the network's is converted
   * @param output modified in place: {@code [batch, …]} of the output's shape, float or double
   * @throws IllegalArgumentException if either array has another shape, or the output holds
   *     integers
   */
  public INDArray predict(INDArray x, INDArray output) {
    checkInput(x);
    long n = x.size(0);
    checkOutput(output, n, "predict was given an array to write into");
    if (!output.dataType().isFPType()) {
      throw new IllegalArgumentException(
          "predict was given an array to write into of the type %s, which cannot hold fractions; give one of the type %s"
              .formatted(output.dataType(), dataType));
    }
    for (long from = 0; from < n; from += predictionBatch) {
      long to = Math.min(n, from + predictionBatch);
      predictRows(rows(x, from, to), rows(output, from, to));
    }
    return output;
  }

  private static INDArray rows(INDArray a, long from, long to) {
    return to - from == a.size(0) ? a : Memory.rows(a, from, to);
  }

  private void predictRows(INDArray x, INDArray output) {
    Parallel.letOthers();
    ArenaPool.Lease lease = arenas.lease(Mode.INFERENCE, Derivatives.NONE, x.shape());
    Pass pass = new Pass(lease.arena, dataType, Mode.INFERENCE, prediction, null);
    INDArray input = x.length() <= SMALL_INPUT ? pass.copyOf(x) : x;
    Memory.copy(root.predict(input, pass), output);
    lease.arena.forget(x);
    lease.close();
  }

  /** Runs the network as in training: see {@link #forward(INDArray, Mode, Run)}. */
  public Forward forward(INDArray x) {
    return forward(x, Mode.TRAINING);
  }

  /** Runs the network; random numbers depend on the network's seed and on how often it ran. */
  public Forward forward(INDArray x, Mode mode) {
    return forward(x, mode, new Run(seed, 0, forwards.getAndIncrement(), true));
  }

  /**
   * Runs the network and returns its output with the pullback. The arrays of the pass, its output
   * included, stay as they are until the first forward after the pullback was applied; a pullback
   * that is never applied holds its memory until it is unreachable.
   *
   * @param x {@code [batch, …]} of the input's shape; not changed, and not to be changed before the
   *     pullback is applied, and neither are the parameters
   * @throws IllegalArgumentException if the input has another shape
   */
  public Forward forward(INDArray x, Mode mode, Run run) {
    return forward(x, mode, run, null);
  }

  private Forward forward(
      INDArray x, Mode mode, Run run, @Nullable BiConsumer<Node, INDArray> observer) {
    checkInput(x);
    arenas.recycle();
    Parallel.letOthers();
    Derivatives wanted = run.inputGradient() ? Derivatives.OF_ALL : Derivatives.OF_PARAMETERS;
    ArenaPool.Lease lease = arenas.lease(mode, wanted, x.shape());
    Pass pass = new Pass(lease.arena, dataType, mode, run, observer);
    Forward forward = root.forward(x, pass);
    INDArray output = pass.inRowMajor(forward.output());
    long n = x.size(0);
    return new Forward(
        output,
        new Back(
            inputShape,
            outputShape(),
            (dy, gradients) -> {
              if (lease.returned()) {
                throw new IllegalStateException(
                    "the arrays of this pullback were given to a later forward; apply a pullback before"
                        + " the next forward, or run forward again");
              }
              checkOutput(dy, n, "the pullback was given an output gradient");
              INDArray dx = forward.pullback().apply(dy, gradients);
              lease.closeAtNextPass();
              return run.inputGradient() ? pass.inRowMajor(dx) : dx;
            }));
  }

  /** A pullback that prints itself. */
  private record Back(Shape from, Shape to, Pullback pullback) implements Pullback {
    @Override
    public INDArray apply(INDArray outputGradient, Gradients gradients) {
      return pullback.apply(outputGradient, gradients);
    }

    @Override
    public String toString() {
      return "Pullback(" + to.batchText() + " -> " + from.batchText() + ")";
    }
  }

  /**
   * Runs the network and returns the name of the first layer whose output is not finite, if there
   * is one. In training mode, it updates buffers as any forward does.
   */
  public Optional<String> firstNonFinite(INDArray x, Mode mode, Run run) {
    AtomicReference<@Nullable String> first = new AtomicReference<>();
    forward(
        x,
        mode,
        run,
        (layer, output) -> {
          if (first.get() == null && !Memory.isFinite(output)) {
            first.set(layer.label());
          }
        });
    return Optional.ofNullable(first.get());
  }

  private void checkInput(INDArray x) {
    Objects.requireNonNull(x, () -> "the input is null; give " + inputShape.batchText());
    long[] shape = x.shape();
    boolean fits = inputShape.isExampleOf(x) && shape[0] > 0;
    if (!fits) {
      throw new IllegalArgumentException(
          "%s expects input %s, got %s; %s"
              .formatted(
                  firstLayer(root), inputShape.batchText(), Arrays.toString(shape), remedy(shape)));
    }
  }

  private void checkOutput(INDArray array, long n, String what) {
    Objects.requireNonNull(array, () -> what + ", but null; give " + outputShape().batchText());
    if (!outputShape().isExampleOf(array) || array.size(0) != n) {
      throw new IllegalArgumentException(
          "%s of the shape %s, expected %s as the output has; give one of that shape"
              .formatted(
                  what,
                  Arrays.toString(array.shape()),
                  Arrays.toString(outputShape().withBatch(n))));
    }
  }

  private static LayerSpec firstLayer(Node node) {
    return node.children.isEmpty() ? node.spec : firstLayer(node.children.get(0));
  }

  private String remedy(long[] shape) {
    if (shape.length > 0 && shape[0] == 0) {
      return "give at least one example";
    }
    if (Arrays.equals(shape, inputShape.toArray())) {
      return "one example is a batch too: reshape it to "
          + Arrays.toString(inputShape.withBatch(1));
    }
    if (shape.length == 0 || Arrays.stream(shape, 1, shape.length).anyMatch(size -> size < 1)) {
      return "give an array with examples in it";
    }
    Shape example = Shape.ofExample(shape);
    if (shape.length == 4 && Shape.of(shape[3], shape[1], shape[2]).equals(inputShape)) {
      return "its channels come last: permute(0, 3, 1, 2) brings them to the front";
    }
    if (example.rank() != inputShape.rank() && example.count() == inputShape.count()) {
      return "reshape it to " + Arrays.toString(inputShape.withBatch(shape[0]));
    }
    return "the network was built for " + inputShape + " per example";
  }

  /**
   * Writes spec, parameters and buffers to one safetensors file, which replaces an old one whole or
   * not at all. Python's safetensors reads the values by name.
   *
   * @throws IOException if the file cannot be written; an old one stays as it was
   * @throws IllegalArgumentException if the spec holds something without a name, such as a lambda
   */
  public void save(Path file) throws IOException {
    ModelFile.save(this, file);
  }

  /**
   * Reads a network that {@link #save} wrote; it predicts the same to the bit.
   *
   * @param types records of your own that the spec may hold, unless {@link LayerTypes} lists them
   * @throws IOException if the file is damaged, no network, or a newer Slope's
   */
  @SafeVarargs
  public static Network load(Path file, Class<? extends Record>... types) throws IOException {
    return ModelFile.load(file, types);
  }

  /** Returns a network of the same spec with the same values, in arrays of its own. */
  public Network copy() {
    Network copy = build(spec, inputShape, seed, dataType);
    copy.copyFrom(this);
    return copy;
  }

  /**
   * Takes over the values of all parameters and buffers of a network of the same spec, in place.
   *
   * @throws IllegalArgumentException if the other network is of another spec or input shape
   */
  public void copyFrom(Network other) {
    if (!spec.equals(other.spec) || !inputShape.equals(other.inputShape)) {
      throw new IllegalArgumentException(
          "cannot copy the values of " + other.spec + " into " + spec + "; build both alike");
    }
    Memory.copy(other.parameters.flat(), parameters.flat());
    Memory.copy(other.flatBuffers, flatBuffers);
  }

  /** Returns a table of the layers: name, output shape, parameters. */
  public String summary() {
    return Summary.of(root, inputShape, dataType);
  }

  /** Prints the size: {@code Network([batch, 26] -> [batch, 1], 5,953 parameters, FLOAT)}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "Network(%s -> %s, %,d parameters, %s)",
        inputShape.batchText(),
        outputShape().batchText(),
        Summary.count(parameters),
        dataType);
  }
}
