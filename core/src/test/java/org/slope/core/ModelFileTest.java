package org.slope.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.slope.core.internal.Memory;
import org.slope.format.Safetensors;
import org.slope.format.Tensor;
import org.slope.format.TensorFile;

class ModelFileTest {
  @TempDir Path folder;

  private Network load(Path file) throws IOException {
    return Network.load(file, Affine.class, Chain.class);
  }

  @Test
  void loadsWhatWasSavedToTheBit() throws IOException {
    for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
      LayerSpec spec = Chain.of(new Affine(0.1, Initializers.normal(0, 1)), new Affine(1.0 / 3));
      Network net = spec.build(Shape.of(2, 3, 4), 42, type);
      Path file = folder.resolve(type + ".safetensors");
      net.save(file);
      Network loaded = load(file);
      assertEquals(net.spec(), loaded.spec());
      assertEquals(net.inputShape(), loaded.inputShape());
      assertEquals(net.seed(), loaded.seed());
      assertEquals(type, loaded.dataType());
      INDArray x = Nd4j.rand(type, 7, 2, 3, 4);
      assertArrayEquals(Memory.toDoubles(net.predict(x)), Memory.toDoubles(loaded.predict(x)), 0.0);
    }
  }

  @Test
  void replacesAFileWholeAndLeavesNothingBehind() throws IOException {
    Path file = folder.resolve("model.safetensors");
    Network net = new Affine(1).build(Shape.of(2), 1);
    net.save(file);
    net.parameters().get(0).set(Nd4j.createFromArray(5f));
    net.save(file);
    assertEquals(5, load(file).parameters().get(0).value().getDouble(0));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void aLambdaCannotBeSavedAndTheOldFileStays() throws IOException {
    Path file = folder.resolve("model.safetensors");
    new Affine(1).build(Shape.of(2), 1).save(file);
    byte[] before = Files.readAllBytes(file);
    Network net = new Affine(1, (shape, random) -> new double[] {1}).build(Shape.of(2), 1);
    String message =
        assertThrows(IllegalArgumentException.class, () -> net.save(file)).getMessage();
    assertTrue(message.contains("lambda"), message);
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  @Test
  void aLayerThatIsNotNamedIsExplained() throws IOException {
    Path file = folder.resolve("model.safetensors");
    new Affine(1).build(Shape.of(2), 1).save(file);
    String message = assertThrows(IOException.class, () -> Network.load(file)).getMessage();
    assertTrue(message.contains("cannot load a network from " + file), message);
    assertTrue(message.contains("affine"), message);
  }

  @Test
  void foreignNewerAndIncompleteFilesAreRefused() throws IOException {
    Path file = folder.resolve("model.safetensors");
    new Affine(1).build(Shape.of(2), 1).save(file);
    TensorFile good = Safetensors.read(file);
    assertEquals(
        file
            + " holds tensors but no network; expected the metadata slope.version and slope.model"
            + " that Network.save writes; build the network and set its parameters one by one",
        refused(file, good.tensors(), Map.of()));
    Map<String, String> newer = new LinkedHashMap<>(good.metadata());
    newer.put("slope.version", "2");
    assertEquals(
        file
            + " is of version 2 of the model format; this Slope reads up to version 1; update Slope",
        refused(file, good.tensors(), newer));
    newer.put("slope.version", "one");
    assertEquals(
        file + " names its version 'one'; expected a number; save the network again",
        refused(file, good.tensors(), newer));
    Map<String, Tensor> tensors = new LinkedHashMap<>(good.tensors());
    tensors.remove("weight");
    assertEquals(
        "cannot load a network from "
            + file
            + ": weight [1] is missing; expected a tensor for each parameter and buffer of the spec",
        refused(file, tensors, good.metadata()));
    tensors.put("weight", Tensor.of(new float[] {1, 2}, 2));
    assertEquals(
        "cannot load a network from "
            + file
            + ": weight has the shape [2]; expected [1] as the spec says",
        refused(file, tensors, good.metadata()));
    tensors.put("weight", Tensor.of(new float[] {1}, 1));
    tensors.put("more", Tensor.of(new float[] {1}, 1));
    assertEquals(
        "cannot load a network from "
            + file
            + ": the spec has no place for [more]; expected only its own parameters and buffers",
        refused(file, tensors, good.metadata()));
  }

  @Test
  void aSpecThatAsksForMoreThanTheFileHoldsAllocatesNothing() throws IOException {
    Path file = folder.resolve("model.safetensors");
    new Huge(1).build(Shape.of(2), 1).save(folder.resolve("small.safetensors"));
    TensorFile small = Safetensors.read(folder.resolve("small.safetensors"));
    Map<String, String> metadata = new LinkedHashMap<>(small.metadata());
    metadata.computeIfPresent(
        "slope.model", (key, json) -> json.replace("\"size\":1", "\"size\":1000000000000"));
    Safetensors.write(file, small.tensors(), metadata);
    assertEquals(
        "cannot load a network from "
            + file
            + ": huge has the shape [1]; expected [1000000000000] as the spec says",
        assertThrows(IOException.class, () -> Network.load(file, Huge.class)).getMessage());
  }

  /** Asks for as many weights as it is told to. */
  record Huge(long size) implements LayerSpec {
    @Override
    public Layer create(Builder builder) {
      builder.parameter("huge", Role.WEIGHT, Shape.of(size), Initializers.zeros());
      return new Affine(1).create(builder);
    }
  }

  private String refused(Path file, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    Safetensors.write(file, tensors, metadata);
    return assertThrows(IOException.class, () -> load(file)).getMessage();
  }
}
