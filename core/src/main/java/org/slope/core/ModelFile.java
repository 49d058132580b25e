package org.slope.core;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slope.core.internal.Memory;
import org.slope.format.Safetensors;
import org.slope.format.SpecJson;
import org.slope.format.Tensor;
import org.slope.format.TensorFile;

/**
 * A network as a safetensors file: the values by name, row-major, and in the metadata the version
 * of this format and the {@link Model} as JSON.
 */
final class ModelFile {
  private static final int VERSION = 1;
  private static final String VERSION_KEY = "slope.version";
  private static final String MODEL_KEY = "slope.model";

  /** What a network is built from. */
  record Model(LayerSpec spec, Shape input, long seed, String dataType) {}

  private ModelFile() {}

  static void save(Network network, Path file) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    network.parameters().forEach(p -> tensors.put(p.name(), tensor(p.value())));
    network.buffers().forEach(b -> tensors.put(b.name(), tensor(b.value())));
    Model model =
        new Model(network.spec(), network.inputShape(), network.seed(), network.dataType().name());
    Map<String, String> metadata =
        Map.of(
            VERSION_KEY,
            Integer.toString(VERSION),
            MODEL_KEY,
            SpecJson.of(KnownTypes.in(model)).write(model));
    Safetensors.write(file, tensors, metadata);
  }

  private static Tensor tensor(INDArray a) {
    double[] values = Memory.toDoubles(a);
    return a.dataType() == DataType.DOUBLE
        ? Tensor.of(values, a.shape())
        : Tensor.of(toFloats(values), a.shape());
  }

  private static float[] toFloats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  @SafeVarargs
  static Network load(Path file, Class<? extends Record>... types) throws IOException {
    Nd4jStart.begin();
    TensorFile content = Safetensors.read(file);
    checkVersion(file, content.metadata());
    String json = content.metadata().getOrDefault(MODEL_KEY, "");
    try {
      Model model = SpecJson.of(KnownTypes.with(types)).read(json, Model.class);
      Nd4jStart.await();
      Set<String> unused = new HashSet<>(content.tensors().keySet());
      Network network =
          Network.build(
              model.spec(),
              model.input(),
              model.seed(),
              dataType(model.dataType()),
              (name, shape, initial) -> {
                unused.remove(name);
                return values(content, name, shape);
              });
      if (!unused.isEmpty()) {
        throw new IOException(
            "the spec has no place for "
                + unused
                + "; expected only its own parameters and buffers");
      }
      return network;
    } catch (IOException | IllegalArgumentException | ArithmeticException e) {
      throw damaged(file, e);
    }
  }

  private static IOException damaged(Path file, Exception cause) {
    return new IOException("cannot load a network from " + file + ": " + cause.getMessage(), cause);
  }

  private static void checkVersion(Path file, Map<String, String> metadata) throws IOException {
    String version = metadata.get(VERSION_KEY);
    if (version == null || !metadata.containsKey(MODEL_KEY)) {
      throw new IOException(
          file
              + " holds tensors but no network; expected the metadata slope.version and slope.model"
              + " that Network.save writes; build the network and set its parameters one by one");
    }
    if (!version.matches("[1-9][0-9]{0,8}")) {
      throw new IOException(
          file + " names its version '" + version + "'; expected a number; save the network again");
    }
    if (Integer.parseInt(version) > VERSION) {
      throw new IOException(
          "%s is of version %s of the model format; this Slope reads up to version %s; update Slope"
              .formatted(file, version, VERSION));
    }
  }

  private static DataType dataType(String name) throws IOException {
    for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    throw new IOException("the data type is " + name + "; expected FLOAT or DOUBLE");
  }

  private static double[] values(TensorFile content, String name, Shape shape) {
    Tensor tensor = content.tensors().get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "%s %s is missing; expected a tensor for each parameter and buffer of the spec"
              .formatted(name, shape));
    }
    if (!Arrays.equals(tensor.shape(), shape.toArray())) {
      throw new IllegalArgumentException(
          "%s has the shape %s; expected %s as the spec says"
              .formatted(name, Shape.of(tensor.shape()), shape));
    }
    return tensor.toDoubles();
  }
}
